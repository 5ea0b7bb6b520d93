"""Delete server groups. Their servers stay."""

from mini_nova.commands.nova._kinds.on_each import on_each
from mini_nova.compute.resources import server_groups

command = on_each(
    __name__,
    __doc__,
    server_groups.delete,
    "id",
    sentence="Server group {target} has been successfully deleted.",
    failure="Unable to delete the specified server group(s).",
)
