"""Host aggregates: what each command sends and shows."""

from typing import Any

import pytest

from tests.cli.commands.nova.exchange import answer, changes
from tests.local_cloud import LocalCloud
from tests.runner import nova

AGGREGATE = {
    "id": 3,
    "uuid": "u3",
    "name": "fast",
    "availability_zone": "z",
    "hosts": ["h1", "h2"],
    "metadata": {"b": "2", "availability_zone": "z"},
}
TITLES = ["Id", "Name", "Availability Zone", "Hosts", "Metadata", "UUID"]
CELLS = ["3", "fast", "z", "'h1', 'h2'", "'availability_zone=z', 'b=2'", "u3"]
# Each command line, the request that changes something, and the sentence before the table.
CHANGES: list[tuple[str, tuple[str, str, Any], str]] = [
    (
        "aggregate-update fast --name slow",
        ("PUT", "/os-aggregates/3", {"aggregate": {"name": "slow"}}),
        "Aggregate 3 has been successfully updated.",
    ),
    (
        "aggregate-update 3 --availability-zone y --name slow",
        ("PUT", "/os-aggregates/3", {"aggregate": {"name": "slow", "availability_zone": "y"}}),
        "Aggregate 3 has been successfully updated.",
    ),
    (
        "aggregate-set-metadata fast b c=1 d=x=y",
        (
            "POST",
            "/os-aggregates/3/action",
            {"set_metadata": {"metadata": {"b": None, "c": "1", "d": "x=y"}}},
        ),
        "Metadata has been successfully updated for aggregate 3.",
    ),
    (
        "aggregate-add-host fast h3",
        ("POST", "/os-aggregates/3/action", {"add_host": {"host": "h3"}}),
        "Host h3 has been successfully added for aggregate 3 ",
    ),
    (
        "aggregate-remove-host fast h3",
        ("POST", "/os-aggregates/3/action", {"remove_host": {"host": "h3"}}),
        "Host h3 has been successfully removed from aggregate 3 ",
    ),
]


@pytest.mark.parametrize(("line", "change", "sentence"), CHANGES, ids=[row[0] for row in CHANGES])
def test_a_change_is_sent_and_said(
    cloud: LocalCloud, line: str, change: tuple[str, str, Any], sentence: str
) -> None:
    answer(cloud, "GET", "/os-aggregates", {"aggregates": [AGGREGATE]})
    answer(cloud, change[0], change[1], {"aggregate": AGGREGATE})
    run = nova(*line.split())
    assert changes(cloud) == [change]
    assert run.lines[0] == sentence
    assert (run.cells, run.exit_code) == ([TITLES, CELLS], 0)


def test_programs_get_the_aggregate_alone(cloud: LocalCloud) -> None:
    answer(cloud, "GET", "/os-aggregates", {"aggregates": [AGGREGATE]})
    answer(cloud, "POST", "/action", {"aggregate": AGGREGATE})
    assert nova("aggregate-add-host", "fast", "h3", "-f", "json").json == AGGREGATE


@pytest.mark.parametrize(
    ("line", "zone"), [("aggregate-create fast", None), ("aggregate-create fast z", "z")]
)
def test_a_new_one_is_read_again(cloud: LocalCloud, line: str, zone: str | None) -> None:
    bare = {key: value for key, value in AGGREGATE.items() if key not in ("hosts", "metadata")}
    answer(cloud, "POST", "/os-aggregates", {"aggregate": bare})
    answer(cloud, "GET", "/os-aggregates/3", {"aggregate": AGGREGATE})
    run = nova(*line.split())
    body = {"aggregate": {"name": "fast", "availability_zone": zone}}
    assert changes(cloud) == [("POST", "/os-aggregates", body)]
    assert run.cells == [TITLES, CELLS]


def test_show_finds_it_by_a_name_of_digits_before_an_id(cloud: LocalCloud) -> None:
    other = {**AGGREGATE, "id": 7, "name": "3"}
    answer(cloud, "GET", "/os-aggregates", {"aggregates": [AGGREGATE, other]})
    assert nova("aggregate-show", "3").cells[1][:2] == ["7", "3"]


def test_delete_takes_several(cloud: LocalCloud) -> None:
    for _ in range(2):
        answer(cloud, "GET", "/os-aggregates", {"aggregates": [AGGREGATE]})
    answer(cloud, "DELETE", "/os-aggregates/3", None)
    run = nova("aggregate-delete", "fast", "nosuch")
    assert run.lines == ["Aggregate 3 has been successfully deleted."]
    assert run.errors[0].startswith("ERROR (CommandError): No aggregate with a name or ID of ")
    assert run.exit_code == 4


def test_images_are_cached_by_id(cloud: LocalCloud) -> None:
    answer(cloud, "GET", "/os-aggregates", {"aggregates": [AGGREGATE]})
    answer(cloud, "POST", "/os-aggregates/3/images", None, 202)
    image = next(iter(cloud.images.values()))
    assert nova("aggregate-cache-images", "fast", image["name"]).exit_code == 0
    body = {"cache": [{"id": image["id"]}]}
    assert changes(cloud) == [("POST", "/os-aggregates/3/images", body)]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("aggregate-set-metadata fast b=2", "metadata already exists"),
        (
            "aggregate-set-metadata fast nosuch",
            "metadata key nosuch does not exist hence can not be deleted",
        ),
        (
            "aggregate-update fast",
            "Either '--name <name>' or '--availability-zone <availability-zone>' must be specified.",
        ),
    ],
)
def test_what_is_refused_before_it_is_sent(cloud: LocalCloud, line: str, sentence: str) -> None:
    if "update" not in line:
        answer(cloud, "GET", "/os-aggregates", {"aggregates": [AGGREGATE]})
    run = nova(*line.split())
    assert run.errors[0] == f"ERROR (CommandError): {sentence}"
    assert (run.exit_code, changes(cloud)) == (2, [])
