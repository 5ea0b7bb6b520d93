"""Finding: a fault or an oddity of a login, a catalog or an endpoint, and what to try."""

from __future__ import annotations

from typing import Any, NamedTuple

from mini_nova_auth import redact
from mini_nova_auth.access.catalog import Endpoint, Service
from mini_nova_auth.access.service_types import official

ERROR, WARNING, INFO = "error", "warning", "info"
SEVERITIES = (ERROR, WARNING, INFO)


class Finding(NamedTuple):
    """A finding and its place in the catalog.

    ``code`` is stable, for programs; ``message`` and ``hint`` are sentences for people. None of
    them contains a secret.
    """

    severity: str
    code: str
    message: str
    hint: str = ""
    service: str = ""
    region: str = ""
    interface: str = ""
    url: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the finding as machine formats print it."""
        return {
            "severity": self.severity,
            "code": self.code,
            "service": self.service or None,
            "region": self.region or None,
            "interface": self.interface or None,
            "url": self.url or None,
            "message": self.message,
            "hint": self.hint or None,
        }

    def for_endpoint(self, service: Service, endpoint: Endpoint) -> Finding:
        """Return the finding with its place in the catalog."""
        return self._replace(
            service=service.type,
            region=endpoint.region,
            interface=endpoint.interface,
            url=redact.url(endpoint.url),
        )


def in_order(findings: list[Finding]) -> list[Finding]:
    """Sort findings by severity, the worst first, and drop duplicates."""
    unique = dict.fromkeys(findings)
    return sorted(unique, key=lambda finding: SEVERITIES.index(finding.severity))


def override_hint(service_type: str, url: str) -> str:
    """Return the part of a hint that says how to use another URL than the catalog's."""
    address = redact.url(url)
    if official(service_type) == "compute":
        return f"use --os-endpoint-override {address}"
    prefix = service_type.replace("-", "_")
    return f"set {prefix}_endpoint_override in clouds.yaml to {address}"
