"""kcli: the command lines of kcli.txt, and what it cannot delete itself deleted after them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from keystoneauth1.identity import V3Password
from keystoneauth1.session import Session
from neutronclient.v2_0.client import Client as Neutron
from novaclient.client import Client as Nova

from tests.clients.steps.command_lines import process, run_file
from tests.clients.steps.frame import own

LINES = Path(__file__).with_name("kcli.txt")
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJJFApE7CIMP5ANnrNmNNFcqQWT5Mjax9P/WPFUDsI2h"
KEYPAIR = "kvirt"  # the name that kcli gives it
SETTINGS = {
    ".kcli/config.yml": "default: {client: steps}\nsteps: {type: openstack, glance_disk: true}\n",
    ".ssh/id_ed25519.pub": f"{KEY} steps\n",
}


def write_settings() -> None:
    """Write kcli's settings and a public key below HOME; the cloud is that of OS_*."""
    for name, text in SETTINGS.items():
        file = Path.home() / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)


def clients() -> tuple[Any, Any]:
    """Return clients of Nova and Neutron, for the cloud of OS_*."""
    words = ("auth_url", "username", "password", "project_name")
    names = (*words, "user_domain_name", "project_domain_name")
    options: dict[str, Any] = {name: os.environ[f"OS_{name.upper()}"] for name in names}
    session = Session(V3Password(**options))
    region = os.environ.get("OS_REGION_NAME")
    return (
        Nova("2.1", session=session, region_name=region),
        Neutron(session=session, region_name=region),
    )


def tidy() -> None:
    """Delete the key pair, the network and the security group of the steps."""
    nova, neutron = clients()
    for keypair in nova.keypairs.list():
        if keypair.name == KEYPAIR:
            keypair.delete()
    for network in neutron.list_networks(name=own("net"))["networks"]:
        neutron.delete_network(network["id"])
    for group in neutron.list_security_groups(name=own("group"))["security_groups"]:
        neutron.delete_security_group(group["id"])


def main() -> None:
    """Run all steps."""
    write_settings()
    run_file(process([str(Path(sys.executable).with_name("kcli"))]), LINES)
    tidy()


if __name__ == "__main__":
    main()
