"""Make the sandbox fail on purpose, to test how a script copes."""
