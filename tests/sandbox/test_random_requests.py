"""Random requests to every operation of a service, on a cloud that they change: never a 500.

A request is made of what the operation's schema means, of ids that exist, and of junk. The seed
repeats it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from mini_nova_sandbox.http.operation import Operation
from tests.sandbox.asgi_client import Api

SERVICES = ["identity", "compute", "image", "network", "volume", "sandbox"]
# A seed and a number of requests; the long runs are for the slow tests.
RUNS = [
    pytest.param("0", 150, id="quick"),
    pytest.param("0", 1000, id="first", marks=pytest.mark.slow),
    pytest.param("1", 1000, id="second", marks=pytest.mark.slow),
]
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
PARAMETERS = [
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
FREQUENT_PATHS = (
    "/servers",
    "/servers/{server_id}/action",
    "/v3/auth/tokens",
    "/v2.0/ports",
    "/v2.0/subnets",
    "/volumes",
    "/volumes/{volume_id}/action",
    "/snapshots",
    "/attachments",
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
    "volumes",
    "volume_snapshots",
    "volume_types",
    "volume_attachments",
)
VERSIONS = {
    "compute": ["2.1", "2.35", "2.64", "2.96", "2.96", "latest", "1.0", "x"],
    "volume": ["3.0", "3.27", "3.50", "3.71", "latest", "3.72", "x"],
}
ROOTS = {"compute": "v2.1", "volume": "v3"}  # below the service's prefix, of its operations
IMAGE_TYPES = ["application/octet-stream", "application/openstack-images-v2.1-json-patch"]
MEANINGS = {  # by member: the kind of text that it means
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
    "volume_id": "volumes",
    "volume_uuid": "volumes",
    "volumeId": "volumes",
    "source_volid": "volumes",
    "snapshot_id": "volume_snapshots",
    "volume_type": "volume_types",
    "type_id": "volume_types",
    "new_type": "volume_types",
    "attachment_id": "volume_attachments",
    "instance_uuid": "servers",
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


Texts = dict[str, list[str]]  # texts that mean something by their kind, and all of them under ""


@dataclass
class Generator:
    """Makes random values; ``texts`` is brought up to date before each request."""

    random: Random
    texts: Texts = field(default_factory=dict)

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def value(self, schema: Any, name: str = "", depth: int = 0) -> Any:
        """Return a value that a schema means, or now and then any junk."""
        if not isinstance(schema, dict) or depth > 7 or self.chance(0.03):
            return self.random.choice(JUNK)
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        if "oneOf" in schema:
            return self.value(self.random.choice(schema["oneOf"]), name, depth + 1)
        return self._value_of_type(self._type(schema), schema, name, depth)

    def _type(self, schema: dict[str, Any]) -> str:
        default = "object" if "properties" in schema else "string"
        types = schema.get("type", default)
        return types if isinstance(types, str) else self.random.choice(types)

    def _value_of_type(self, type_: str, schema: dict[str, Any], name: str, depth: int) -> Any:
        if type_ in ("integer", "number"):
            return self._number(schema)
        if type_ == "array":
            size = self.random.randint(0, 3)
            return [self.value(schema.get("items"), name, depth + 1) for _ in range(size)]
        if type_ == "object":
            return self._object(schema, depth)
        if type_ == "boolean":
            return self.chance(0.5)
        if type_ == "null":
            return None
        return self.text(name)

    def _number(self, schema: dict[str, Any]) -> Any:
        minimum = schema.get("minimum", 0)
        maximum = schema.get("maximum", 10)
        small = self.random.randint(minimum, int(min(maximum, minimum + 20)))
        return self.random.choice([minimum, maximum, small])

    def _object(self, schema: dict[str, Any], depth: int) -> dict[str, Any]:
        properties = schema.get("properties", {})
        if not properties:
            return self._free_object()
        names = list(schema.get("required", []))
        optional = [name for name in properties if name not in names]
        size = self.random.randint(0 if names else 1, 3)
        names += self.random.sample(optional, min(len(optional), size))
        if schema.get("maxProperties") == 1:
            names = names[:1]
        return {name: self.value(properties.get(name), name, depth + 1) for name in names}

    def _free_object(self) -> dict[str, str]:
        texts = self.texts[""]
        size = self.random.randint(0, 2)
        return {self.random.choice(texts): self.random.choice(texts) for _ in range(size)}

    def text(self, name: str) -> str:
        """Return a text that a member of this name could mean, or sometimes any."""
        meaningful = self.texts.get(MEANINGS.get(name, ""))
        if meaningful and self.chance(0.85):
            return self.random.choice(meaningful)
        return self.random.choice(self.texts[""])

    def path(self, template: str) -> str:
        """Return an operation's path with a value for each parameter in braces."""
        return re.sub(r"\{([^}]*)\}", lambda match: self._part(match[1], template), template)

    def _part(self, name: str, template: str) -> str:
        if self.chance(0.04):
            return quote("\ufffd\0'", safe="")
        collection = template.rsplit("/{", 1)[0].rsplit("/", 1)[-1].replace("-", "_")
        if collection == "floatingips":
            collection = "floating_ips"
        if name == "id" and self.texts.get(collection):
            return quote(self.random.choice(self.texts[collection]), safe="")
        return quote(self.text(name.partition(":")[0]), safe="")

    def query(self) -> list[tuple[str, str]]:
        """Return some query parameters, often none."""
        size = self.random.choice([0, 0, 1, 2])
        values = [*self.texts[""], "x", "-1", "99999999999999999999"]
        return [(self.random.choice(PARAMETERS), self.random.choice(values)) for _ in range(size)]

    def body(self, operation: Operation) -> Any:
        """Return a body for an operation, or None."""
        if operation.path == "/servers/{server_id}/action" and self.chance(0.9):
            return self._action()
        if operation.path == "/volumes/{volume_id}/action" and self.chance(0.9):
            return self._volume_action()
        schema = operation.schema_for((2, 96))
        if schema is not None or self.chance(0.2):
            return self.value(schema)
        return None

    def _action(self) -> dict[str, Any]:
        from mini_nova_sandbox.compute.api.microversions import NEWEST
        from mini_nova_sandbox.compute.api.servers.action_schemas import action_schema
        from mini_nova_sandbox.compute.api.servers.actions import ACTIONS, ASYNC_ACTIONS

        name = self.random.choice([*ACTIONS, *ASYNC_ACTIONS])
        schema = action_schema(name, NEWEST)
        return {name: self.value(schema) if schema else None}

    def _volume_action(self) -> dict[str, Any]:
        from mini_nova_sandbox.volume.api.volume_actions import ACTIONS

        name = self.random.choice(list(ACTIONS))
        return {name: self.value(ACTIONS[name].schema)}

    def operation(self, operations: list[Operation]) -> Operation:
        """Return an operation, often one that creates something."""
        frequent = [
            operation
            for operation in operations
            if operation.method == "POST" and operation.path in FREQUENT_PATHS
        ]
        if frequent and self.chance(0.3):
            return self.random.choice(frequent)
        return self.random.choice(operations)


