"""Inspect the clouds of clouds.yaml and the settings in use."""
