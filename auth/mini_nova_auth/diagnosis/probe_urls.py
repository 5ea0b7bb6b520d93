"""Where the endpoints of a catalog are asked: pure functions of a service's official type and the URL it is listed with."""

from __future__ import annotations

from mini_nova_auth.access import discovery
from mini_nova_auth.access.discovery import MICROVERSIONED_FROM
from mini_nova_auth.wire import urls

# A cheap read that needs a token, by official type: what follows the version, and the version where the URL has none.
READS = {
    "compute": ("/flavors?limit=1", "/v2.1"),
    "network": ("/networks?limit=1&fields=id", "/v2.0"),
    "image": ("/images?limit=1", "/v2"),
    "identity": ("/auth/projects", "/v3"),
    "object-store": ("", ""),
    "block-storage": ("/volumes?limit=1", "/v3"),
    "orchestration": ("/stacks?limit=1", "/v1"),
    "shared-file-system": ("/limits", "/v2"),
    "placement": ("/resource_providers?name=none", ""),
    "load-balancer": ("/lbaas/loadbalancers?limit=1&fields=id", "/v2"),
    "key-manager": ("/secrets?limit=1", "/v1"),
    "dns": ("/zones?limit=1", "/v2"),
    "baremetal": ("/nodes?limit=1", "/v1"),
}


def document_url(kind: str, url: str) -> str:
    """The URL of an endpoint's version document: at its version, or at its root if it names none."""
    path = urls.split(url.rstrip("/")).path
    count = _first_version(path)
    segments = path.split("/")
    if kind == "object-store":
        return urls.with_path(url, "/".join([*segments[: max(count - 1, 1)], "info"]))
    document_path = "/".join(segments[:count]) if count else path
    return urls.with_path(url, f"{document_path}/")


def root_url(url: str) -> str:
    """The URL of the version list above an endpoint that names a version; '' if it names none."""
    path = urls.split(url).path
    count = _first_version(path)
    if count == 0:
        return ""
    return urls.with_path(url, "/".join(path.split("/")[: count - 1]) + "/")


def read_url(kind: str, url: str, project_id: str = "") -> str:
    """Where a cheap read that needs a token is; old compute has the project's id in its path."""
    path, version = READS[kind]
    plain = url.rstrip("/")
    put_in_order = discovery.compute_endpoint(plain, project_id) if kind == "compute" else None
    if put_in_order is not None:
        return put_in_order.url + path
    return plain + ("" if urls.version_in(plain) else version) + path


def newer_compute(url: str) -> str:
    """Where v2.1 would be beside a compute that is listed at an older version or at none; '' for one that is at v2.1."""
    number = urls.version_in(url)
    if number is not None and number >= MICROVERSIONED_FROM:
        return ""
    return f"{(root_url(url) or url).rstrip('/')}/v2.1"


def _first_version(path: str) -> int:
    """How many segments end with the first that names a version; 0 if none does."""
    return next((count for count, _ in urls.version_segments(path)), 0)
