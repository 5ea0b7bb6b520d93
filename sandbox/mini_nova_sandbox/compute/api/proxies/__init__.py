"""Nova's old proxies to images, networks, and security groups."""
