"""A small OpenStack in the test's own process, which records what it is asked and misbehaves on
command.
"""

from .cloud import LocalCloud
from .faults import Fault, Faults
from .fleet import A_LOOK
from .messages import Headers, Recorded

__all__ = ["A_LOOK", "Fault", "Faults", "Headers", "LocalCloud", "Recorded"]
