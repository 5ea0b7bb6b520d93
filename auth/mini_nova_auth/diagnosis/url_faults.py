"""Faults of an endpoint's URL and interface, except those of the URL's path."""

from __future__ import annotations

from collections.abc import Iterator

from mini_nova_auth import redact
from mini_nova_auth.access.catalog import INTERFACES
from mini_nova_auth.diagnosis.catalog_entry import CatalogEntry, is_template
from mini_nova_auth.diagnosis.findings import ERROR, WARNING, Finding
from mini_nova_auth.diagnosis.path_faults import path_faults
from mini_nova_auth.wire.urls import is_local, is_private, origin


def url_faults(entry: CatalogEntry) -> Iterator[Finding]:
    """Iterate over the faults of an endpoint's URL. A malformed one is not judged further."""
    if entry.template:
        yield _unfilled_template(entry)
    if entry.origin is None:
        yield _malformed_url(entry)
        return
    if entry.endpoint.interface not in INTERFACES:
        yield _unknown_interface(entry)
    if not is_template(entry.origin.host):
        yield from _host_faults(entry, entry.origin.host)
    yield from path_faults(entry)
    if _is_unencrypted(entry):
        yield _unencrypted(entry)


def _unfilled_template(entry: CatalogEntry) -> Finding:
    service, endpoint = entry.service, entry.endpoint
    subject = f"endpoint {endpoint.id}" if endpoint.id else f"the {service.type} endpoint"
    return Finding(
        ERROR,
        "template-left",
        f"{subject} contains {entry.template}, which the identity service did not fill in",
        f"Log in to a project, or ask the operator to correct the URL{entry.workaround}.",
    )


def _malformed_url(entry: CatalogEntry) -> Finding:
    complaint = f'"{redact.url(entry.endpoint.url)}" is not a valid http(s) URL'
    if not entry.endpoint.url:
        complaint = f"{entry.service.type} is listed with an empty URL"
    return Finding(
        ERROR,
        "url-broken",
        complaint,
        "Ask the operator to correct it.",
    )


def _unknown_interface(entry: CatalogEntry) -> Finding:
    return Finding(
        WARNING,
        "interface-unknown",
        f'the interface "{entry.endpoint.interface}" is not one of {", ".join(INTERFACES)}',
        "Ask the operator to correct the endpoint's interface.",
    )


def _host_faults(entry: CatalogEntry, host: str) -> Iterator[Finding]:
    """Compare an endpoint's host with the identity service's and those of the whole catalog."""
    identity = origin(entry.auth_url)
    identity_host = identity.host if identity else ""
    is_public = entry.endpoint.interface == "public"
    if is_local(host):
        # A cloud on this machine may say so, if all of it goes by the same name.
        differs = host != identity_host and identity_host in entry.hosts
        if not is_local(identity_host):
            yield _local_host(ERROR if is_public else WARNING, host)
        elif differs:
            yield _local_host(WARNING, host)
    elif is_public and is_private(host):
        is_all_private = is_private(identity_host) and not is_local(identity_host)
        if not is_all_private:
            yield _internal_host(host)


def _local_host(severity: str, host: str) -> Finding:
    return Finding(
        severity,
        "localhost",
        f"{host} means the client's own machine, not the cloud",
        "Ask the operator to register the endpoint under a name that clients can reach.",
    )


def _internal_host(host: str) -> Finding:
    return Finding(
        WARNING,
        "internal-host",
        f"the public interface is at {host}, which only an internal network can reach",
        "Use the cloud's VPN, or ask the operator to register a public name.",
    )


def _is_unencrypted(entry: CatalogEntry) -> bool:
    identity, service = origin(entry.auth_url), entry.origin
    if identity is None or service is None:
        return False
    if entry.endpoint.interface != "public":
        return False
    return identity.scheme == "https" and service.scheme == "http"


def _unencrypted(entry: CatalogEntry) -> Finding:
    return Finding(
        WARNING,
        "unencrypted",
        f"{entry.service.type} is listed with http although the identity service uses https",
        "Try https at the same address, and ask the operator to correct it: tokens are readable.",
    )
