"""Add a host to an aggregate."""

from mini_nova.commands.nova.aggregates._host_change import host_change
from mini_nova.compute.resources import aggregates

SENTENCE = "Host {host} has been successfully added for aggregate {id} "

command = host_change(__name__, __doc__, aggregates.add_host, SENTENCE)
