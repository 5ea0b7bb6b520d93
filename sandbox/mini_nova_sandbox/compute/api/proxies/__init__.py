"""Nova's old proxies of images, networks and security groups, up to microversion 2.35."""
