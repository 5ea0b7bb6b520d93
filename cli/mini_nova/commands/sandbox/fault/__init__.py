"""Make the sandbox fail on purpose, to see what a script makes of it."""
