"""Tools for the source tree: they generate completions and man pages from the commands."""
