"""Security groups and rules: the default group, duplicates, use, and valid rules."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.network.cloud_network import ROOT, create, items, network_id, refusal

SSH = {"direction": "ingress", "protocol": "tcp", "port_range_min": 22, "port_range_max": 22}


def test_the_default_group_exists_and_cannot_be_deleted(api: Api) -> None:
    (group,) = items(api, "security-groups", user="demo")
    assert group["name"] == "default"
    own = group["id"]
    rules = {
        (rule["direction"], rule["ethertype"], rule["remote_group_id"])
        for rule in group["security_group_rules"]
    }
    assert rules == {
        ("egress", "IPv4", None),
        ("egress", "IPv6", None),
        ("ingress", "IPv4", own),
        ("ingress", "IPv6", own),
    }
    assert api("DELETE", f"{ROOT}/security-groups/{own}", user="demo").status == 409
    assert refusal(api, "security_group", user="demo", name="default")[0] == 409
    assert [item["id"] for item in items(api, "security-groups", user="demo")] == [own]


def test_a_group_has_a_rule_once(api: Api) -> None:
    group = create(api, "security_group", name="g")["id"]
    attributes = {**SSH, "security_group_id": group}
    rule = create(api, "security_group_rule", **attributes, remote_ip_prefix="10.0.0.5/8")
    assert rule["remote_ip_prefix"] == "10.0.0.5/8"
    assert rule["normalized_cidr"] == "10.0.0.0/8"
    assert rule["ethertype"] == "IPv4"
    assert rule["protocol"] == "tcp"
    duplicate = {**attributes, "remote_ip_prefix": "10.0.0.5/8"}
    second = refusal(api, "security_group_rule", **duplicate)
    assert second == (409, "SecurityGroupRuleExists")
    assert api("DELETE", f"{ROOT}/security-group-rules/{rule['id']}").status == 204
    create(api, "security_group_rule", **duplicate)


@pytest.mark.parametrize(
    "attributes",
    [
        {"protocol": "nope"},
        {"protocol": 256},
        {"port_range_min": 22, "port_range_max": 22},  # without a protocol
        {"protocol": "tcp", "port_range_min": 22, "port_range_max": 21},
        {"protocol": "tcp", "port_range_min": 22},
        {"protocol": "icmp", "port_range_min": 300},
        {"remote_ip_prefix": "x"},
        {"remote_ip_prefix": "fd00::/64"},
        {"direction": "sideways"},
    ],
)
def test_invalid_rules(api: Api, attributes: dict[str, Any]) -> None:
    group = create(api, "security_group", name="g")["id"]
    rule = {"security_group_id": group, "direction": "ingress", **attributes}
    assert refusal(api, "security_group_rule", **rule)[0] == 400


def test_a_deleted_group_takes_the_rules_about_it_along(api: Api) -> None:
    group = create(api, "security_group", name="group")["id"]
    remote = create(api, "security_group", name="remote")["id"]
    rule = {"security_group_id": group, "direction": "ingress", "remote_group_id": remote}
    create(api, "security_group_rule", **rule)
    shared = network_id(api, "bss1173")
    port = create(api, "port", network_id=shared, security_groups=[remote])["id"]
    reply = api("DELETE", f"{ROOT}/security-groups/{remote}")
    assert reply.status == 409
    assert reply.json["NeutronError"]["type"] == "SecurityGroupInUse"
    body = {"port": {"security_groups": [group]}}
    assert api("PUT", f"{ROOT}/ports/{port}", body).status == 200
    assert api("DELETE", f"{ROOT}/security-groups/{remote}").status == 204
    reply = api("GET", f"{ROOT}/security-groups/{group}")
    rules = reply.json["security_group"]["security_group_rules"]
    assert [rule["remote_group_id"] for rule in rules] == [None, None]


def test_another_project_s_group_is_invisible(api: Api) -> None:
    (group,) = items(api, "security-groups")
    not_found = (404, "SecurityGroupNotFound")
    port = {"network_id": network_id(api, "bss1173"), "security_groups": [group["id"]]}
    assert refusal(api, "port", user="demo", **port) == not_found
    rule = {"security_group_id": group["id"], "direction": "ingress"}
    assert refusal(api, "security_group_rule", user="demo", **rule) == not_found


@pytest.mark.parametrize(
    ("protocol", "low", "high", "words"),
    [
        ("tcp", -16, 80, "Invalid value for port -16"),
        ("tcp", 80, 65536, "Invalid value for port 65536"),
        ("tcp", 0, 80, "Invalid value for port 0"),
        ("tcp", 80, 79, "port_range_min must be <= port_range_max"),
        ("icmp", 1, 256, "Invalid value for ICMP code (port_range_max) 256. It must be 0 to 255."),
        ("icmp", 300, 1, "Invalid value for ICMP type (port_range_min) 300. It must be 0 to 255."),
        ("icmp", None, 6, "ICMP type (port-range-min) is missing"),
        ("gre", 1, 2, "Ports cannot be specified for protocol gre."),
        (None, 1, 2, "Must also specify protocol if port range is given."),
    ],
)
def test_the_words_about_ports(
    api: Api, protocol: str | None, low: int | None, high: int, words: str
) -> None:
    group = create(api, "security_group", name="g")["id"]
    rule = {
        "security_group_id": group,
        "direction": "ingress",
        "protocol": protocol,
        "port_range_min": low,
        "port_range_max": high,
    }
    reply = api("POST", f"{ROOT}/security-group-rules", {"security_group_rule": rule})
    assert reply.status == 400
    assert words in reply.json["NeutronError"]["message"]


def test_no_group_becomes_the_default_one(api: Api) -> None:
    group = create(api, "security_group", name="g")["id"]
    body = {"security_group": {"name": "default"}}
    assert api("PUT", f"{ROOT}/security-groups/{group}", body).status == 409
