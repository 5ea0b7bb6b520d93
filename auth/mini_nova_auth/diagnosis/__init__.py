"""Find out why a login or a service catalog does not work."""
