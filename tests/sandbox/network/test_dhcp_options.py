"""DHCP options of ports."""

from __future__ import annotations

from typing import Any

from tests.sandbox.asgi_client import Api
from tests.sandbox.network.cloud_network import create, network_id
from tests.sandbox.network.test_routers import put


def option(name: str, value: str | None, version: int = 4) -> dict[str, Any]:
    """Return an option as Neutron shows it."""
    return {"opt_name": name, "opt_value": value, "ip_version": version}


def test_options_are_merged_by_name_and_version(api: Api) -> None:
    network = network_id(api, "bss1173")
    options = [option("tftp-server", "10.0.0.2"), option("bootfile-name", "x")]
    port = create(api, "port", network_id=network, extra_dhcp_opts=options)
    assert port["extra_dhcp_opts"] == options
    changes = [
        {"opt_name": "bootfile-name", "opt_value": None},
        option("tftp-server", "10.0.0.3"),
        option("tftp-server", "::3", 6),
    ]
    reply = put(api, f"ports/{port['id']}", {"port": {"extra_dhcp_opts": changes}})
    assert reply.json["port"]["extra_dhcp_opts"] == changes[1:]
    reply = put(api, f"ports/{port['id']}", {"port": {"name": "x"}})
    assert reply.json["port"]["extra_dhcp_opts"] == changes[1:]


def test_an_option_needs_a_value(api: Api) -> None:
    port = create(api, "port", network_id=network_id(api, "bss1173"))["id"]
    body = {"port": {"extra_dhcp_opts": [{"opt_name": "x"}]}}
    assert put(api, f"ports/{port}", body).status == 400
