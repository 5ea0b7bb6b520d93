"""The addresses of a network interface, as tables show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_auth import lenient


def addresses_cell(interface: Mapping[str, Any]) -> str:
    """Return the interface's fixed addresses, with commas between them."""
    fixed_ips = lenient.mappings(interface.get("fixed_ips"))
    return ",".join(lenient.text_at(fixed_ip, "ip_address") for fixed_ip in fixed_ips)
