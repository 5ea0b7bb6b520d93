"""Nova's record of an action."""

from typing import Any

import pytest

from mini_nova.compute.wait.goal import UNKNOWN, ActionRecord, record_of

OVER = {"finish_time": "2026-01-01T00:00:00", "result": "Success"}
UNDER_WAY = {"finish_time": None, "result": None}
FAILED = {"finish_time": "2026-01-01T00:00:00", "result": "Error", "details": "No valid\n host."}


@pytest.mark.parametrize(
    ("action", "record"),
    [
        ({"events": []}, ActionRecord(False, "")),
        ({"events": [OVER, UNDER_WAY]}, ActionRecord(False, "")),
        ({"events": [OVER, OVER]}, ActionRecord(True, "")),
        ({}, UNKNOWN),
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
