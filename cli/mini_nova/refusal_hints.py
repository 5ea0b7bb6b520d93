"""What to try after a refusal, by its status and the collection of the request. Pure."""

from __future__ import annotations

from urllib.parse import unquote

from mini_nova_auth.wire.message import CONFLICT, FORBIDDEN, GONE, NOT_FOUND

# What lists the things of a kind; SERVER is the argument that the listing needs.
_LISTS = {
    "server": "'mini-nova list' lists the project's servers.",
    "flavor": "'mini-nova flavor-list' lists the flavors.",
    "image": "'mini-nova image-list' lists the images.",
    "keypair": "'mini-nova keypair-list' lists the keypairs.",
    "aggregate": "'mini-nova aggregate-list' lists the aggregates.",
    "hypervisor": "'mini-nova hypervisor-list' lists the hypervisors.",
    "server group": "'mini-nova server-group-list' lists the server groups.",
    "compute service": "'mini-nova service-list' lists the compute services.",
    "volume attachment": "'mini-nova volume-attachments SERVER' lists the server's volumes.",
    "interface": "'mini-nova interface-list SERVER' lists the server's interfaces.",
    "action": "'mini-nova instance-action-list SERVER' lists the server's actions.",
    "server migration": "'mini-nova server-migration-list SERVER' lists the server's migrations.",
    "tag": "'mini-nova server-tag-list SERVER' lists the server's tags.",
}
_COLLECTIONS = {
    "servers": "server",
    "flavors": "flavor",
    "images": "image",
    "os-keypairs": "keypair",
    "os-aggregates": "aggregate",
    "os-hypervisors": "hypervisor",
    "os-server-groups": "server group",
    "os-services": "compute service",
    "os-volume_attachments": "volume attachment",
    "os-interface": "interface",
    "os-instance-actions": "action",
    "migrations": "server migration",
    "tags": "tag",
}
_PLACEHOLDER = "SERVER"
_ROLE = (
    "'mini-nova whoami' shows this login's project and roles: another role or project may be "
    "needed."
)
_REMOVED = "This cloud's Nova has removed it from its API."


def listing_hint(kind: str) -> str:
    """Return which command lists the things of a kind; '' if none does."""
    return _LISTS.get(kind, "")


def hint_for(status: int, url: str) -> str:
    """Return what to try after a refusal with this status of a request for a URL; or ''."""
    if status == FORBIDDEN:
        return _ROLE
    if status == GONE:
        return _REMOVED
    if status not in (NOT_FOUND, CONFLICT):
        return ""
    path = url.partition("?")[0].split("/")
    server = _server_in(path)
    if status == NOT_FOUND:
        return _listing_in(path).replace(_PLACEHOLDER, server or _PLACEHOLDER)
    return f"'mini-nova show {server}' tells its status and its task." if server else ""


def _server_in(path: list[str]) -> str:
    """Return the id of the server that a path leads to; '' if it leads elsewhere."""
    if "servers" not in path[:-1]:
        return ""
    text = unquote(path[path.index("servers") + 1])
    return text if text.isprintable() else ""


def _listing_in(path: list[str]) -> str:
    """Return the hint for the innermost collection of which the path names a member."""
    for segment in reversed(path[:-1]):
        if segment in _COLLECTIONS:
            return listing_hint(_COLLECTIONS[segment])
    return ""
