"""The drivers of the compute hosts: a fake one, and libvirt."""
