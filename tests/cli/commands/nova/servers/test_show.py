"""``show``: the rows of one server."""

from typing import Any

import pytest
import yaml

from tests.cli.compute.boot.test_create_request import IMAGE
from tests.local_cloud import Fault, LocalCloud
from tests.runner import nova


@pytest.fixture
def server(cloud: LocalCloud) -> dict[str, Any]:
    """A server of the flavor testflav on the network private."""
    return cloud.add_server(
        name="vm", flavor="6", description=None, metadata={"a": "é"}, tags=["t"]
    )


@pytest.mark.parametrize("tty", [False, True])
def test_rows_from_2_47_on(cloud: LocalCloud, server: dict[str, Any], tty: bool) -> None:
    run = nova("show", "vm", tty=tty)
    assert (run.exit_code, run.stderr) == (0, "")
    assert run.cells[0] == ["Property", "Value"]
    rows = dict(run.cells[1:])
    assert list(rows) == sorted(rows)
    assert {
        "id": server["id"],
        "name": "vm",
        "image": f"cirros-0.3.0-x86_64 ({IMAGE})",
        "description": "-",
        "metadata": '{"a": "é"}',
        "tags": '["t"]',
        "locked": "False",
        "OS-EXT-STS:power_state": "1",
        "private network": server["addresses"]["private"][0]["addr"],
        "security_groups": "default",
        "flavor:original_name": "testflav",
        "flavor:ram": "512",
        "flavor:vcpus": "1",
        "flavor:disk": "1",
        "flavor:swap": "0",
        "flavor:ephemeral": "0",
        "flavor:extra_specs": "{}",
    }.items() <= rows.items()
    assert not {"links", "addresses", "flavor"} & set(rows)


@pytest.mark.parametrize(
    ("version", "rows"),
    [
        ("2.97", set()),
        ("2.98", {"image:properties"}),
        ("2.100", {"image:properties", "scheduler_hints"}),
    ],
)
def test_rows_since_the_classic_client(
    cloud: LocalCloud, server: dict[str, Any], version: str, rows: set[str]
) -> None:
    classic = nova("--os-compute-api-version", "2.96", "show", "vm").cells
    run = nova("--os-compute-api-version", version, "show", "vm")
    assert set(dict(run.cells)) - set(dict(classic)) == rows
    assert nova("show", "vm", "-c", "image:properties").exit_code == 0


def test_rows_up_to_2_46(cloud: LocalCloud, server: dict[str, Any]) -> None:
    rows = dict(nova("--os-compute-api-version", "2.46", "show", "vm").cells[1:])
    assert not any(key.startswith("flavor:") for key in rows)
    assert rows["flavor"] == "testflav (6)"


def test_minimal_rows_up_to_2_46_have_the_flavors_id(
    cloud: LocalCloud, server: dict[str, Any]
) -> None:
    run = nova("--os-compute-api-version", "2.46", "show", "vm", "--minimal")
    assert ["flavor", "6"] in run.cells
    assert ["image", IMAGE] in run.cells
    assert cloud.count("GET", "/image") == 0


@pytest.mark.parametrize("fault", [None, Fault("GET", "/image/", "status", status=403)])
def test_an_image_that_cannot_be_looked_up(
    cloud: LocalCloud, server: dict[str, Any], fault: Fault | None
) -> None:
    if fault is None:
        cloud.images.clear()
    else:
        cloud.faults.add(fault)
    assert ["image", f"Image not found ({IMAGE})"] in nova("show", "vm").cells


def test_a_server_booted_from_a_volume(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm", image="", status="ACTIVE")
    cloud.servers[next(iter(cloud.servers))]["image"] = ""
    assert ["image", "Attempt to boot from volume - no image supplied"] in nova("show", "vm").cells
    assert cloud.count("GET", "/image") == 0


def test_by_id_and_by_name(cloud: LocalCloud, server: dict[str, Any]) -> None:
    assert nova("show", server["id"]).stdout == nova("show", "vm").stdout


@pytest.mark.parametrize("tty", [False, True])
def test_data_is_the_apis_object_and_costs_one_request(
    cloud: LocalCloud, server: dict[str, Any], tty: bool
) -> None:
    run = nova("show", server["id"], "-f", "json", tty=tty)
    assert run.json["addresses"] == server["addresses"]
    assert run.json["image"]["id"] == IMAGE
    assert yaml.safe_load(nova("show", server["id"], "-f", "yaml").stdout) == run.json
    assert cloud.count("GET", "/image") == 0


@pytest.mark.parametrize(
    ("options", "value"),
    [
        (("-f", "value", "-c", "status", "-c", "name"), "ACTIVE\nvm\n"),
        (("-f", "csv", "-c", "name", "-c", "status"), "name,status\nvm,ACTIVE\n"),
        (("-f", "value", "-c", "fault"), "-\n"),
        (("-f", "jsonl", "-c", "name", "-c", "fault"), '{"name": "vm", "fault": null}\n'),
        (("-f", "value", "-c", "flavor:ram"), "512\n"),
    ],
)
def test_columns(
    cloud: LocalCloud, server: dict[str, Any], options: tuple[str, ...], value: str
) -> None:
    assert nova("show", "vm", *options) == (value, "", 0)


def test_an_unknown_column(cloud: LocalCloud, server: dict[str, Any]) -> None:
    run = nova("show", "vm", "-c", "colour")
    assert (run.exit_code, run.stdout) == (2, "")
    assert run.errors[0].startswith(
        'ERROR (CommandError): there is no column "colour"; there are OS-DCF:diskConfig, '
    )


def test_the_fault_of_a_server_in_error(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm", status="ERROR")
    assert '"message": "No valid host was found. "' in nova("show", "vm", "-c", "fault").cells[1][1]


@pytest.mark.parametrize("tty", [False, True])
@pytest.mark.parametrize(
    "name", ["nosuch", "a/b", "..", "e540ef5b-baf0-417e-b6c2-3a0364af25d6", "x y", "%2e%2e"]
)
def test_no_such_server(cloud: LocalCloud, name: str, tty: bool) -> None:
    run = nova("show", name, tty=tty)
    assert (run.exit_code, run.stdout) == (4, "")
    assert run.errors == [
        f"ERROR (CommandError): No server with a name or ID of '{name}' exists.",
        "'mini-nova list' lists the project's servers.",
    ]


@pytest.mark.parametrize("name", ["a\nb", "a\x1b[31mb", "a\u202eb", "", "\udcff"])
def test_a_name_that_nothing_can_have(cloud: LocalCloud, name: str) -> None:
    run = nova("show", name)
    assert run.exit_code in (2, 4)
    assert run.errors[0].startswith("ERROR (CommandError): ")
    assert len(run.errors) <= 2
    assert run.stderr.replace("\n", "").isprintable()


def test_several_of_that_name(cloud: LocalCloud) -> None:
    ids = [cloud.add_server(name="twin")["id"] for _ in range(2)]
    run = nova("show", "twin")
    assert run.exit_code == 4
    assert run.errors[0] == (
        "ERROR (CommandError): Multiple server matches found for 'twin', use an ID to be more specific."
    )
    assert all(server_id in run.errors[1] for server_id in ids)
