"""Nova's resources, one file each."""
