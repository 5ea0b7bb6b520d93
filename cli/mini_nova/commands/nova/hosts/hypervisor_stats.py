"""Show sums over all hypervisors."""

from mini_nova.commands.nova._kinds.showing import showing
from mini_nova.compute.resources import hypervisors

command = showing(__name__, __doc__, hypervisors.statistics, until="2.87")
