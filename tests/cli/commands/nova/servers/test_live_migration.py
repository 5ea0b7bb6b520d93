"""``mini-nova live-migration --poll``: whether the server has moved is told by its migration."""

import pytest

from tests.cli.commands.nova.exchange import answer
from tests.local_cloud import Fault, LocalCloud
from tests.runner import nova

EVENT = {"result": "Success", "finish_time": "2026-01-01T00:00:00"}
ACTION = {"action": "live-migration", "message": None, "events": [EVENT]}


@pytest.mark.parametrize(("status", "exit_code"), [("completed", 0), ("cancelled", 5)])
def test_an_aborted_migration_is_a_failure(cloud: LocalCloud, status: str, exit_code: int) -> None:
    server_id = cloud.add_server(name="vm")["id"]
    headers = {"x-compute-request-id": "req-1"}
    cloud.faults.add(
        Fault("POST", "/action$", "status", status=202, body=b"", headers=headers),
    )
    answer(cloud, "GET", "/os-instance-actions/req-1", {"instanceAction": ACTION})
    migration = {"created_at": "2026-01-01T00:00:00", "status": status}
    answer(cloud, "GET", "/os-migrations", {"migrations": [migration]})
    run = nova("live-migration", "vm", "--poll")
    assert run.exit_code == exit_code
    assert ("live-migration failed: it is cancelled" in run.stderr) == (exit_code == 5)
    (request,) = cloud.matching("GET", "/os-migrations")
    assert request.query == {"instance_uuid": [server_id], "migration_type": ["live-migration"]}
