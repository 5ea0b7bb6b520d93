"""Random requests at every operation, on a cloud that they change as they go: an answer each time, and never a 500.

A request is made of what the operation's schema means, of ids that there are, and of junk; the seed makes it again.
"""

from __future__ import annotations

import re
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests.sandbox.asgi_client import Api

SERVICES = ["identity", "compute", "image", "network", "sandbox"]
REQUESTS = 1000
JUNK: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    2**31,
    2**63,
    2**64,
    10**400,
    1.5,
    1e300,
    "",
    " ",
    "a",
    "x" * 300,
    "y" * 70000,
    "%",
    "é",
    "\x7f",
    "\0",
    "\ud800",
    "'; DROP TABLE instances; --",
    "../../etc/passwd",
    "2026-01-01T00:00:00",
    "0001-01-01T00:00:00",
    "99999-01-01",
    "10.0.0.2",
    "10.0.0.0/8",
    "::1",
    "fe80::/10",
    "999.1.1.1",
    [],
    {},
    [[]],
    [None],
    {"a": 1},
    {"": ""},
    [{}] * 30,
    "Infinity",
    "-0",
]
TEXTS = [
    "default",
    "nova",
    "admin",
    "demo",
    "a",
    "b",
    "auto",
    "none",
    "k1",
    "tcp",
    "10.0.0.9",
    "10.8.0.0/29",
    "true",
    "6",
    "1",
    "compute1",
    "active",
    "ACTIVE",
    "2026-01-01T00:00:00Z",
    "1",
    "22",
]
QUERY = [
    "limit",
    "marker",
    "sort_key",
    "sort_dir",
    "name",
    "status",
    "changes-since",
    "fields",
    "all_tenants",
    "deleted",
    "tags",
    "ip",
    "offset",
    "start",
    "end",
    "sort",
    "size_min",
    "host",
    "is_public",
    "minRam",
    "include_names",
    "flavor",
    "detailed",
    "not-tags-any",
    "locked",
    "created_at",
    "page_reverse",
    "fixed_ips",
    "tag",
    "os_hidden",
    "length",
    "nocatalog",
    "user.id",
]
OFTEN = (
    "/servers",
    "/servers/{server_id}/action",
    "/v3/auth/tokens",
    "/v2.0/ports",
    "/v2.0/subnets",
)
TABLES = (
    "networks",
    "subnets",
    "ports",
    "security_groups",
    "security_group_rules",
    "floating_ips",
    "projects",
    "users",
    "roles",
    "flavors",
    "images",
    "server_groups",
    "application_credentials",
)


Known = dict[str, list[str]]  # by table, and "" for everything
MEANS = {
    "imageRef": "images",
    "flavorRef": "flavors",
    "uuid": "networks",
    "net_id": "networks",
    "network_id": "networks",
    "port": "ports",
    "networkId": "networks",
    "floating_network_id": "networks",
    "port_id": "ports",
    "security_group_id": "security_groups",
    "remote_group_id": "security_groups",
    "device_id": "servers",
    "image_id": "images",
    "flavor_id": "flavors",
    "server_id": "servers",
    "server": "servers",
    "user_id": "users",
    "project_id": "projects",
    "tenant": "projects",
    "role_id": "roles",
    "group": "server_groups",
    "group_id": "server_groups",
    "tenantName": "names",
    "username": "names",
    "password": "secrets",
    "cidr": "cidrs",
    "ip_address": "addresses",
    "fixed_ip": "addresses",
    "address": "addresses",
    "availability_zone": "zones",
    "tag": "words",
    "key": "words",
    "protocol": "protocols",
    "security_groups": "security_groups",
}
WORDS = {
    "names": ["admin", "demo"],
    "secrets": ["admin-secret", "demo-secret"],
    "zones": ["nova"],
    "words": ["a", "b"],
    "cidrs": ["10.8.0.0/29", "10.9.0.0/16", "fd00::/64"],
    "addresses": ["10.0.0.9", "10.0.0.2", "203.0.113.9"],
    "protocols": ["tcp", "udp", "icmp", "any"],
}


def made_of(schema: Any, known: Known, random: Random, depth: int = 0, name: str = "") -> Any:  # noqa: PLR0911 - a case each
    """A value that a schema means; now and then anything at all."""
    if not isinstance(schema, dict) or depth > 7 or random.random() < 0.03:
        return random.choice(JUNK)
    if "enum" in schema:
        return random.choice(schema["enum"])
    if "oneOf" in schema:
        return made_of(random.choice(schema["oneOf"]), known, random, depth + 1, name)
    kinds = schema.get("type", "object" if "properties" in schema else "string")
    kind = kinds if isinstance(kinds, str) else random.choice(kinds)
    if kind in ("integer", "number"):
        least, most = schema.get("minimum", 0), schema.get("maximum", 10)
        return random.choice([least, most, random.randint(least, min(most, least + 20))])
    if kind == "array":
        return [
            made_of(schema.get("items"), known, random, depth + 1, name)
            for _ in range(random.randint(0, 3))
        ]
    if kind == "object":
        return _object(schema, known, random, depth)
    return {"boolean": random.random() < 0.5, "null": None}.get(kind, text_for(name, known, random))


def text_for(name: str, known: Known, random: Random) -> str:
    """A text that a member of that name could mean, or sometimes any."""
    fitting = known.get(MEANS.get(name, ""), []) or known[""]
    return random.choice(fitting if random.random() < 0.85 else known[""])


