"""cinder-api: v3 with microversions; the project's id in the path is optional."""
