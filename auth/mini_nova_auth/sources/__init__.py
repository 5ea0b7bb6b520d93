"""Where settings come from. Each source gives (value, source in words) pairs; a chain of them is a plain tuple.

The chain of the command line is flags, environment, clouds.yaml, keyring; what is still missing of a secret is asked
for on a terminal. A script may leave out any of them.
"""
