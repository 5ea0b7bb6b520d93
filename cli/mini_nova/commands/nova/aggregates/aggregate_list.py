"""List the host aggregates."""

from mini_nova.commands.nova._kinds.listing import listing
from mini_nova.commands.nova.aggregates._aggregate_table import SUMMARY, UUID
from mini_nova.compute.resources import aggregates

command = listing(__name__, __doc__, aggregates.list_all, (*SUMMARY, UUID))
