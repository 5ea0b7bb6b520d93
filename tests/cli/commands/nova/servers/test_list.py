"""``list``: rows, columns, filters, pages and formats."""

import csv
import json
from typing import Any

import pytest
import yaml

from tests.local_cloud import Fault, LocalCloud
from tests.runner import nova

EMPTY = """\
+----+------+--------+------------+-------------+----------+
| ID | Name | Status | Task State | Power State | Networks |
+----+------+--------+------------+-------------+----------+
+----+------+--------+------------+-------------+----------+
"""
A, B, C = (f"{letter * 8}-0000-4000-8000-000000000000" for letter in "abc")


@pytest.fixture
def servers(cloud: LocalCloud) -> LocalCloud:
    """Three servers: one as it should be, one building, one with nothing known of it."""
    networks = {"z": [], "a": [{"addr": "f::1"}, {"addr": "9.9.9.9"}]}
    cloud.add_server(name="web", id=B, addresses=networks)
    cloud.add_server(name="db", id=A, status="BUILD")
    cloud.add_server(name="old", id=C, status="SHUTOFF", addresses={})
    return cloud


def _query(cloud: LocalCloud) -> dict[str, list[str]]:
    return cloud.matching("GET", "/servers")[-1].query


@pytest.mark.parametrize("tty", [False, True])
def test_nothing(cloud: LocalCloud, tty: bool) -> None:
    assert nova("list", tty=tty) == (EMPTY, "", 0)


@pytest.mark.parametrize("tty", [False, True])
def test_the_table_is_the_classic_clients(servers: LocalCloud, tty: bool) -> None:
    rule = "+--------------------------------------+------+---------+------------+-------------+---------------------+"
    assert nova("list", tty=tty).lines == [
        rule,
        "| ID                                   | Name | Status  | Task State | Power State | Networks            |",
        rule,
        f"| {A} | db   | BUILD   | scheduling | NOSTATE     |                     |",
        f"| {C} | old  | SHUTOFF | -          | Shutdown    |                     |",
        f"| {B} | web  | ACTIVE  | -          | Running     | a=f::1, 9.9.9.9; z= |",
        rule,
    ]


@pytest.mark.parametrize("tty", [False, True])
def test_data_formats_carry_the_apis_objects_in_the_servers_order(
    servers: LocalCloud, tty: bool
) -> None:
    as_json = nova("list", "-f", "json", tty=tty).json
    assert [server["id"] for server in as_json] == [C, A, B]
    assert as_json[2]["addresses"] == servers.servers[B]["addresses"]
    assert yaml.safe_load(nova("list", "-f", "yaml", tty=tty).stdout) == as_json
    assert [json.loads(line) for line in nova("list", "-f", "jsonl", tty=tty).lines] == as_json


def test_csv_and_value_have_the_tables_columns(servers: LocalCloud) -> None:
    header, *rows = csv.reader(nova("list", "-f", "csv").lines)
    assert header == ["ID", "Name", "Status", "Task State", "Power State", "Networks"]
    assert rows[2] == [B, "web", "ACTIVE", "", "Running", "a=f::1, 9.9.9.9; z="]
    assert nova("list", "-f", "value", "-c", "Name", "-c", "ID").lines == [
        f"old {C}",
        f"db {A}",
        f"web {B}",
    ]


def test_columns(servers: LocalCloud) -> None:
    assert nova("list", "-c", "status", "-c", "NAME").cells == [
        ["Status", "Name"],
        ["BUILD", "db"],
        ["SHUTOFF", "old"],
        ["ACTIVE", "web"],
    ]
    assert nova("list", "-f", "json", "-c", "hostId", "-c", "Networks").json[0] == {
        "hostId": servers.servers[C]["hostId"],
        "Networks": "",
    }


