"""Finding: one thing that is wrong, or odd, with a login, a catalog or an endpoint; in one sentence, with what to do."""

from __future__ import annotations

from typing import Any, NamedTuple

from mini_nova_auth import redact
from mini_nova_auth.access.catalog import Endpoint, Service
from mini_nova_auth.access.service_types import official

ERROR, WARNING, INFO = "error", "warning", "info"
SEVERITIES = (ERROR, WARNING, INFO)


class Finding(NamedTuple):
    """``code`` is stable and made for programs; ``message`` and ``hint`` are for people. No secret is in any of it."""

    severity: str
    code: str
    message: str
    hint: str = ""
    service: str = ""
    region: str = ""
    interface: str = ""
    url: str = ""

    def to_json(self) -> dict[str, Any]:
        """The finding as machine formats print it."""
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

    def at(self, service: Service, endpoint: Endpoint) -> Finding:
        """The same, with its place in the catalog."""
        return self._replace(
            service=service.type,
            region=endpoint.region,
            interface=endpoint.interface,
            url=redact.url(endpoint.url),
        )


def in_order(findings: list[Finding]) -> list[Finding]:
    """The worst first, else as they were found; none twice."""
    return sorted(dict.fromkeys(findings), key=lambda finding: SEVERITIES.index(finding.severity))


def instead(service_type: str, url: str) -> str:
    """How to have a service asked at another address than the catalog's, for a hint."""
    if official(service_type) == "compute":
        return f"use --os-endpoint-override {redact.url(url)}"
    return f"set {service_type.replace('-', '_')}_endpoint_override in clouds.yaml to {redact.url(url)}"
