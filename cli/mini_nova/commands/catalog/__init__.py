"""Look at the service catalog of the login."""
