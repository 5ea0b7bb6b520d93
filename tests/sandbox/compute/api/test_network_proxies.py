"""Nova's proxies of security groups, floating IPs and image properties, at old microversions."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api, Reply

ROOT = "/compute/v2.1"
NOBODY = "00000000-0000-0000-0000-000000000000"  # a UUID of nothing


def post(api: Api, path: str, body: Any, user: str = "demo") -> Reply:
    """POST to a path of the compute service."""
    return api("POST", f"{ROOT}/{path}", body, user=user)


def create_group(api: Api, name: str = "g") -> dict[str, Any]:
    """Create a security group and return it."""
    body = {"security_group": {"name": name, "description": "d"}}
    group: dict[str, Any] = post(api, "os-security-groups", body).json["security_group"]
    return group


def create_rule(api: Api, parent_id: str, /, **fields: Any) -> Reply:
    """Add a rule to a group."""
    body = {"security_group_rule": {"parent_group_id": parent_id, **fields}}
    return post(api, "os-security-group-rules", body)


def test_a_group_is_created_changed_and_deleted(api: Api) -> None:
    group = create_group(api)
    path = f"{ROOT}/os-security-groups/{group['id']}"
    assert group["rules"] == []
    body = {"security_group": {"name": "h", "description": "e"}}
    changed = api("PUT", path, body, user="demo").json["security_group"]
    assert (changed["name"], changed["description"]) == ("h", "e")
    assert api("DELETE", path, user="demo").status == 202
    assert api("GET", path, user="demo").status == 404


def test_refused_groups(api: Api) -> None:
    body = {"security_group": {"name": "default", "description": ""}}
    assert post(api, "os-security-groups", body).status == 403
    groups = api("GET", f"{ROOT}/os-security-groups", user="demo").json["security_groups"]
    (default,) = groups
    path = f"{ROOT}/os-security-groups"
    assert api("DELETE", f"{path}/{default['id']}", user="demo").status == 400
    assert api("DELETE", f"{path}/nope", user="demo").status == 400
    assert api("DELETE", f"{path}/{NOBODY}", user="demo").status == 404


def test_a_rule_by_its_network_and_by_a_group(api: Api) -> None:
    group_id = create_group(api)["id"]
    tcp = {"ip_protocol": "tcp", "from_port": 22, "to_port": "22"}
    rule = create_rule(api, group_id, **tcp).json["security_group_rule"]
    assert (rule["from_port"], rule["to_port"]) == (22, 22)
    assert rule["ip_range"] == {"cidr": "0.0.0.0/0"}
    narrow = create_rule(api, group_id, cidr="10.2.3.4/24", **tcp).json["security_group_rule"]
    assert narrow["ip_range"] == {"cidr": "10.2.3.4/24"}
    by_group = create_rule(api, group_id, group_id=group_id, ip_protocol="udp")
    rule = by_group.json["security_group_rule"]
    assert (rule["from_port"], rule["to_port"]) == (1, 65535)
    assert rule["group"]["name"] == "g"
    path = f"{ROOT}/os-security-group-rules/{rule['id']}"
    assert api("DELETE", path, user="demo").status == 202
    assert api("DELETE", path, user="demo").status == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Not enough parameters"),
        ({"ip_protocol": "tcp", "from_port": "x", "to_port": 1}, "must be integers"),
        ({"ip_protocol": "gre", "from_port": 1, "to_port": 1}, "Invalid IP protocol gre."),
        ({"ip_protocol": "tcp", "from_port": 2, "to_port": 1}, "Former value"),
        ({"ip_protocol": "tcp", "from_port": 0, "to_port": 1}, "Valid TCP ports"),
        ({"ip_protocol": "icmp", "from_port": 256, "to_port": 1}, "type:code must be valid"),
        ({"cidr": "x", "ip_protocol": "tcp", "from_port": 1, "to_port": 1}, "not a valid IP"),
    ],
)
def test_refused_rules(api: Api, fields: dict[str, Any], words: str) -> None:
    reply = create_rule(api, create_group(api)["id"], **fields)
    assert reply.status == 400
    assert words in reply.json["badRequest"]["message"]


def test_a_rule_exists_once(api: Api) -> None:
    group_id = create_group(api)["id"]
    icmp = {"ip_protocol": "icmp", "from_port": -1, "to_port": -1}
    rule = create_rule(api, group_id, **icmp).json["security_group_rule"]
    assert (rule["from_port"], rule["to_port"]) == (-1, -1)
    reply = create_rule(api, group_id, **icmp)
    assert reply.json["badRequest"]["message"] == f"This rule already exists in group {group_id}"


def test_a_floating_ip_is_allocated_and_given_back(api: Api) -> None:
    reply = post(api, "os-floating-ips", {})
    floating_ip = reply.json["floating_ip"]
    assert floating_ip["pool"] == "public"
    path = f"{ROOT}/os-floating-ips/{floating_ip['id']}"
    assert api("GET", path, user="demo").json["floating_ip"] == floating_ip
    assert api("DELETE", path, user="demo").status == 202
    assert api("GET", path, user="demo").status == 404
    assert post(api, "os-floating-ips", {"pool": "nope"}).status == 404
    assert api("GET", path, user="demo", version="2.36").status == 404


def test_properties_of_an_image(api: Api) -> None:
    image = {"name": "i", "disk_format": "raw", "container_format": "bare", "a": "b"}
    image_id = api("POST", "/image/v2/images", image, user="demo").json["id"]
    path = f"{ROOT}/images/{image_id}/metadata"
    merged = api("POST", path, {"metadata": {"c": "d"}}, user="demo")
    assert merged.json == {"metadata": {"a": "b", "c": "d"}}
    assert api("PUT", f"{path}/c", {"meta": {"c": "e"}}, user="demo").json == {"meta": {"c": "e"}}
    assert api("PUT", f"{path}/c", {"meta": {"x": "e"}}, user="demo").status == 400
    assert api("DELETE", f"{path}/a", user="demo").status == 204
    assert api("DELETE", f"{path}/a", user="demo").status == 404
    assert api("GET", f"{path}/c", user="demo").json == {"meta": {"c": "e"}}
    assert api("PUT", path, {"metadata": {}}, user="demo").json == {"metadata": {}}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("type=snapshot", ["snap"]),
        ("server=http://x/servers/1", ["snap"]),
        ("property-a=b", ["snap"]),
        ("minDisk=7", ["snap"]),
        ("changes-since=2100-01-01", []),
        ("status=QUEUED&name=snap", ["snap"]),
        ("type=nope", []),
    ],
)
def test_filters_of_images(api: Api, query: str, names: list[str]) -> None:
    properties = {"image_type": "snapshot", "instance_uuid": "1", "a": "b"}
    image = {"name": "snap", "min_disk": 7, **properties}
    assert api("POST", "/image/v2/images", image, user="demo").status == 201
    images = api("GET", f"{ROOT}/images?{query}", user="demo").json["images"]
    assert [image["name"] for image in images] == names


def test_networks_are_those_that_the_caller_sees(api: Api) -> None:
    for path in ("os-networks", "os-tenant-networks"):
        networks = api("GET", f"{ROOT}/{path}", user="demo").json["networks"]
        assert [network["label"] for network in networks] == ["bss1173", "public"]
    network_id = networks[0]["id"]
    path = f"{ROOT}/os-tenant-networks/{network_id}"
    assert api("GET", path, user="demo").json["network"] == networks[0]
    assert api("GET", f"{ROOT}/os-tenant-networks/nope").status == 404


def test_a_protected_image_is_not_deleted(api: Api) -> None:
    image = {"name": "i", "protected": True}
    image_id = api("POST", "/image/v2/images", image, user="demo").json["id"]
    assert api("DELETE", f"{ROOT}/images/{image_id}", user="demo").status == 403
    assert api("GET", f"/image/v2/images/{image_id}", user="demo").status == 200
