"""Nova's calls, and the lookups at Glance and Neutron that they need. Nothing here prints."""
