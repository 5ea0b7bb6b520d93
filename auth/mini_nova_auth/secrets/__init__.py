"""Where a secret comes from: a file descriptor, a command, the keyring, or a prompt."""
