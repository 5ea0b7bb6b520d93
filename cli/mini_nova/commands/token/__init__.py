"""Issue, show and revoke tokens, or run a command with one."""
