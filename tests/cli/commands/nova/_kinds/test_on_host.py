"""Commands that do something with every server on a host: what all of them share."""

from typing import Any

import pytest

from tests.cli.commands.nova._kinds.kinds import commands_of
from tests.cli.commands.nova.exchange import answer, changes
from tests.local_cloud import LocalCloud
from tests.runner import nova

ACTION = r"/servers/[^/]+/action"
AUTO = {"host": None, "block_migration": "auto"}
THERE = {"host": "h2", "block_migration": True}
# Each command line without its host, the JSON that it posts, and the column of what is accepted.
COMMANDS: list[tuple[str, dict[str, Any], str]] = [
    ("host-evacuate", {"evacuate": {}}, "evacuate_accepted"),
    ("host-evacuate --target_host h2", {"evacuate": {"host": "h2"}}, "evacuate_accepted"),
    ("host-evacuate --target-host h2", {"evacuate": {"host": "h2"}}, "evacuate_accepted"),
    ("host-evacuate-live", {"os-migrateLive": AUTO}, "live_migration_accepted"),
    (
        "host-evacuate-live --target_host h2 --block-migrate",
        {"os-migrateLive": THERE},
        "live_migration_accepted",
    ),
    ("host-servers-migrate", {"migrate": {}}, "migration_accepted"),
]


def _servers(cloud: LocalCloud, *names: str) -> list[str]:
    """Put servers on the host h1, and return their ids."""
    ids = [cloud.add_server(name=name)["id"] for name in names]
    _hypervisors(cloud, h1=ids)
    return ids


def _hypervisors(cloud: LocalCloud, **ids: list[str]) -> None:
    items = [
        {"hypervisor_hostname": host, "servers": [{"uuid": server_id} for server_id in servers]}
        for host, servers in ids.items()
    ]
    answer(cloud, "GET", "/os-hypervisors", {"hypervisors": items})


@pytest.mark.parametrize(("line", "body", "column"), COMMANDS)
def test_each_server_of_the_host_gets_the_action(
    cloud: LocalCloud, line: str, body: dict[str, Any], column: str
) -> None:
    ids = _servers(cloud, "a", "b")
    for _ in ids:
        answer(cloud, "POST", ACTION, None, 202)
    run = nova(*line.split(), "h1", "-f", "json")
    assert changes(cloud) == [("POST", f"/servers/{server_id}/action", body) for server_id in ids]
    assert run.json == [
        {"server_uuid": server_id, column: True, "error_message": ""} for server_id in ids
    ]
    assert run.exit_code == 0


def test_failures_stand_in_the_table_and_do_not_stop_the_rest(cloud: LocalCloud) -> None:
    ids = _servers(cloud, "a", "b")
    answer(cloud, "POST", ACTION, {"conflict": {"message": "busy"}}, 409)
    answer(cloud, "POST", ACTION, None, 202)
    run = nova("host-evacuate", "h1")
    header, first, second = run.cells
    assert header == ["Server UUID", "Evacuate Accepted", "Error Message"]
    assert first[:2] == [ids[0], "False"]
    assert first[2].startswith("Error while evacuating instance: busy (HTTP 409)")
    assert second == [ids[1], "True", ""]
    assert run.errors[0].startswith("ERROR (Conflict): busy (HTTP 409)")
    assert run.errors[1] == "ERROR (CommandError): Not every server on h1 has accepted it."
    assert run.exit_code == 1


def test_a_single_failure_has_its_row_too(cloud: LocalCloud) -> None:
    _servers(cloud, "a")
    answer(cloud, "POST", ACTION, {"conflict": {"message": "busy"}}, 409)
    run = nova("host-servers-migrate", "h1")
    assert run.cells[1][1] == "False"
    assert run.errors[0].startswith("ERROR (Conflict): busy (HTTP 409)")


def test_jobs_keep_the_order_of_the_host(cloud: LocalCloud) -> None:
    ids = _servers(cloud, "a", "b", "c", "d")
    for _ in ids:
        answer(cloud, "POST", ACTION, None, 202)
    run = nova("host-evacuate-live", "h1", "--jobs", "3", "-f", "json")
    assert [row["server_uuid"] for row in run.json] == ids


def test_no_more_than_max_servers(cloud: LocalCloud) -> None:
    ids = _servers(cloud, "a", "b")
    answer(cloud, "POST", ACTION, None, 202)
    run = nova("host-evacuate-live", "h1", "--max-servers", "1")
    assert [row[0] for row in run.cells[1:]] == ids[:1]


def test_a_dry_run_shows_the_requests(cloud: LocalCloud) -> None:
    ids = _servers(cloud, "a", "b")
    run = nova("host-evacuate", "h1", "--dry-run", "-f", "json")
    assert [request["url"].split("/")[-2] for request in run.json] == ids
    assert changes(cloud) == []


def test_poll_follows_them_all(cloud: LocalCloud) -> None:
    ids = _servers(cloud, "a", "b")
    for _ in ids:
        answer(cloud, "POST", ACTION, None, 202)
    run = nova("host-evacuate", "h1", "--poll")
    assert [line.split()[1:3] for line in run.errors] == [[f"({key}):", "ACTIVE,"] for key in ids]
    assert run.exit_code == 0


def test_strict_means_the_whole_hostname(cloud: LocalCloud) -> None:
    first, second = (cloud.add_server(name=name)["id"] for name in ("a", "b"))
    _hypervisors(cloud, h10=[first], h1=[second])
    answer(cloud, "POST", ACTION, None, 202)
    run = nova("host-servers-migrate", "h1", "--strict", "-f", "json")
    assert [row["server_uuid"] for row in run.json] == [second]


def test_strict_without_such_a_host(cloud: LocalCloud) -> None:
    _hypervisors(cloud, h10=[])
    run = nova("host-evacuate", "h1", "--strict")
    assert (
        run.errors[0] == "ERROR (NotFound): No hypervisor matching 'h1' could be found. (HTTP 404)"
    )
    assert run.exit_code == 4


@pytest.mark.parametrize(
    ("arguments", "requests"),
    [
        (("set", "a=1", "b"), [("POST", "", {"metadata": {"a": "1", "b": None}})]),
        (("delete", "a", "b"), [("DELETE", "/a", None), ("DELETE", "/b", None)]),
    ],
)
def test_host_meta_changes_the_metadata_of_each(
    cloud: LocalCloud, arguments: tuple[str, ...], requests: list[tuple[str, str, Any]]
) -> None:
    (server_id,) = _servers(cloud, "a")
    for method, end, _ in requests:
        answer(cloud, method, f"/servers/{server_id}/metadata{end}", {}, 200)
    run = nova("host-meta", "h1", *arguments)
    assert (run.stdout, run.exit_code) == ("", 0)
    path = f"/servers/{server_id}/metadata"
    assert changes(cloud) == [(method, f"{path}{end}", body) for method, end, body in requests]


def test_every_command_of_the_kind_is_in_the_table() -> None:
    assert commands_of("on_host") == sorted({line.split()[0] for line, *_ in COMMANDS})
