"""Remove a host from an aggregate."""

from mini_nova.commands.nova.aggregates._host_change import host_change
from mini_nova.compute.resources import aggregates

SENTENCE = "Host {host} has been successfully removed from aggregate {id} "

command = host_change(__name__, __doc__, aggregates.remove_host, SENTENCE)
