"""Commands that list things: a row in the table for each."""

import json
from typing import Any, NamedTuple

import pytest

from tests.classic.cases import commands
from tests.cli.commands.nova._kinds.kinds import commands_of
from tests.local_cloud import Fault, LocalCloud
from tests.runner import nova


class Case(NamedTuple):
    """A command line, the path that it reads, the answer, and the table's cells."""

    line: str
    path: str
    answer: dict[str, Any]
    cells: list[list[str]]
    version: str = "2.latest"


AGGREGATE = {"id": 1, "name": "fast", "availability_zone": None, "uuid": "u1", "hosts": []}
SERVER = "11111111-2222-3333-4444-555555555555"
CASES = [
    Case(
        "aggregate-list",
        "/os-aggregates",
        {"aggregates": [AGGREGATE]},
        [["Id", "Name", "Availability Zone", "UUID"], ["1", "fast", "-", "u1"]],
    ),
    Case(
        "aggregate-list",
        "/os-aggregates",
        {"aggregates": [AGGREGATE]},
        [["Id", "Name", "Availability Zone"], ["1", "fast", "-"]],
        version="2.40",
    ),
    Case(
        "keypair-list",
        "/os-keypairs",
        {"keypairs": [{"keypair": {"name": "k", "type": "ssh", "fingerprint": "aa"}}]},
        [["Name", "Type", "Fingerprint"], ["k", "ssh", "aa"]],
    ),
    Case(
        "keypair-list",
        "/os-keypairs",
        {"keypairs": [{"keypair": {"name": "k", "fingerprint": "aa"}}]},
        [["Name", "Fingerprint"], ["k", "aa"]],
        version="2.1",
    ),
    Case(
        "server-group-list",
        "/os-server-groups",
        {"server_groups": [{"id": "g", "name": "n", "policies": [], "members": []}]},
        [["Id", "Name", "Policies", "Members", "Metadata"], ["g", "n", "[]", "[]", ""]],
        version="2.12",
    ),
    Case(
        f"share-list {SERVER}",
        f"/servers/{SERVER}/shares",
        {"shares": [{"share_id": "s1", "status": "inactive", "tag": "t"}]},
        [["Share ID", "Status", "Tag"], ["s1", "inactive", "t"]],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.line} {case.version}")
def test_each_command_reads_its_path_and_shows_its_columns(cloud: LocalCloud, case: Case) -> None:
    body = json.dumps(case.answer).encode()
    cloud.faults.add(Fault("GET", case.path, "status", status=200, body=body))
    run = nova("--os-compute-api-version", case.version, *case.line.split())
    assert (run.cells, run.exit_code) == (case.cells, 0)


def test_every_command_of_the_kind_is_here_or_compared_with_the_classic_client() -> None:
    tested = {case.line.split()[0] for case in CASES} | set(commands())
    assert set(commands_of("listing")) <= tested
