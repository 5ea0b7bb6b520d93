"""``mini-nova update``."""

import json
from typing import Any

import pytest

from tests.local_cloud import Fault, LocalCloud
from tests.runner import nova

SERVER = r"/servers/[^/]+$"


@pytest.mark.parametrize(
    ("options", "changes"),
    [
        (("--name", "new"), {"name": "new"}),
        (("--description", "d", "--hostname", "h"), {"description": "d", "hostname": "h"}),
        (("--description", ""), {"description": None}),
    ],
)
def test_what_is_given_is_sent(
    cloud: LocalCloud, options: tuple[str, ...], changes: dict[str, Any]
) -> None:
    server = cloud.add_server(name="vm")
    cloud.faults.add(Fault("PUT", SERVER, "status", status=200, body=b"{}"))
    run = nova("update", "vm", *options)
    assert (run.stdout, run.exit_code) == ("", 0)
    (request,) = cloud.matching("PUT")
    assert request.path.endswith(server["id"])
    assert json.loads(request.body) == {"server": changes}


def test_nothing_to_change_is_no_error(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    run = nova("update", "vm")
    assert (run.exit_code, cloud.count("PUT")) == (0, 0)
    assert run.errors == ["nothing to change: give --name, --description or --hostname"]
