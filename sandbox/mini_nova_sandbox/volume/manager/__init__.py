"""cinder-volume: the worker of the topic ``volume``."""
