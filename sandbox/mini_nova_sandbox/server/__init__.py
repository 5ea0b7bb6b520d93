"""How requests come in and answers go out: the walls, the routes of a service, errors in each service's own shape."""
