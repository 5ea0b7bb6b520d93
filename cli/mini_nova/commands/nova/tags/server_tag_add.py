"""Add tags to a server."""

from mini_nova.commands.nova.tags._tag_change import tag_change
from mini_nova.compute.resources import server_parts

command = tag_change(
    __name__,
    __doc__,
    server_parts.put,
    sentence="Request to add tag {tag} to specified server has been accepted.",
    failure="Unable to add the specified tag to the server.",
)