@pytest.mark.parametrize("output_format", ["table", "json", "jsonl", "yaml", "csv", "value"])
def test_an_unknown_column(servers: LocalCloud, output_format: str) -> None:
    run = nova("list", "-f", output_format, "-c", "Colour")
    assert (run.exit_code, run.stdout) == (2, "")
    there_are = "ID, Name, Status, Task State, Power State, Networks"
    sentence = f'there is no column "Colour"; there are {there_are}'
    assert run.errors[0] == f"ERROR (CommandError): {sentence}"


_POWER_STATES: list[tuple[Any, str]] = [
    (0, "NOSTATE"),
    (1, "Running"),
    (2, ""),
    (3, "Paused"),
    (4, "Shutdown"),
    (5, ""),
    (6, "Crashed"),
    (7, "Suspended"),
    (None, ""),
    ("1", ""),
    ([1], ""),
    ({}, ""),
]


@pytest.mark.parametrize(("number", "word"), _POWER_STATES)
def test_power_states(cloud: LocalCloud, number: Any, word: str) -> None:
    cloud.add_server(name="vm", **{"OS-EXT-STS:power_state": number})
    run = nova("list", "-c", "Power State")
    assert run.exit_code == 0, run.stderr
    assert run.cells[1:] == [[word]]


def test_minimal(servers: LocalCloud) -> None:
    run = nova("list", "--minimal")
    assert run.cells == [["ID", "Name"], [A, "db"], [C, "old"], [B, "web"]]
    assert servers.count("GET", "/servers$") == 1


def test_more_columns_where_they_matter(servers: LocalCloud) -> None:
    assert nova("list", "--all-tenants").cells[0][:4] == ["ID", "Name", "Tenant ID", "Status"]
    assert nova("list", "--tenant", "t").cells[0][2] == "Tenant ID"
    assert nova("list", "--changes-since", "2026-01-01T00:00:00Z").cells[0][-1] == "Updated"
    assert nova("list", "--changes-before", "2026-01-01").cells[0][-1] == "Updated"


@pytest.mark.parametrize(
    "spelling", [("--all-tenants",), ("--all-tenants", "1"), ("--all-tenants=1",)]
)
def test_all_tenants_in_the_classic_spellings(cloud: LocalCloud, spelling: tuple[str, ...]) -> None:
    assert nova("list", *spelling).exit_code == 0
    assert _query(cloud) == {"all_tenants": ["1"]}


@pytest.mark.parametrize(
    ("value", "is_sent"), [("1", True), ("true", True), ("0", False), ("", False)]
)
def test_all_tenants_by_variable(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch, value: str, is_sent: bool
) -> None:
    monkeypatch.setenv("ALL_TENANTS", value)
    nova("list")
    assert ("all_tenants" in _query(cloud)) is is_sent


@pytest.mark.parametrize(
    ("option", "query"),
    [
        ("--reservation-id r-1", {"reservation_id": ["r-1"]}),
        ("--ip ^10[.]", {"ip": ["^10[.]"]}),
        ("--ip6 fd", {"ip6": ["fd"]}),
        ("--name w.*b", {"name": ["w.*b"]}),
        ("--status active", {"status": ["active"]}),
        ("--host h", {"host": ["h"]}),
        ("--tenant t", {"tenant_id": ["t"], "all_tenants": ["1"]}),
        ("--user u", {"user_id": ["u"]}),
        ("--deleted", {"deleted": ["True"]}),
        ("--availability-zone z", {"availability_zone": ["z"]}),
        ("--key-name k", {"key_name": ["k"]}),
        ("--config-drive", {"config_drive": ["True"]}),
        ("--no-config-drive", {"config_drive": ["False"]}),
        ("--progress 100", {"progress": ["100"]}),
        ("--vm-state active", {"vm_state": ["active"]}),
        ("--task-state spawning", {"task_state": ["spawning"]}),
        ("--power-state 1", {"power_state": ["1"]}),
        (
            "--changes-since 2026-11-23T15:00:00+01:00",
            {"changes-since": ["2026-11-23T15:00:00+01:00"]},
        ),
        ("--changes-before 2026-11-23", {"changes-before": ["2026-11-23"]}),
        ("--tags a,b", {"tags": ["a,b"]}),
        ("--tags-any a", {"tags-any": ["a"]}),
        ("--not-tags a", {"not-tags": ["a"]}),
        ("--not-tags-any a", {"not-tags-any": ["a"]}),
        ("--locked true", {"locked": ["true"]}),
        ("--flavor 6", {"flavor": ["6"]}),
        ("--flavor testflav", {"flavor": ["6"]}),
        ("--image cirros-0.3.0-x86_64", {"image": ["e540ef5b-baf0-417e-b6c2-3a0364af25d5"]}),
        ("--limit 2", {"limit": ["2"]}),
        (f"--marker {A}", {"marker": [A]}),
        ("--sort created_at", {"sort_key": ["created_at"], "sort_dir": ["desc"]}),
        ("--sort a:asc,b", {"sort_key": ["a", "b"], "sort_dir": ["asc", "desc"]}),
    ],
)
def test_filters_have_their_names_on_the_wire(
    servers: LocalCloud, option: str, query: dict[str, list[str]]
) -> None:
    run = nova("list", *option.split())
    assert run.exit_code == 0, run.stderr
    assert _query(servers) == query


