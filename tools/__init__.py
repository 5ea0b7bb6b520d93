"""What keeps the tree in order: the completions and man pages are made here, from the commands."""
