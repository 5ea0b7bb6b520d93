"""Where the endpoints of a catalog are asked: pure functions of a service's official type and the URL it is listed with."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from mini_nova_auth.access import discovery
from mini_nova_auth.access.discovery import MICROVERSIONED_FROM

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
    """Where an endpoint's version document is: at its version, or at its root where it names none."""
    parts = urlsplit(url.rstrip("/"))
    segments = parts.path.split("/")
    at = _version_at(segments)
    if kind == "object-store":
        return urlunsplit(
            (parts.scheme, parts.netloc, "/".join([*segments[: at or 1], "info"]), "", "")
        )
    path = parts.path if at is None else "/".join(segments[: at + 1])
    return urlunsplit((parts.scheme, parts.netloc, path + "/", "", ""))


def root_url(url: str) -> str:
    """Where the versions are listed above an endpoint that names one; '' where it names none."""
    parts = urlsplit(url)
    segments = parts.path.split("/")
    at = _version_at(segments)
    return (
        ""
        if at is None
        else urlunsplit((parts.scheme, parts.netloc, "/".join(segments[:at]) + "/", "", ""))
    )


def read_url(kind: str, url: str, project_id: str = "") -> str:
    """Where a cheap read that needs a token is; old compute has the project's id in its path."""
    path, version = READS[kind]
    plain = url.rstrip("/")
    put_in_order = discovery.compute_endpoint(plain, project_id) if kind == "compute" else None
    if put_in_order is not None:
        return put_in_order.url + path
    return plain + ("" if discovery.version_in(plain) else version) + path


def newer_compute(url: str) -> str:
    """Where v2.1 would be beside a compute that is listed at an older version or at none; '' for one that is at v2.1."""
    number = discovery.version_in(url)
    if number is not None and number >= MICROVERSIONED_FROM:
        return ""
    return f"{(root_url(url) or url).rstrip('/')}/v2.1"


def swapped(url: str) -> str:
    """The same URL with the other one of http and https."""
    scheme, _, rest = url.partition("://")
    return f"{'http' if scheme == 'https' else 'https'}://{rest}"


def _version_at(segments: list[str]) -> int | None:
    """Which segment of a path is the first that names a version."""
    return next(
        (
            at
            for at, part in enumerate(segments)
            if discovery.parse_version(part) and part[:1] == "v"
        ),
        None,
    )
