"""``mini-nova instance-action`` and ``instance-action-list``."""

import pytest

from tests.cli.commands.nova.exchange import answer
from tests.local_cloud import LocalCloud
from tests.runner import nova

DELETED = "11111111-2222-3333-4444-555555555555"
ACTION = {"action": "create", "request_id": "req-1", "message": None, "start_time": "t"}


@pytest.mark.parametrize("reference", [DELETED, "an-id-that-is-no-uuid"])
def test_the_actions_of_a_deleted_server_by_its_id(cloud: LocalCloud, reference: str) -> None:
    path = f"/servers/{reference}/os-instance-actions"
    answer(cloud, "GET", path, {"instanceActions": [ACTION]})
    run = nova("instance-action-list", reference, "-f", "value", "-c", "Request_ID")
    assert (run.stdout, run.exit_code) == ("req-1\n", 0)


def test_one_that_is_not_there_in_novas_words(cloud: LocalCloud) -> None:
    server_id = cloud.add_server(name="vm")["id"]
    message = f"Action for request_id req-9 on instance {server_id} not found"
    path = f"/servers/{server_id}/os-instance-actions/req-9"
    answer(cloud, "GET", path, {"itemNotFound": {"message": message}}, 404)
    run = nova("instance-action", "vm", "req-9")
    assert run.errors[0].startswith(f"ERROR (NotFound): {message} (HTTP 404)")
    assert run.exit_code == 4


def test_a_limit_reads_one_page(cloud: LocalCloud) -> None:
    server_id = cloud.add_server(name="vm")["id"]
    path = f"/servers/{server_id}/os-instance-actions"
    links = [{"rel": "next", "href": "http://elsewhere"}]
    answer(cloud, "GET", path, {"instanceActions": [ACTION], "links": links})
    run = nova("instance-action-list", "vm", "--limit", "1", "-f", "json")
    assert run.json == [ACTION]
    assert cloud.count("GET", path) == 1
