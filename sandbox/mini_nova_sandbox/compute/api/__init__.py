"""nova-api: v1.1 and v2 with the project in the path, v2.1 with microversions."""
