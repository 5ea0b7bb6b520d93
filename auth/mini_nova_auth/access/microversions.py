"""The headers that ask a service for a microversion.

Source: the API working group's microversion specification. Cinder goes by its old type in them, and
three services have an older header of their own, which is the only one that Manila reads.
"""

from __future__ import annotations

from collections.abc import Mapping

from mini_nova_auth.access.service_types import official

HEADER = "OpenStack-API-Version"
_TYPES_IN_HEADER = {"block-storage": "volume"}
_LEGACY_HEADERS = {
    "compute": "X-OpenStack-Nova-API-Version",
    "baremetal": "X-OpenStack-Ironic-API-Version",
    "shared-file-system": "X-OpenStack-Manila-API-Version",
}


def headers(service_type: str, version: str) -> dict[str, str]:
    """The headers for a version, such as 2.96 or latest; none for ''."""
    if not version:
        return {}
    kind = _official(service_type)
    type_in_header = _TYPES_IN_HEADER.get(kind, kind)
    value = f"{type_in_header} {version}"
    return {HEADER: value, **legacy_headers(service_type, version)}


def legacy_headers(service_type: str, version: str) -> dict[str, str]:
    """A service's own older header alone; none for a service that has none.

    Nova reads the common header from 2.27 on; for an older version this is the only one it knows.
    """
    kind = _official(service_type)
    name = _LEGACY_HEADERS.get(kind)
    if name is None:
        return {}
    return {name: version}


def add_default(own: Mapping[str, str], service_type: str, version: str) -> dict[str, str]:
    """A request's own headers, with a version's unless they ask for a version themselves."""
    defaults = headers(service_type, version)
    own_names = {name.lower() for name in own}
    for name in defaults:
        if name.lower() in own_names:
            return dict(own)
    return {**defaults, **own}


def _official(service_type: str) -> str:
    return official(service_type) or service_type
