"""``sandbox:fault`` in a server's metadata: a name that there is not is refused wherever it is
set.
"""

from __future__ import annotations

from typing import Any

import pytest

from mini_nova_sandbox.compute import faults
from mini_nova_sandbox.http.errors import BadRequest
from tests.sandbox.asgi_client import Api
from tests.sandbox.compute.api.steps import BASE, IMAGE, boot, create_body

KNOWN = ("no-valid-host", "network", "spawn", "slow:SECONDS", "stuck")
TYPO = {"sandbox:fault": "spwan"}


@pytest.mark.parametrize(
    "fault",
    [
        "no-valid-host",
        "network",
        "spawn",
        "stuck",
        "spawn:compute1",
        "slow:0",
        "slow:1.5",
        "slow:86400",
    ],
)
def test_a_fault_is_taken(fault: str) -> None:
    faults.check({"sandbox:fault": fault, "other": "x"})


@pytest.mark.parametrize(
    "fault",
    ["", "spwan", "Spawn", "slow", "slow:", "slow:x", "slow:-1", "slow:nan", "slow:1e9"],
)
def test_an_unknown_fault_is_refused_by_name(fault: str) -> None:
    with pytest.raises(BadRequest) as error:
        faults.check({"sandbox:fault": fault})
    assert all(name in error.value.message for name in KNOWN)


def test_a_boot_with_a_typo_makes_no_server(api: Api) -> None:
    answer = api("POST", f"{BASE}/servers", create_body(metadata=TYPO))
    assert answer.status == 400
    assert "'spwan'" in answer.json["badRequest"]["message"]
    assert api.cloud.database.value("SELECT count(*) FROM instances") == 0


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "metadata", {"metadata": TYPO}),
        ("PUT", "metadata", {"metadata": TYPO}),
        ("PUT", "metadata/sandbox:fault", {"meta": TYPO}),
        ("POST", "action", {"rebuild": {"imageRef": IMAGE, "metadata": TYPO}}),
    ],
)
def test_a_typo_is_refused_later_too(api: Api, method: str, path: str, body: Any) -> None:
    uuid = boot(api)
    answer = api(method, f"{BASE}/servers/{uuid}/{path}", body)
    assert answer.status == 400
    assert "'spwan'" in answer.json["badRequest"]["message"]
    assert api("GET", f"{BASE}/servers/{uuid}").json["server"]["metadata"] == {}
