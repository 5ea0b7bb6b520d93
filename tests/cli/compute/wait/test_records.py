"""How an action ended, by Nova's records."""

from typing import Any

import pytest

from mini_nova.compute.wait.records import FINISHED, ActionRecord, migration_record, record_of

OVER = {"finish_time": "2026-01-01T00:00:00", "result": "Success"}
UNDER_WAY = {"finish_time": None, "result": None}
FAILED = {"finish_time": "2026-01-01T00:00:00", "result": "Error", "details": "No valid\n host."}


@pytest.mark.parametrize(
    ("action", "record"),
    [
        ({"events": []}, ActionRecord(False, "")),
        ({"events": [OVER, UNDER_WAY]}, ActionRecord(False, "")),
        ({"events": [OVER, OVER]}, ActionRecord(True, "")),
        ({}, FINISHED),
        (
            {"action": "resize", "message": "Error", "events": [OVER, FAILED]},
            ActionRecord(True, "resize failed: No valid host."),
        ),
        (
            {"action": "resize", "message": "Error"},
            ActionRecord(True, "resize failed: the cloud gives no reason"),
        ),
    ],
)
def test_a_record_tells_whether_it_is_over_and_why_it_failed(
    action: dict[str, Any], record: ActionRecord
) -> None:
    assert record_of(action) == record


@pytest.mark.parametrize(
    ("statuses", "record"),
    [
        ([], FINISHED),
        (["completed"], FINISHED),
        (["error", "completed"], FINISHED),
        (["completed", "running"], ActionRecord(False, "")),
        (["completed", "cancelled"], ActionRecord(True, "live-migration failed: it is cancelled")),
    ],
)
def test_the_newest_migration_tells_how_a_live_migration_ended(
    statuses: list[str], record: ActionRecord
) -> None:
    migrations = [
        {"created_at": f"2026-01-0{day}T00:00:00", "status": status}
        for day, status in enumerate(statuses, 1)
    ]
    assert migration_record(migrations) == record
    assert migration_record(reversed(migrations)) == record
