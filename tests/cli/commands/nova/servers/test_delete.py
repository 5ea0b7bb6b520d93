"""``delete``: one server, several, and those that cannot be deleted."""

import pytest

from tests.local_cloud import Fault, LocalCloud
from tests.runner import nova


@pytest.mark.parametrize("tty", [False, True])
def test_each_is_reported_as_it_was_typed(cloud: LocalCloud, tty: bool) -> None:
    web, _ = cloud.add_server(name="web"), cloud.add_server(name="db")
    run = nova("delete", web["id"], "db", tty=tty)
    assert run.lines == [
        f"Request to delete server {web['id']} has been accepted.",
        "Request to delete server db has been accepted.",
    ]
    assert (run.stderr, run.exit_code) == ("", 0)
    assert not cloud.servers


def test_one_that_is_not_there(cloud: LocalCloud) -> None:
    run = nova("delete", "nosuch")
    assert (run.stdout, run.exit_code) == ("", 4)
    assert run.errors[0] == "ERROR (CommandError): No server with a name or ID of 'nosuch' exists."


def test_what_fails_does_not_stop_the_rest(cloud: LocalCloud) -> None:
    for name in ("one", "two"):
        cloud.add_server(name=name)
    run = nova("delete", "one", "nosuch", "neither", "two")
    assert run.lines == [
        "Request to delete server one has been accepted.",
        "Request to delete server two has been accepted.",
    ]
    assert run.errors == [
        "ERROR (CommandError): No server with a name or ID of 'nosuch' exists.",
        "ERROR (CommandError): No server with a name or ID of 'neither' exists.",
        "ERROR (CommandError): Unable to delete the specified server(s).",
    ]
    assert run.exit_code == 4
    assert not cloud.servers


def test_failures_of_several_kinds(cloud: LocalCloud) -> None:
    cloud.add_server(name="locked")
    cloud.faults.add(
        Fault("DELETE", "/servers/", "status", status=409, message="Instance is locked")
    )
    run = nova("delete", "locked", "nosuch")
    assert run.exit_code == 1
    assert run.errors[0].startswith(
        "ERROR (Conflict): Instance is locked (HTTP 409) (Request-ID: req-"
    )


def test_several_of_a_name_are_left_alone(cloud: LocalCloud) -> None:
    for _ in range(2):
        cloud.add_server(name="twin")
    run = nova("delete", "twin")
    assert run.exit_code == 4
    assert len(cloud.servers) == 2


def test_a_name_is_exact(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm-2")
    assert nova("delete", "vm").exit_code == 4
    assert nova("delete", "vm.2").exit_code == 4
    assert len(cloud.servers) == 1


def test_all_tenants(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    assert nova("delete", "vm", "--all-tenants").exit_code == 0
    assert cloud.matching("GET", "/servers")[0].query["all_tenants"] == ["1"]


def test_a_refused_login_is_reported_once(cloud: LocalCloud) -> None:
    run = nova("delete", "one", "two", "--os-password", "wrong")
    assert run.exit_code == 3
    assert len(run.errors) == 2


def test_nothing_named(cloud: LocalCloud) -> None:
    run = nova("delete")
    assert (run.exit_code, cloud.requests) == (2, [])


def test_the_sentence_in_a_format_for_programs(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    assert nova("delete", "vm", "-f", "json").json == [
        {"message": "Request to delete server vm has been accepted."}
    ]


def test_a_name_that_would_drive_the_terminal(cloud: LocalCloud) -> None:
    name = "a\x1b]0;owned\x07b\u202e"
    cloud.add_server(name=name)
    run = nova("delete", name)
    assert run.exit_code == 0
    assert run.stdout.replace("\n", "").isprintable()
