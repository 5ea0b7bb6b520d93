"""A small OpenStack in the test's own process, which records what it is asked and misbehaves on
command.
"""

from .cloud import LocalCloud
from .faults import Fault, Faults
from .messages import Headers, Recorded

__all__ = ["Fault", "Faults", "Headers", "LocalCloud", "Recorded"]
