"""``-q`` on the command line."""

import json

import pytest

from tests.local_cloud import LocalCloud
from tests.runner import nova


@pytest.fixture
def ids(cloud: LocalCloud) -> list[str]:
    """The ids of two servers, by name."""
    return [cloud.add_server(name=name)["id"] for name in ("web", "db")]


def test_ids_are_lines_for_xargs(cloud: LocalCloud, ids: list[str]) -> None:
    assert sorted(nova("list", "-q", "[].id").lines) == sorted(ids)
    assert nova("-q", "[?name=='web'].id", "list").lines == ids[:1]


def test_objects_are_a_table_and_json(cloud: LocalCloud, ids: list[str]) -> None:
    query = "sort_by(@, &name)[].{Name: name, State: status}"
    assert nova("list", "--query", query).cells == [
        ["Name", "State"],
        ["db", "ACTIVE"],
        ["web", "ACTIVE"],
    ]
    assert nova("list", "-q", query, "-f", "json").json[1] == {"Name": "web", "State": "ACTIVE"}
    assert nova("list", "-q", query, "-f", "value").lines == ["db ACTIVE", "web ACTIVE"]


def test_one_object(cloud: LocalCloud, ids: list[str]) -> None:
    assert nova("show", "web", "-q", "flavor.original_name").lines == ["m1.tiny"]
    assert not cloud.count("GET", r"/images/")  # which only the table names


def test_any_field_of_the_api_whatever_fields_are_shown(cloud: LocalCloud, ids: list[str]) -> None:
    run = nova("list", "--fields", "name", "-q", "[].keys(@)[]")
    assert sorted(set(run.lines)) == ["id", "name"]


def test_a_value_for_an_answer_of_the_api(cloud: LocalCloud, ids: list[str]) -> None:
    run = nova("api", "GET", "/servers", "-q", "length(servers)")
    assert run.stdout == "2\n"
    assert nova("api", "GET", "/servers/nosuch", "-q", "servers").exit_code != 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "-q", "[?id="),
        ("list", "-q", "[].id", "-c", "id"),
        ("-c", "id", "list", "-q", "[].id"),
        ("delete", "web", "-q", "nonsense("),
        ("boot", "vm", "-q", "nosuch(@)"),
    ],
)
def test_what_is_refused_before_anything_is_sent(
    cloud: LocalCloud, arguments: tuple[str, ...]
) -> None:
    run = nova(*arguments)
    assert run.exit_code == 2
    assert run.errors[0].startswith("ERROR (CommandError): -q ")
    assert not cloud.requests


def test_commands_that_say_sentences(cloud: LocalCloud, ids: list[str]) -> None:
    run = nova("delete", "web", "db", "-q", "length(@)", "-f", "json")
    assert json.loads(run.stdout) == 2
