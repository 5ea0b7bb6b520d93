"""Security groups and rules: the default one, duplicates, use, and what a rule may say."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.network.cloud_network import ROOT, made, network_id, refused


def groups(api: Api, user: str = "admin") -> list[Any]:
    found: list[Any] = api("GET", f"{ROOT}/security-groups", user=user).json["security_groups"]
    return found


def test_the_default_group_is_there_and_stays(api: Api) -> None:
    (default,) = groups(api, "demo")
    assert default["name"] == "default"
    told = {
        (rule["direction"], rule["ethertype"], rule["remote_group_id"])
        for rule in default["security_group_rules"]
    }
    own = default["id"]
    assert told == {
        ("egress", "IPv4", None),
        ("egress", "IPv6", None),
        ("ingress", "IPv4", own),
        ("ingress", "IPv6", own),
    }
    assert api("DELETE", f"{ROOT}/security-groups/{own}", user="demo").status == 409
    assert refused(api, "security_group", user="demo", name="default")[0] == 409
    assert [one["id"] for one in groups(api, "demo")] == [own]


def test_a_rule_is_there_once(api: Api) -> None:
    group = made(api, "security_group", name="g")["id"]
    ssh = {
        "security_group_id": group,
        "direction": "ingress",
        "protocol": "tcp",
        "port_range_min": 22,
        "port_range_max": 22,
    }
    rule = made(api, "security_group_rule", **ssh, remote_ip_prefix="10.0.0.5/8")
    assert (rule["remote_ip_prefix"], rule["ethertype"], rule["protocol"]) == (
        "10.0.0.0/8",
        "IPv4",
        "tcp",
    )
    again = refused(api, "security_group_rule", **ssh, remote_ip_prefix="10.0.0.0/8")
    assert again == (409, "SecurityGroupRuleExists")
    assert api("DELETE", f"{ROOT}/security-group-rules/{rule['id']}").status == 204
    made(api, "security_group_rule", **ssh, remote_ip_prefix="10.0.0.0/8")


@pytest.mark.parametrize(
    "given",
    [
        {"protocol": "nope"},
        {"protocol": 256},
        {"port_range_min": 22, "port_range_max": 22},  # of no protocol
        {"protocol": "tcp", "port_range_min": 22, "port_range_max": 21},
        {"protocol": "tcp", "port_range_min": 22},
        {"protocol": "icmp", "port_range_min": 300},
        {"remote_ip_prefix": "x"},
        {"remote_ip_prefix": "fd00::/64"},
        {"direction": "sideways"},
    ],
)
def test_what_makes_no_rule(api: Api, given: dict[str, Any]) -> None:
    group = made(api, "security_group", name="g")["id"]
    assert (
        refused(
            api,
            "security_group_rule",
            **{"security_group_id": group, "direction": "ingress", **given},
        )[0]
        == 400
    )


def test_a_group_that_goes_takes_the_rules_about_it(api: Api) -> None:
    one, other = (
        made(api, "security_group", name="one")["id"],
        made(api, "security_group", name="other")["id"],
    )
    made(
        api,
        "security_group_rule",
        security_group_id=one,
        direction="ingress",
        remote_group_id=other,
    )
    port = made(api, "port", network_id=network_id(api, "bss1173"), security_groups=[other])["id"]
    used = api("DELETE", f"{ROOT}/security-groups/{other}")
    assert (used.status, used.json["NeutronError"]["type"]) == (409, "SecurityGroupInUse")
    assert api("PUT", f"{ROOT}/ports/{port}", {"port": {"security_groups": [one]}}).status == 200
    assert api("DELETE", f"{ROOT}/security-groups/{other}").status == 204
    rules = api("GET", f"{ROOT}/security-groups/{one}").json["security_group"][
        "security_group_rules"
    ]
    assert [rule["remote_group_id"] for rule in rules] == [None, None]


def test_another_project_s_group_is_not_there(api: Api) -> None:
    (of_admin,) = groups(api)
    network = network_id(api, "bss1173")
    asked = refused(api, "port", user="demo", network_id=network, security_groups=[of_admin["id"]])
    assert asked == (404, "SecurityGroupNotFound")
    rule = {"security_group_id": of_admin["id"], "direction": "ingress"}
    assert refused(api, "security_group_rule", user="demo", **rule) == (
        404,
        "SecurityGroupNotFound",
    )
