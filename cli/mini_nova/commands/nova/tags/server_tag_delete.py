"""Delete tags of a server."""

from mini_nova.commands.nova.tags._tag_change import tag_change
from mini_nova.compute.resources import server_parts

command = tag_change(
    __name__,
    __doc__,
    server_parts.delete,
    sentence="Request to delete tag {tag} from specified server has been accepted.",
    failure="Unable to delete the specified tag from the server.",
)