@pytest.mark.parametrize("service_name", SERVICES)
@pytest.mark.parametrize(("seed", "requests"), RUNS)
def test_no_request_breaks_a_service(api: Api, service_name: str, seed: str, requests: int) -> None:
    random = Random(f"{service_name} {seed}")
    generator = Generator(random)
    _furnish(api)
    (service,) = [service for service in api.app.services if service.name == service_name]
    successes = 0
    for number in range(requests):
        generator.texts = meaningful_texts(api)
        operation = generator.operation(list(service.operations))
        url = service.prefix + generator.path(operation.path)
        version = ""
        if service_name in ROOTS:
            prefix = f"{service.prefix}/"
            url = url.replace(prefix, f"{prefix}{ROOTS[service_name]}/", 1)
            version = random.choice(VERSIONS[service_name])
        query = generator.query()
        if query:
            url = f"{url}?{urlencode(query)}"
        body = generator.body(operation)
        user = random.choice(["admin", "admin", "demo"])
        answer = api(
            operation.method,
            url,
            body,
            raw=random.randbytes(40) if generator.chance(0.03) else None,
            headers=_headers(api, random, service_name),
            version=version,
            user=user,
        )
        request = (seed, number, user, version, operation.method, url, body, answer.content[:300])
        assert answer.status, request
        assert answer.status < 500 or answer.status == 501, request
        successes += answer.status < 300
        if number % 50 == 0:
            api.work()
            api.revive()
    assert successes > requests / 50


def meaningful_texts(api: Api) -> Texts:
    """Return ids of what exists, and words that mean something."""
    database = api.cloud.database
    texts = {}
    for table in TABLES:
        texts[table] = [str(row["id"]) for row in database.rows(f"SELECT id FROM {table}")]
    rows = database.rows("SELECT uuid FROM instances WHERE deleted = 0 ORDER BY id DESC LIMIT 8")
    texts["servers"] = [row["uuid"] for row in rows]
    ids = [identifier for identifiers in texts.values() for identifier in identifiers]
    return {**texts, **WORDS, "": ids + TEXTS * 3}


def _headers(api: Api, random: Random, service_name: str) -> dict[str, str]:
    headers = {
        "Authorization": "Bearer control-key",
        "X-Subject-Token": random.choice(["x", api.token("admin")]),
    }
    if service_name == "image":
        headers["Content-Type"] = random.choice(IMAGE_TYPES)
    return headers


def _furnish(api: Api) -> None:
    """Create one thing of each kind, so that ids lead somewhere."""
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
    answer = api("POST", "/network/v2.0/networks", {"network": {"name": "a"}})
    network_id = answer.json["network"]["id"]
    subnet = {"network_id": network_id, "cidr": "10.8.0.0/29", "ip_version": 4}
    assert api("POST", "/network/v2.0/subnets", {"subnet": subnet}).status == 201
    assert api("POST", "/network/v2.0/ports", {"port": {"network_id": network_id}}).status == 201
    answer = api("GET", "/network/v2.0/networks?name=public")
    floating_ip = {"floating_network_id": answer.json["networks"][0]["id"]}
    body = {"floatingip": floating_ip}
    assert api("POST", "/network/v2.0/floatingips", body).status == 201
    group = {"server_group": {"name": "a", "policies": ["affinity"]}}
    assert api("POST", "/compute/v2.1/os-server-groups", group).status == 200
    for user in ("admin", "demo"):
        answer = api("POST", "/volume/v3/volumes", {"volume": {"size": 1}}, user=user)
        assert answer.status == 202
        api.work()
        snapshot = {"volume_id": answer.json["volume"]["id"]}
        assert api("POST", "/volume/v3/snapshots", {"snapshot": snapshot}, user=user).status == 202
