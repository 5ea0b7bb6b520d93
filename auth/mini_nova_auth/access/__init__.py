"""What a login gives: the token, the service catalog, and the versions of its services."""
