"""Commands that older releases of the classic client had."""

from __future__ import annotations

import pytest

from mini_nova.classic import successor
from tests.runner import nova


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("rename", "It is 'update --name' now."),
        ("root-password", "It is 'set-password' now."),
        (
            "floating-ip-create",
            "Networks are the network service's now: openstack network, port, floating ip.",
        ),
        (
            "add_floating_ip",
            "Networks are the network service's now: openstack network, port, floating ip.",
        ),
        (
            "secgroup-list",
            "Security groups are the network service's now: openstack security group.",
        ),
        ("volume-list", "Volumes are the block storage service's now: openstack volume."),
        ("image-show", "Images are the image service's now: openstack image."),
        ("cell-show", "Nova has no API for it any more."),
    ],
)
def test_a_former_command_says_what_took_its_place(name: str, hint: str) -> None:
    run = nova(name, "vm")
    assert run.exit_code == 2
    assert run.errors == [f"ERROR (CommandError): No such command '{name}'.", hint]


def test_another_name_gets_a_suggestion() -> None:
    assert successor("lst") == ""
    assert nova("lst").errors[1] == "Did you mean 'list'?"
