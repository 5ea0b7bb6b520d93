"""Services of hosts: what is beyond the classic client."""

import pytest

from tests.cli.commands.nova.exchange import answer, changes
from tests.local_cloud import LocalCloud
from tests.runner import nova

UUID = "c5af1b6c-0b9e-4f1c-8f57-4a0a8f0c0001"
SERVICE = {"id": UUID, "host": "h1", "binary": "nova-compute", "status": "disabled"}


@pytest.mark.parametrize(
    ("line", "change"),
    [
        ("service-enable", {"status": "enabled"}),
        ("service-disable", {"status": "disabled"}),
        ("service-disable --reason r", {"status": "disabled", "disabled_reason": "r"}),
        ("service-force-down", {"forced_down": True}),
        ("service-force-down --unset", {"forced_down": False}),
    ],
)
def test_a_host_s_name_is_enough(cloud: LocalCloud, line: str, change: dict[str, object]) -> None:
    answer(cloud, "GET", "/os-services", {"services": [SERVICE]})
    answer(cloud, "PUT", f"/os-services/{UUID}", {"service": SERVICE})
    assert nova(*line.split(), "h1").exit_code == 0
    assert cloud.matching("GET", "/os-services")[0].query == {
        "host": ["h1"],
        "binary": ["nova-compute"],
    }
    assert changes(cloud) == [("PUT", f"/os-services/{UUID}", change)]


def test_a_host_that_is_not_there(cloud: LocalCloud) -> None:
    answer(cloud, "GET", "/os-services", {"services": []})
    run = nova("service-disable", "nosuch")
    assert run.errors == ["ERROR (CommandError): No service with a name or ID of 'nosuch' exists."]
    assert run.exit_code == 4
