"""Where settings come from. Each source gives (value, source in words) pairs; a chain of them is a plain tuple.

The chain of the command line is flags, environment, clouds.yaml. A secret that none of these gives comes from
``secrets``: a file descriptor, a command, the keyring, the user at a terminal. A script may leave out any of them.
"""
