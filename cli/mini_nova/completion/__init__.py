"""Completion scripts for shells, made from the commands."""

SHELLS = ("bash", "zsh", "fish")
