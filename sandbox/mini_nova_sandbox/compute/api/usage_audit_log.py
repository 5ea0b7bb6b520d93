"""The audit of usage by the hosts (``os-instance_usage_audit_log``), for admins: none ran here."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.http.operation import Operation

FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f")


def index(call: Call) -> Answer:
    """Show the audit of the last complete month."""
    call.caller.require_admin("os_compute_api:os-instance-usage-audit-log:list")
    now = datetime.now(timezone.utc)
    return Answer(body={"instance_usage_audit_logs": _view(now)})


def show(call: Call) -> Answer:
    """Show the audit of the last complete month before a moment."""
    call.caller.require_admin("os_compute_api:os-instance-usage-audit-log:show")
    moment = _parse(call.path["before"])
    return Answer(body={"instance_usage_audit_log": _view(moment)})


def _parse(text: str) -> datetime:
    for form in FORMATS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=timezone.utc)
        except ValueError:
            continue
    raise BadRequest(f"Invalid timestamp for date {text}")


def _view(before: datetime) -> dict[str, Any]:
    """Return the audit of the month that ended before a moment: no host keeps one."""
    this_month = before.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    end = this_month if this_month < before else _previous_month(this_month)
    begin = _previous_month(end)
    return {
        "period_beginning": f"{begin:%Y-%m-%d %H:%M:%S}",
        "period_ending": f"{end:%Y-%m-%d %H:%M:%S}",
        "num_hosts": 0,
        "num_hosts_done": 0,
        "num_hosts_running": 0,
        "num_hosts_not_run": 0,
        "hosts_not_run": [],
        "total_instances": 0,
        "total_errors": 0,
        "overall_status": "ALL hosts done. 0 errors.",
        "log": {},
    }


def _previous_month(month: datetime) -> datetime:
    if month.month > 1:
        return month.replace(month=month.month - 1)
    if month.year == 1:
        raise BadRequest(f"Invalid timestamp for date {month:%Y-%m-%d}")
    return month.replace(year=month.year - 1, month=12)


OPERATIONS = (
    Operation("GET", "/os-instance_usage_audit_log", index, parameters=()),
    Operation("GET", "/os-instance_usage_audit_log/{before}", show, parameters=()),
)
