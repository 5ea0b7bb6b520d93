"""Where secrets come from: file descriptors, commands, the keyring and prompts."""
