"""Run the sandbox, a small OpenStack cloud in one process."""
