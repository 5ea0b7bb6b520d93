"""The URLs at which endpoints are probed: pure functions of an official type and a listed URL."""

from __future__ import annotations

from mini_nova_auth.access import discovery
from mini_nova_auth.access.discovery import MICROVERSIONED_FROM
from mini_nova_auth.wire import urls

# A cheap request that needs a token, by official type: the path after the version, and the version
# to add if the URL has none.
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


def document_url(official_type: str, url: str) -> str:
    """Return the URL of a version document: at the URL's version, or at its root without one."""
    parts = urls.split(url.rstrip("/"))
    segments = parts.path.split("/")
    count = _segments_to_version(parts.path)
    if official_type == "object-store":
        parent_count = max(count - 1, 1)
        info = [*segments[:parent_count], "info"]
        return urls.with_path(url, "/".join(info))
    path = parts.path
    if count:
        path = "/".join(segments[:count])
    return urls.with_path(url, f"{path}/")


def root_url(url: str) -> str:
    """Return the URL of the version list above a URL with a version; '' if it has none."""
    path = urls.split(url).path
    count = _segments_to_version(path)
    if count == 0:
        return ""
    segments = path.split("/")
    parent = "/".join(segments[: count - 1])
    return urls.with_path(url, f"{parent}/")


def read_url(official_type: str, url: str, project_id: str = "") -> str:
    """Return the URL of a cheap request that needs a token.

    ``project_id`` is added to the path of an old compute, if it is missing.
    """
    path, default_version = READS[official_type]
    base = url.rstrip("/")
    if official_type == "compute":
        endpoint = discovery.compute_endpoint(base, project_id)
        if endpoint is not None:
            return endpoint.url + path
    version = "" if urls.version_in(base) else default_version
    return base + version + path


def newer_compute(url: str) -> str:
    """Return the URL of v2.1 beside an older or unversioned compute; '' if the URL is v2.1."""
    version = urls.version_in(url)
    if version is not None and version >= MICROVERSIONED_FROM:
        return ""
    root = root_url(url) or url
    return f"{root.rstrip('/')}/v2.1"


def _segments_to_version(path: str) -> int:
    """Count the segments up to and including the version; 0 if there is none.

    Of several versions the last counts, as for requests: ``/v1/compute/v2.1`` is v2.1.
    """
    counts = [count for count, _ in urls.version_segments(path)]
    return max(counts, default=0)
