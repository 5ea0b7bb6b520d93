"""Our login inside other libraries: requests and keystoneauth."""
