"""Subnet pools: their prefixes may grow, and lose nothing."""

from __future__ import annotations

import pytest

from tests.sandbox.asgi_client import Api

POOLS = "/network/v2.0/subnetpools"


@pytest.mark.parametrize(
    ("prefixes", "status"),
    [
        (["10.77.0.0/16", "10.78.0.0/16"], 200),
        (["10.76.0.0/15"], 200),
        (["10.77.128.0/17", "10.77.0.0/17"], 200),
        (["10.77.0.0/24"], 400),
        (["2001:db8:77::/48"], 400),
    ],
)
def test_the_prefixes_of_a_pool_grow(api: Api, prefixes: list[str], status: int) -> None:
    body = {"name": "p", "prefixes": ["10.77.0.0/16"]}
    pool = api("POST", POOLS, {"subnetpool": body}).json["subnetpool"]["id"]
    answer = api("PUT", f"{POOLS}/{pool}", {"subnetpool": {"prefixes": prefixes}})
    assert answer.status == status, answer.content
    if status == 400:
        assert answer.json["NeutronError"]["type"] == "IllegalSubnetPoolPrefixUpdate"
