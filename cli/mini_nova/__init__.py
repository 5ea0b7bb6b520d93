"""mini-nova: a command-line client for OpenStack clouds."""

__version__ = "0.1.0"
