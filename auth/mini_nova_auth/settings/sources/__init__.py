"""The sources of settings. A source returns values with a description of their place.

The command line's chain is arguments, environment, clouds.yaml; a script may leave out any of them.
A secret that none of them has comes from ``secrets``: a file descriptor, a command, the keyring, or
the user at a terminal.
"""
