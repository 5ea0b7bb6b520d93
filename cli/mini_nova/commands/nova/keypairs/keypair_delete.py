"""Delete keypairs. Servers that have them keep them."""

from mini_nova.commands.nova._kinds.api_range import ranged_option
from mini_nova.commands.nova._kinds.on_each import on_each
from mini_nova.compute.resources import keypairs

command = on_each(
    __name__,
    __doc__,
    keypairs.delete,
    "name",
    ranged_option("--user", since="2.10", metavar="ID", help="The user who owns them (admins)."),
    failure="Unable to delete the specified keypair(s).",
)
