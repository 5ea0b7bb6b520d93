"""``mini-nova image-create`` and ``backup``."""

import json
from typing import Any

import pytest

from tests.cli.commands.nova.exchange import answer, changes
from tests.local_cloud import Fault, LocalCloud
from tests.runner import nova

ACTION = r"/servers/[^/]+/action"
IMAGE = "11111111-2222-3333-4444-555555555555"
COMMANDS = [
    (
        "image-create vm snap --metadata a=1",
        {"createImage": {"name": "snap", "metadata": {"a": "1"}}},
    ),
    (
        "backup vm snap daily 3",
        {"createBackup": {"name": "snap", "backup_type": "daily", "rotation": "3"}},
    ),
]


def _image(status: str = "active", **fields: Any) -> dict[str, Any]:
    return {"id": IMAGE, "name": "snap", "status": status, **fields}


@pytest.mark.parametrize(("line", "body"), COMMANDS)
def test_the_action_is_posted_and_the_image_followed(
    cloud: LocalCloud, line: str, body: dict[str, Any]
) -> None:
    server_id = cloud.add_server(name="vm")["id"]
    answer(cloud, "POST", ACTION, {"image_id": IMAGE}, 202)
    answer(cloud, "GET", f"/images/{IMAGE}", _image("saving"))
    answer(cloud, "GET", f"/images/{IMAGE}", _image())
    run = nova(*line.split(), "--poll")
    assert changes(cloud) == [("POST", f"/servers/{server_id}/action", body)]
    assert [line.partition(",")[0] for line in run.errors] == [
        f"snap ({IMAGE}): SAVING",
        f"vm ({server_id}): ACTIVE",
        f"snap ({IMAGE}): ACTIVE",
    ]
    assert run.exit_code == 0


def test_without_show_it_prints_nothing(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    answer(cloud, "POST", ACTION, {"image_id": IMAGE}, 202)
    run = nova("image-create", "vm", "snap")
    assert (run.stdout, run.stderr, run.exit_code) == ("", "", 0)


def test_the_id_of_the_image_in_a_location(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    headers = {"Location": f"http://image/images/{IMAGE}"}
    cloud.faults.add(
        Fault("POST", f"{ACTION}$", "status", status=202, body=b"", headers=headers),
    )
    answer(cloud, "GET", f"/images/{IMAGE}", _image(metadata={"a": "1"}))
    run = nova("--os-compute-api-version", "2.44", "image-create", "vm", "snap", "--show")
    assert ["id", IMAGE] in run.cells
    assert ["metadata a", "1"] in run.cells


def test_an_answer_that_names_no_image(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    answer(cloud, "POST", ACTION, None, 202)
    run = nova("image-create", "vm", "snap", "--poll")
    assert run.exit_code == 1
    assert "the snapshot was accepted, but its image is not known" in run.errors[0]


def test_a_snapshot_that_fails_ends_with_the_reason(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    body = json.dumps({"image_id": IMAGE}).encode()
    headers = {"x-compute-request-id": "req-1"}
    cloud.faults.add(Fault("POST", f"{ACTION}$", "status", status=202, body=body, headers=headers))
    event = {"result": "Error", "finish_time": "t", "details": "The disk is full."}
    action = {"action": "createImage", "message": "Error", "events": [event]}
    answer(cloud, "GET", "/os-instance-actions/req-1", {"instanceAction": action})
    run = nova("image-create", "vm", "snap", "--poll")
    assert run.exit_code == 5
    assert run.errors[-2].endswith("is DELETED: createImage failed: The disk is full.")


def test_a_lost_answer_is_an_error_and_no_second_snapshot(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    cloud.faults.add(Fault("POST", ACTION, "lose-answer"))
    assert nova("image-create", "vm", "snap", "--poll").exit_code == 1
    assert cloud.count("POST", ACTION) == 1
