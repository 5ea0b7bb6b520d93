"""``list --fields``."""

import pytest
import yaml

from mini_nova.commands.nova.servers import _server_fields
from tests.local_cloud import LocalCloud
from tests.runner import nova


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("created", "Created"),
        ("task_state", "Task State"),
        ("OS-EXT-STS:power_state", "OS-EXT-STS: Power State"),
        ("flavor:original_name", "flavor: Original Name"),
        ("accessIPv4", "accessIPv4"),
        ("hostId", "hostId"),
    ],
)
def test_titles_are_the_classic_clients(name: str, title: str) -> None:
    assert _server_fields.title(name) == title


def test_the_id_comes_first_and_none_is_spelled_out(cloud: LocalCloud) -> None:
    server = cloud.add_server("vm")
    run = nova(
        "list",
        "--fields",
        "name,id,task_state,name,flavor:vcpus,security_groups,networks",
        "-f",
        "csv",
    )
    header, row = run.lines
    assert header == "ID,Name,Task State,flavor: Vcpus,Security Groups,Networks"
    assert row.startswith(f"{server['id']},vm,None,1,default,private=")


@pytest.mark.parametrize("output_format", ["json", "yaml", "jsonl"])
def test_objects_have_these_fields_with_the_apis_values(
    cloud: LocalCloud, output_format: str
) -> None:
    server = cloud.add_server("vm")
    names = "name,task_state,networks,flavor:vcpus,metadata"
    run = nova("list", "--fields", names, "-f", output_format)
    item = yaml.safe_load(run.stdout)
    if isinstance(item, list):
        (item,) = item
    assert item == {
        "id": server["id"],
        "name": "vm",
        "task_state": None,
        "networks": server["addresses"],
        "flavor:vcpus": 1,
        "metadata": {},
    }


def test_objects_may_be_cut_down_further(cloud: LocalCloud) -> None:
    cloud.add_server("vm")
    run = nova(
        "list", "--fields", "name,task_state", "-f", "json", "-c", "Task State", "-c", "NAME"
    )
    assert run.json == [{"Task State": None, "NAME": "vm"}]


def test_an_unknown_field_is_refused_in_the_classic_clients_words(cloud: LocalCloud) -> None:
    cloud.add_server("vm")
    run = nova("list", "--fields", "name,x")
    assert run.errors[0] == "ERROR (CommandError): Non-existent fields are specified: ['x']"
    assert run.exit_code == 2


def test_without_servers_the_default_columns_show(cloud: LocalCloud) -> None:
    assert nova("list", "--fields", "created").stdout == nova("list").stdout
