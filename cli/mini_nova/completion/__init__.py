"""Completion scripts for shells, made from the commands."""

SHELLS = ("bash", "zsh", "fish")
PROGRAM = "mini-nova"
CLASSIC_PROGRAM = "nova"  # the name that 'mini-nova alias' adds
