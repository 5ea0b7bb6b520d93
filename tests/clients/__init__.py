"""OpenStack clients that other people wrote, driven through a list of steps against a cloud."""
