"""No longer let a project use a private flavor."""

from mini_nova.commands.nova.flavors._access_change import access_change

command = access_change(__name__, __doc__, "removeTenantAccess")
