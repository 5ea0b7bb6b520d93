"""The names kept for completion."""
