"""The classic client's commands, one folder a family."""
