"""Delete host aggregates, which must have no hosts any more."""

from mini_nova.commands.nova._kinds.on_each import on_each
from mini_nova.compute.resources import aggregates

command = on_each(
    __name__,
    __doc__,
    aggregates.delete,
    "aggregate",
    sentence="Aggregate {id} has been successfully deleted.",
    failure="Unable to delete the specified aggregate(s).",
)