def test_with_a_sort_the_table_keeps_the_servers_order(servers: LocalCloud) -> None:
    assert [row[0] for row in nova("list", "--sort", "created_at", "-c", "Name").cells[1:]] == [
        "old",
        "db",
        "web",
    ]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--changes-since", "foo"), "Invalid changes-since value: foo"),
        (("--changes-before", "2026-13-01"), "Invalid changes-before value: 2026-13-01"),
        (("--sort", "name:up"), "Unknown sort direction: up"),
        (("--limit", "many"), "Invalid value for '--limit': 'many' is not a valid integer."),
    ],
)
def test_refused_with_nothing_sent(
    cloud: LocalCloud, options: tuple[str, ...], sentence: str
) -> None:
    run = nova("list", *options)
    assert (run.exit_code, run.stdout, cloud.requests) == (2, "", [])
    assert run.errors[0] == f"ERROR (CommandError): {sentence}"


def test_one_page_is_shown_with_a_note_that_there_are_more(cloud: LocalCloud) -> None:
    cloud.page_size = 2
    for number in range(5):
        cloud.add_server(name=f"vm{number}")
    run = nova("list")
    assert len(run.cells) == 3
    assert run.errors == ["There are more servers than these 2: --limit -1 lists all."]
    everything = nova("list", "--limit", "-1")
    assert (len(everything.cells), everything.stderr) == (6, "")
    assert nova("list", "--limit", "1").stderr == ""


def test_a_refusal_in_the_middle_of_the_pages(cloud: LocalCloud) -> None:
    cloud.page_size = 1
    for number in range(3):
        cloud.add_server(name=f"vm{number}")
    cloud.faults.add(
        Fault("GET", "/detail", "pass", times=2), Fault("GET", "/detail", "status", status=403)
    )
    run = nova("list", "--limit", "-1", "-f", "jsonl")
    assert (len(run.lines), run.exit_code) == (2, 1)
    assert run.stderr.startswith("ERROR (Forbidden): ")


@pytest.mark.parametrize("name", ["a\udcffb", "\ud800"])
@pytest.mark.parametrize("option", ["--name", "--image", "--flavor", "--tags"])
def test_arguments_that_are_not_text_are_usage_errors(
    cloud: LocalCloud, option: str, name: str
) -> None:
    run = nova("list", option, name)
    assert run.exit_code in (2, 4)
    assert "something went wrong" not in run.stderr


def test_an_unknown_flavor(cloud: LocalCloud) -> None:
    run = nova("list", "--flavor", "huge")
    assert run.exit_code == 4
    assert run.errors == [
        "ERROR (CommandError): No flavor with a name or ID of 'huge' exists.",
        "'mini-nova flavor-list' lists the flavors.",
    ]
