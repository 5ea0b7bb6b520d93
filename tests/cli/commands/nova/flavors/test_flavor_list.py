"""``flavor-list``."""

import pytest

from tests.local_cloud import LocalCloud
from tests.runner import nova


@pytest.mark.parametrize("tty", [False, True])
@pytest.mark.parametrize("command", ["flavor-list", "flavor_list"])
def test_the_table_is_the_classic_clients(cloud: LocalCloud, command: str, tty: bool) -> None:
    run = nova(command, tty=tty)
    assert run.stdout == (
        "+----+----------+------------+------+-----------+------+-------+-------------+-----------+-------------+\n"
        "| ID | Name     | Memory_MiB | Disk | Ephemeral | Swap | VCPUs | RXTX_Factor | Is_Public | Description |\n"
        "+----+----------+------------+------+-----------+------+-------+-------------+-----------+-------------+\n"
        "| 1  | m1.tiny  | 512        | 1    | 0         | 0    | 1     | 1.0         | True      | -           |\n"
        "| 2  | m1.small | 2048       | 20   | 0         | 0    | 1     | 1.0         | True      | -           |\n"
        "| 6  | testflav | 512        | 1    | 0         | 0    | 1     | 1.0         | True      | -           |\n"
        "+----+----------+------------+------+-----------+------+-------+-------------+-----------+-------------+\n"
    )


def test_from_2_102_on_the_factor_is_unknown_and_its_column_stays(cloud: LocalCloud) -> None:
    assert nova("flavor-list").cells[1][7:9] == ["1.0", "True"], "2.101 is preferred"
    run = nova("--os-compute-api-version", "2.102", "flavor-list")
    assert run.cells[0][7:9] == ["RXTX_Factor", "Is_Public"]
    assert run.cells[1][7:9] == ["-", "True"]


def test_flavors_by_name(cloud: LocalCloud) -> None:
    run = nova("flavor-list", "--name", "^m1[.]s")
    assert [row[1] for row in run.cells] == ["Name", "m1.small"]
    (request,) = cloud.matching("GET", "/flavors")
    assert request.query == {"name": ["^m1[.]s"]}


def test_before_2_102_names_are_no_filter(cloud: LocalCloud) -> None:
    run = nova("--os-compute-api-version", "2.101", "flavor-list", "--name", "m1")
    sentence = "'--name' argument is only allowed since microversion 2.102."
    assert (run.exit_code, run.errors[0]) == (2, f"ERROR (UnsupportedAttribute): {sentence}")
    assert cloud.requests == []


def test_extra_specs_are_a_column(cloud: LocalCloud) -> None:
    cloud.add_flavor(name="pinned", id="7", extra_specs={"hw:cpu_policy": "dedicated"})
    run = nova("flavor-list", "--extra-specs")
    assert run.cells[0][-2:] == ["extra_specs", "Description"]
    assert run.cells[-1][-2:] == ["{'hw:cpu_policy': 'dedicated'}", "-"]
    assert cloud.count("GET", "/flavors") == 1


def test_before_2_55_there_is_no_description(cloud: LocalCloud) -> None:
    run = nova("--os-compute-api-version", "2.54", "flavor-list")
    assert run.cells[0][-1] == "Is_Public"
    assert run.cells[1][5] == ""


@pytest.mark.parametrize(
    ("options", "query"),
    [
        ("--min-disk 1 --min-ram 2", {"minDisk": ["1"], "minRam": ["2"]}),
        ("--sort-key name --sort-dir asc", {"sort_key": ["name"], "sort_dir": ["asc"]}),
        ("--marker 1 --limit 1", {"marker": ["1"], "limit": ["1"]}),
        ("--all", {"is_public": ["None"]}),
        ("--all --limit 1 --marker 1", {"is_public": ["None"]}),
    ],
)
def test_options_have_their_names_on_the_wire(
    cloud: LocalCloud, options: str, query: dict[str, list[str]]
) -> None:
    assert nova("flavor-list", *options.split()).exit_code == 0
    assert cloud.matching("GET", "/flavors/detail")[0].query == query


def test_all_is_every_page(cloud: LocalCloud) -> None:
    cloud.page_size = 2
    assert nova("flavor-list", "-f", "value", "-c", "ID").lines == ["1", "2"]
    assert nova("flavor-list", "--all", "-f", "value", "-c", "ID").lines == ["1", "2", "6"]


def test_data_is_the_apis_objects(cloud: LocalCloud) -> None:
    flavor = nova("flavor-list", "-f", "json").json[2]
    assert (flavor["id"], flavor["ram"], flavor["OS-FLV-EXT-DATA:ephemeral"]) == ("6", 512, 0)


@pytest.mark.parametrize("output_format", ["table", "json", "csv", "value"])
def test_an_unknown_column(cloud: LocalCloud, output_format: str) -> None:
    run = nova("flavor-list", "-f", output_format, "-c", "colour")
    assert (run.exit_code, run.stdout) == (2, "")
