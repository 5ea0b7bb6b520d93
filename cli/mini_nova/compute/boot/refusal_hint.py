"""What to try after Nova has refused a boot without naming what it refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mini_nova.compute.boot.create_request import BootRequest
from mini_nova.compute.names import is_uuid
from mini_nova.errors import MiniNovaError
from mini_nova_auth import lenient
from mini_nova_auth.errors import AuthToolkitError

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute


def refusal_hint(compute: Compute, request: BootRequest, problem: MiniNovaError) -> str:
    """Name the option that Nova's words are about, and what there is to choose from; else ''."""
    words = problem.message.lower()
    nic_hint = _nic_hint(request, problem.message)
    if nic_hint:
        return nic_hint
    is_keypair = "key_name" in words or "keypair" in words
    try:
        if request.key_name and is_keypair:
            return _hint("keypair", request.key_name, _keypair_names(compute))
        if request.availability_zone and "availability zone" in words:
            zone, _, _ = request.availability_zone.partition(":")
            return _hint("availability zone", zone, _zone_names(compute))
    except (MiniNovaError, AuthToolkitError):
        pass  # the refusal itself is what matters
    return ""


def _nic_hint(request: BootRequest, message: str) -> str:
    """Return the hint for an id of ``--nic`` that is none; Nova cites it beside a pattern."""
    if not isinstance(request.nics, list):
        return ""
    for nic in request.nics:
        if nic.net_id and nic.net_id in message and not is_uuid(nic.net_id):
            return (
                f"--nic net-id={nic.net_id}: the id of a network is a UUID. "
                f"If this is its name: --nic net-name={nic.net_id}"
            )
        if nic.port_id and nic.port_id in message and not is_uuid(nic.port_id):
            return f"--nic port-id={nic.port_id}: the id of a port is a UUID."
    return ""


def _hint(kind: str, name: str, names: Sequence[str]) -> str:
    if name in names:
        return f"There is the {kind} '{name}', but it cannot be used now."
    if not names:
        return f"There is no {kind} '{name}', and no other."
    listing = ", ".join(names)
    return f"There is no {kind} '{name}'; there are: {listing}"


def _keypair_names(compute: Compute) -> list[str]:
    """Return the names of the user's keypairs: ``{"keypairs": [{"keypair": {"name"}}]}``."""
    page = compute.read_page("/os-keypairs", "keypairs")
    return [lenient.text_at(item, "keypair", "name") for item in page["keypairs"]]


def _zone_names(compute: Compute) -> list[str]:
    """Return the zones that are up: ``{"availabilityZoneInfo": [{"zoneName", "zoneState"}]}``."""
    page = compute.read_page("/os-availability-zone", "availabilityZoneInfo")
    zones = [zone for zone in page["availabilityZoneInfo"] if _is_up(zone)]
    return [lenient.text_at(zone, "zoneName") for zone in zones]


def _is_up(zone: Mapping[str, Any]) -> bool:
    state = lenient.mapping(zone.get("zoneState"))
    return bool(state.get("available"))