def _object(schema: dict[str, Any], known: Known, random: Random, depth: int) -> dict[str, Any]:
    properties = schema.get("properties", {})
    names = list(schema.get("required", []))
    rest = [name for name in properties if name not in names]
    names += random.sample(rest, min(len(rest), random.randint(0 if names else 1, 3)))
    if schema.get("maxProperties") == 1:
        names = names[:1]
    made = {name: made_of(properties.get(name), known, random, depth + 1, name) for name in names}
    if not properties:
        made = {
            random.choice(known[""]): random.choice(known[""]) for _ in range(random.randint(0, 2))
        }
    return made


def known_texts(api: Api) -> Known:
    """Ids of things that there are, and words that mean something."""
    found = {
        table: [str(row["id"]) for row in api.cloud.database.rows(f"SELECT id FROM {table}")]
        for table in TABLES
    }
    rows = api.cloud.database.rows(
        "SELECT uuid FROM instances WHERE deleted = 0 ORDER BY id DESC LIMIT 8"
    )
    found["servers"] = [row["uuid"] for row in rows]
    everything = [one for ids in found.values() for one in ids]
    return {**found, **WORDS, "": everything + TEXTS * 3}


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("seed", range(2))
def test_no_request_breaks_a_service(api: Api, service: str, seed: int) -> None:
    random = Random(f"{service} {seed}")
    _furnish(api)
    found = next(one for one in api.app.services if one.name == service)
    met = set()
    for number in range(REQUESTS):
        often = [one for one in found.operations if one.path in OFTEN and one.method == "POST"]
        operation = random.choice(
            often if often and random.random() < 0.3 else list(found.operations)
        )
        known = known_texts(api)
        version = random.choice(["2.1", "2.35", "2.64", "2.96", "2.96", "latest", "1.0", "x"])
        schema = operation.schema((2, 96)) if callable(operation.schema) else operation.schema
        body = (
            made_of(schema, known, random) if schema is not None or random.random() < 0.2 else None
        )
        if operation.path.endswith("/action") and service == "compute" and random.random() < 0.9:
            body = _action(known, random)
        path = _path(operation.path, known, random)
        query = [
            (random.choice(QUERY), random.choice([*known[""], "x", "-1", "99999999999999999999"]))
            for _ in range(random.choice([0, 0, 1, 2]))
        ]
        url = f"{found.prefix}/v2.1{path}" if service == "compute" else found.prefix + path
        headers = {
            "Authorization": "Bearer control-key",
            "X-Subject-Token": random.choice(["x", api.token("admin")]),
        }
        if "image" in service:
            headers["Content-Type"] = random.choice(
                ["application/octet-stream", "application/openstack-images-v2.1-json-patch"]
            )
        raw = random.randbytes(40) if random.random() < 0.03 else None
        who = random.choice(["admin", "admin", "demo"])
        answer = api(
            operation.method,
            url + ("?" + urlencode(query) if query else ""),
            body,
            raw=raw,
            headers=headers,
            version=version if service == "compute" else "",
            user=who,
        )
        about = (
            seed,
            number,
            who,
            version,
            operation.method,
            url,
            query,
            body,
            answer.content[:300],
        )
        assert answer.status, about
        assert answer.status < 500 or answer.status == 501, about
        met.add((operation.method, operation.path, answer.status // 100))
        if number % 50 == 0:
            api.work()
            api.revive()
    assert {one for one in met if one[2] == 2}, "nothing was ever done"


def _path(path: str, known: Known, random: Random) -> str:
    """An operation's path, with something in place of each name in braces."""
    return re.sub(r"\{([^}]*)\}", lambda found: _part(found[1], path, known, random), path)


def _part(name: str, path: str, known: Known, random: Random) -> str:
    """One part of a path: an id of what the path is about."""
    if random.random() < 0.04:
        return quote("\ufffd\0'", safe="")
    collection = path.rsplit("/{", 1)[0].rsplit("/", 1)[-1].replace("-", "_")
    collection = {"floatingips": "floating_ips"}.get(collection, collection)
    if name == "id" and known.get(collection):
        return quote(random.choice(known[collection]), safe="")
    return quote(text_for(name.partition(":")[0], known, random), safe="")


def _action(known: Known, random: Random) -> dict[str, Any]:
    from mini_nova_sandbox.compute.api.microversions import NEWEST
    from mini_nova_sandbox.compute.api.servers.action_schemas import action_schema
    from mini_nova_sandbox.compute.api.servers.actions import ACTIONS, ASYNC_ACTIONS

    name = random.choice([*ACTIONS, *ASYNC_ACTIONS])
    schema = action_schema(name, NEWEST)
    return {name: made_of(schema, known, random) if schema else None}


def _furnish(api: Api) -> None:
    """Something of everything, so that ids lead somewhere."""
    server = {
        "name": "a",
        "imageRef": "e540ef5b-baf0-417e-b6c2-3a0364af25d5",
        "flavorRef": "6",
        "max_count": 3,
        "min_count": 3,
    }
    assert api("POST", "/compute/v2.1/servers", {"server": server}).status == 202
    assert api("POST", "/compute/v2.1/servers", {"server": server}, user="demo").status == 202
    api.work()
    network = api("POST", "/network/v2.0/networks", {"network": {"name": "a"}}).json["network"][
        "id"
    ]
    subnet = {"network_id": network, "cidr": "10.8.0.0/29", "ip_version": 4}
    assert api("POST", "/network/v2.0/subnets", {"subnet": subnet}).status == 201
    assert api("POST", "/network/v2.0/ports", {"port": {"network_id": network}}).status == 201
    public = api("GET", "/network/v2.0/networks?name=public").json["networks"][0]["id"]
    assert (
        api(
            "POST", "/network/v2.0/floatingips", {"floatingip": {"floating_network_id": public}}
        ).status
        == 201
    )
    assert (
        api(
            "POST",
            "/compute/v2.1/os-server-groups",
            {"server_group": {"name": "a", "policies": ["affinity"]}},
        ).status
        == 200
    )
