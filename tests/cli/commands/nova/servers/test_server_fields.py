"""``list --fields``."""

import pytest

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


def test_an_unknown_field_is_refused_in_the_classic_clients_words(cloud: LocalCloud) -> None:
    cloud.add_server("vm")
    run = nova("list", "--fields", "name,x")
    assert run.errors[0] == "ERROR (CommandError): Non-existent fields are specified: ['x']"
    assert run.exit_code == 2


def test_without_servers_the_default_columns_show(cloud: LocalCloud) -> None:
    assert nova("list", "--fields", "created").stdout == nova("list").stdout
