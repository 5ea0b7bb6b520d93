"""Usage: its pages are added up."""

from typing import Any

from tests.cli.commands.nova.exchange import answer
from tests.local_cloud import LocalCloud
from tests.runner import nova


def _usage(*servers: str) -> dict[str, Any]:
    count = len(servers)
    return {
        "tenant_id": "p",
        "server_usages": [{"instance_id": server} for server in servers],
        "total_hours": 1.0 * count,
        "total_memory_mb_usage": 2.0 * count,
        "total_vcpus_usage": 3.0 * count,
        "total_local_gb_usage": 4.0 * count,
    }


def test_the_pages_of_a_project(cloud: LocalCloud) -> None:
    for servers in (("a", "b"), ("c",), ()):
        answer(cloud, "GET", "/os-simple-tenant-usage/p", {"tenant_usage": _usage(*servers)})
    run = nova("usage", "--tenant", "p", "--start", "2026-01-01", "--end", "2026-02-01")
    assert run.lines[0] == "Usage from 2026-01-01 to 2026-02-01:"
    assert run.cells[1] == ["3", "6.00", "9.00", "12.00"]
    requests = cloud.matching("GET", "/os-simple-tenant-usage")
    assert [request.query.get("marker") for request in requests] == [None, ["b"], ["c"]]
    assert requests[0].query["start"] == ["2026-01-01T00:00:00"]


def test_the_pages_of_all_projects(cloud: LocalCloud) -> None:
    other = {**_usage("x"), "tenant_id": "q"}
    for usages in ([_usage("a")], [_usage("b"), other], []):
        answer(cloud, "GET", "/os-simple-tenant-usage", {"tenant_usages": usages})
    run = nova("usage-list", "-f", "json")
    assert [(item["tenant_id"], len(item["server_usages"])) for item in run.json] == [
        ("p", 2),
        ("q", 1),
    ]


def test_a_page_that_repeats_itself_ends(cloud: LocalCloud) -> None:
    for _ in range(2):
        answer(cloud, "GET", "/os-simple-tenant-usage/p", {"tenant_usage": _usage("a")})
    assert nova("usage", "--tenant", "p").exit_code == 0


def test_a_date_is_checked_before_anything_is_sent(cloud: LocalCloud) -> None:
    run = nova("usage", "--end", "tomorrow")
    assert (run.exit_code, cloud.requests) == (2, [])
