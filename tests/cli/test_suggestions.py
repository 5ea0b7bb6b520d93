"""Errors name the thing: what was meant by a mistyped name, and what an option may be."""

from __future__ import annotations

import pytest

from tests.local_cloud import LocalCloud
from tests.runner import nova

IMAGE = "cirros-0.3.0-x86_64"


@pytest.mark.parametrize("command", ["show", "delete", "wait", "pause"])
def test_a_mistyped_server(cloud: LocalCloud, command: str) -> None:
    cloud.add_server(name="web")
    run = nova(command, "wbe")
    assert run.exit_code == 4
    assert run.errors[1].startswith("Did you mean 'web'?")


@pytest.mark.parametrize(
    ("options", "name"),
    [
        (("--flavor", "tesflav", "--image", IMAGE), "testflav"),
        (("--flavor", "6", "--image", "ciros-0.3.0-x86_64"), IMAGE),
    ],
)
def test_a_mistyped_flavor_or_image(cloud: LocalCloud, options: tuple[str, ...], name: str) -> None:
    run = nova("boot", "vm", *options)
    assert run.exit_code == 4
    assert run.errors[1].startswith(f"Did you mean '{name}'?")
    assert not cloud.servers


def test_nothing_is_suggested_for_a_name_like_no_other(cloud: LocalCloud) -> None:
    cloud.add_server(name="web")
    run = nova("show", "database")
    assert run.errors[1] == "'mini-nova list' lists the project's servers."


@pytest.mark.parametrize("arguments", [("list", "-f"), ("-f",), ("show", "vm", "--format")])
def test_an_option_that_lacks_its_value_says_what_it_may_be(arguments: tuple[str, ...]) -> None:
    run = nova(*arguments)
    assert run.exit_code == 2
    choices = "Choose from: table, json, jsonl, yaml, csv, value, env."
    assert run.errors[0].endswith(f"requires an argument. {choices}")


@pytest.mark.parametrize(
    ("option", "value", "hint"),
    [
        ("--nic", "net-name=", "net-name has no value."),
        ("--nic", "foo", "'foo' is none of net-id, net-name, port-id, "),
        ("--nic", "net-id=a,net-id=b", "net-id is there twice."),
        ("--nic", "tag=t", "It needs one of net-id, net-name and port-id."),
        ("--tags", "a,c/d", "A tag has at most 60 characters, and no slash."),
    ],
)
def test_what_is_wrong_with_an_option(
    cloud: LocalCloud, option: str, value: str, hint: str
) -> None:
    run = nova("boot", "vm", "--flavor", "6", "--image", IMAGE, option, value)
    assert (run.exit_code, cloud.requests) == (2, [])
    assert run.errors[1].startswith(hint)


@pytest.mark.parametrize(
    ("name", "fault"), [("", "empty"), ("   ", "blank"), ("x" * 300, "300 characters")]
)
def test_what_is_wrong_with_a_name(cloud: LocalCloud, name: str, fault: str) -> None:
    run = nova("boot", name, "--flavor", "6", "--image", IMAGE)
    assert (run.exit_code, cloud.requests) == (2, [])
    assert "is not a name for a server: it" in run.errors[0]
    assert run.errors[0].endswith(fault)
