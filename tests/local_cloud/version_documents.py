"""The documents in which services say which versions they speak, and where."""

from .messages import Json
from .world import World

_INTERNAL = {
    "identity": "http://keystone.internal.invalid:5000",
    "compute": "http://nova.internal.invalid:8774",
}


def link(world: World, service: str, path: str) -> str:
    """Where a version lives, as told by `version_links`: with a host, without one, or with one
    nobody can reach.
    """
    if world.version_links == "relative":
        return f"/{service}/{path}"
    if world.version_links == "unreachable":
        return f"{_INTERNAL[service]}/{path}"
    return f"{world.url}/{service}/{path}"


def identity_version(world: World, version_id: str) -> Json:
    """One version of Keystone."""
    modern = version_id.startswith("v3")
    path = "v3/" if modern else "v2.0/"
    kind = (
        "application/vnd.openstack.identity-v3+json"
        if modern
        else "application/vnd.openstack.identity-v2.0+json"
    )
    return {
        "id": version_id,
        "status": "stable" if modern else "deprecated",
        "updated": "2020-04-07T00:00:00Z" if modern else "2016-08-04T00:00:00Z",
        "links": [{"rel": "self", "href": link(world, "identity", path)}],
        "media-types": [{"base": "application/json", "type": kind}],
    }


def compute_version(world: World, version_id: str) -> Json:
    """One version of Nova, as the list of them has it."""
    modern = version_id == "v2.1"
    path = {"v2.1": "v2.1/", "v2.0": "v2/", "v1.1": "v1.1/"}[version_id]
    newest = ".".join(str(part) for part in world.newest)
    has_microversions = modern and world.newest > (2, 0)
    return {
        "id": version_id,
        "status": "CURRENT" if modern else "DEPRECATED",
        "version": newest if has_microversions else "",
        "min_version": "2.1" if has_microversions else "",
        "updated": "2013-07-23T11:33:21Z" if modern else "2025-07-04T12:00:00Z",
        "links": [{"rel": "self", "href": link(world, "compute", path)}],
    }


def compute_version_in_full(world: World, version_id: str) -> Json:
    """One version of Nova, as its own document has it."""
    version = compute_version(world, version_id)
    version["links"].append(
        {"rel": "describedby", "type": "text/html", "href": "http://docs.openstack.org/"}
    )
    kind = (
        f"application/vnd.openstack.compute+json;version={'2.1' if version_id == 'v2.1' else '2'}"
    )
    return {**version, "media-types": [{"base": "application/json", "type": kind}]}
