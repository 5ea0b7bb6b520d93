"""Sequences of calls to Nova's proxies of other services, at the microversions that have them."""

from __future__ import annotations

from typing import Any

from tests.cloud.sequences import Step

NOBODY = "00000000-0000-0000-0000-000000000000"  # a UUID of nothing
IMAGE = {"name": "shape", "disk_format": "raw", "container_format": "bare", "a": "b"}
GROUP = {"security_group": {"name": "shape", "description": "d"}}
FILES = [{"path": f"/{number}", "contents": ""} for number in range(6)]
SERVER: dict[str, Any] = {
    "name": "x",
    "networks": [{"uuid": "{network}"}],
    "imageRef": "e540ef5b-baf0-417e-b6c2-3a0364af25d5",
    "flavorRef": "6",
}
TCP: dict[str, Any] = {"ip_protocol": "tcp", "from_port": 22, "to_port": "22"}


def nova(method: str, path: str, body: Any = None, word: str = "") -> Step:
    """Return a call to Nova as it was before microversions."""
    return Step("compute", method, f"/{path}", body, "2.1", word)


def rule(word: str = "", **fields: Any) -> Step:
    """Return a call that adds a rule to a group."""
    body = {"security_group_rule": {"parent_group_id": "{sg}", **fields}}
    return nova("POST", "os-security-group-rules", body, word)


SEQUENCES: dict[str, tuple[Step, ...]] = {
    "security groups by Nova": (
        nova("POST", "os-security-groups", GROUP, "sg"),
        nova("POST", "os-security-groups", {"security_group": {"name": "shape"}}),
        nova(
            "POST",
            "os-security-groups",
            {"security_group": {"name": "default", "description": ""}},
        ),
        nova("PUT", "os-security-groups/{sg}", GROUP),
        nova("PUT", f"os-security-groups/{NOBODY}", GROUP),
        nova("GET", "os-security-groups/nope"),
        nova("GET", f"os-security-groups/{NOBODY}"),
        nova("GET", "os-security-groups?all_tenants=1&limit=1"),
        rule("rule", **TCP),
        rule(**TCP),
        rule(),
        rule(ip_protocol="tcp"),
        rule(ip_protocol="tcp", from_port="x", to_port=1),
        rule(ip_protocol="gre", from_port=1, to_port=1),
        rule(ip_protocol="tcp", from_port=2, to_port=1),
        rule(ip_protocol="tcp", from_port=0, to_port=1),
        rule(ip_protocol="icmp", from_port=256, to_port=1),
        rule(**TCP, cidr="x"),
        rule(**TCP, cidr="::/0"),
        rule("icmp", ip_protocol="icmp", from_port=-1, to_port=-1),
        rule("mutual", group_id="{sg}", ip_protocol="udp"),
        rule("all", group_id="{sg}"),
        rule(group_id=NOBODY),
        rule(parent_group_id="nope", **TCP),
        rule(parent_group_id=NOBODY, **TCP),
        nova("GET", "os-security-groups/{sg}"),
        nova("DELETE", "os-security-group-rules/{rule}"),
        nova("DELETE", "os-security-group-rules/{rule}"),
        nova("DELETE", "os-security-group-rules/nope"),
        nova("DELETE", "os-security-groups/{sg}"),
        nova("DELETE", "os-security-groups/{sg}"),
    ),
    "floating IPs by Nova": (
        nova("POST", "os-floating-ips", {"pool": "nope"}),
        nova("POST", "os-floating-ips", {"pool": 5}),
        nova("POST", "os-floating-ips", {"pool": "public"}, "fip"),
        nova("GET", "os-floating-ips/{fip}"),
        nova("GET", "os-floating-ips"),
        nova("GET", f"os-floating-ips/{NOBODY}"),
        nova("GET", "os-floating-ips/nope"),
        nova("GET", "os-floating-ip-pools"),
        nova("DELETE", "os-floating-ips/{fip}"),
        nova("DELETE", "os-floating-ips/{fip}"),
    ),
    "images by Nova": (
        Step("image", "POST", "/v2/images", IMAGE, "", "image"),
        nova("POST", "images/{image}/metadata", {"metadata": {"c": "d"}}),
        nova("PUT", "images/{image}/metadata/c", {"meta": {"c": "e"}}),
        nova("PUT", "images/{image}/metadata/c", {"meta": {"x": "e"}}),
        nova("PUT", "images/{image}/metadata/c", {"meta": {"c": 1}}),
        nova("GET", "images/{image}/metadata/c"),
        nova("GET", "images/{image}/metadata/nope"),
        nova("DELETE", "images/{image}/metadata/c"),
        nova("DELETE", "images/{image}/metadata/c"),
        nova("PUT", "images/{image}/metadata", {"metadata": {"f": "g"}}),
        nova("GET", "images/{image}"),
        nova("GET", "images/nope/metadata"),
        nova("GET", "images?type=snapshot&server=x&minRam=1&minDisk=1&property-a=b"),
        nova("GET", "images/detail?changes-since=2020-01-01T00:00:00Z&limit=1"),
        nova("GET", "images?changes-since=x"),
    ),
    "what Nova refuses": (
        nova("GET", "servers/"),
        nova("GET", "os-volumes/"),
        nova("GET", "os-aggregates/-1"),
        nova("DELETE", "os-aggregates/-1"),
        nova("POST", "os-volumes", {"volume": {"size": "0"}}),
        nova("POST", "os-volumes", {"volume": {"size": 0}}),
        nova("POST", "servers", {"server": {**SERVER, "personality": FILES}}),
        Step("block-storage", "GET", "/volumes/"),
    ),
    "networks by Nova": (
        nova("GET", "os-networks"),
        nova("GET", "os-tenant-networks"),
        nova("GET", "os-networks/{network}"),
        nova("GET", "os-tenant-networks/{network}"),
        nova("GET", "os-tenant-networks/nope"),
        nova("GET", "os-networks/nope"),
    ),
}
