"""Show how long a hypervisor, by hostname or id, has been up."""

import click

from mini_nova.commands.nova._kinds.showing import showing
from mini_nova.compute.resources import hypervisors

command = showing(__name__, __doc__, hypervisors.uptime, click.argument("hypervisor"))
