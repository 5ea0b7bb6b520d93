"""Nova's old proxies of images, networks, security groups and volumes, up to microversion 2.35."""
