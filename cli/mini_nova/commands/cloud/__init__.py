"""Look at the clouds of clouds.yaml, and at where each setting comes from."""
