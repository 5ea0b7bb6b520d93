"""The process: its state directory, its socket, and the application in front of the services."""
