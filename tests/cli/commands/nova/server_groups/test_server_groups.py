"""Server groups: what each command sends and shows."""

from typing import Any

import pytest

from tests.cli.commands.nova.exchange import answer, changes
from tests.local_cloud import LocalCloud
from tests.runner import nova

GROUP = {
    "id": "g1",
    "name": "web",
    "project_id": "p",
    "user_id": "u",
    "policy": "anti-affinity",
    "rules": {"max_server_per_host": 3},
    "members": ["s1"],
}
OLD_GROUP = {
    "id": "g1",
    "name": "web",
    "policies": ["affinity"],
    "members": [],
    "metadata": {},
    "project_id": "p",
    "user_id": "u",
}


@pytest.mark.parametrize(
    ("version", "line", "body", "titles"),
    [
        (
            "2.96",
            "web anti-affinity --rule max_server_per_host=3",
            {
                "name": "web",
                "policy": "anti-affinity",
                "rules": {"max_server_per_host": 3},
            },
            ["Id", "Name", "Project Id", "User Id", "Policy", "Rules", "Members"],
        ),
        (
            "2.63",
            "web affinity",
            {"name": "web", "policies": ["affinity"]},
            ["Id", "Name", "Project Id", "User Id", "Policies", "Members", "Metadata"],
        ),
        (
            "2.12",
            "web affinity",
            {"name": "web", "policies": ["affinity"]},
            ["Id", "Name", "Policies", "Members", "Metadata"],
        ),
    ],
)
def test_create(
    cloud: LocalCloud, version: str, line: str, body: dict[str, Any], titles: list[str]
) -> None:
    group = GROUP if version == "2.96" else OLD_GROUP
    answer(cloud, "POST", "/os-server-groups", {"server_group": group})
    run = nova("--os-compute-api-version", version, "server-group-create", *line.split())
    assert changes(cloud) == [("POST", "/os-server-groups", {"server_group": body})]
    assert run.cells[0] == titles


def test_get_is_a_list_of_one(cloud: LocalCloud) -> None:
    answer(cloud, "GET", "/os-server-groups/g1", {"server_group": GROUP})
    run = nova("server-group-get", "g1")
    assert run.cells[1] == [
        "g1", "web", "p", "u", "anti-affinity", "{'max_server_per_host': 3}", "['s1']",
    ]  # fmt: skip


def test_a_rule_is_a_number(cloud: LocalCloud) -> None:
    run = nova("server-group-create", "web", "affinity", "--rule", "max_server_per_host=x")
    assert run.errors[0] == "ERROR (CommandError): Invalid 'max_server_per_host' value: x"
    assert (run.exit_code, cloud.requests) == (2, [])


def test_delete_takes_several(cloud: LocalCloud) -> None:
    answer(cloud, "DELETE", "/os-server-groups/g1", None, 204)
    answer(cloud, "DELETE", "/os-server-groups/g2", {}, 404)
    run = nova("server-group-delete", "g1", "g2")
    assert run.lines == ["Server group g1 has been successfully deleted."]
    assert run.exit_code == 4


def test_list_has_its_options_on_the_wire(cloud: LocalCloud) -> None:
    answer(cloud, "GET", "/os-server-groups", {"server_groups": [GROUP]})
    options = ["--all-projects", "--limit", "2", "--offset", "1"]
    assert nova("server-group-list", *options).exit_code == 0
    (request,) = cloud.matching("GET", "/os-server-groups")
    assert request.query == {"all_projects": ["True"], "limit": ["2"], "offset": ["1"]}
