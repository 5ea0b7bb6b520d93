"""Delete services whose programs run no more.

A service is named by its host or its id; up to API 2.52, by its number. Stop nova-compute first: a
running one makes its records anew.
"""

from mini_nova.commands.nova._kinds.on_each import on_each
from mini_nova.compute.resources import compute_services

command = on_each(
    __name__,
    __doc__,
    compute_services.delete,
    "id",
    failure="Unable to delete the specified service(s).",
)
