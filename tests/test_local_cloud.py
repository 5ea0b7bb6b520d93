"""The local cloud answers as an OpenStack would, misbehaves as told, and leaves nothing running."""

import contextlib
import http.client
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from tests.local_cloud import A_LOOK, Fault, LocalCloud
from tests.runner import LIMIT, wait_until

FLAVOR = "6"
IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
ORDER = {"server": {"name": "vm", "imageRef": IMAGE, "flavorRef": FLAVOR}}
NOVA = "/compute/v2.1"
SERVERS = f"{NOVA}/servers"


@dataclass
class Reply:
    """An answer that has been read."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """One connection to the cloud, with the token it got."""

    def __init__(self, cloud: LocalCloud) -> None:
        address = urlsplit(cloud.url)
        assert address.hostname
        self.connection = http.client.HTTPConnection(address.hostname, address.port, timeout=LIMIT)
        self.cloud = cloud
        self.token: str | None = None

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            fields.setdefault("X-Auth-Token", self.token)
        payload = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        self.connection.request(method, path, payload, fields)
        answer = self.connection.getresponse()
        return Reply(answer.status, answer.headers, answer.read())

    def get(self, path: str, **headers: str) -> Reply:
        return self.send("GET", path, **headers)

    def login(self, identity: dict[str, Any] | None = None, scope: Any = None) -> Reply:
        auth: dict[str, Any] = {"identity": identity or by_password(self.cloud)}
        if scope is not None:
            auth["scope"] = scope
        return self.send("POST", "/identity/v3/auth/tokens", {"auth": auth})

    def boot(self, **extra: Any) -> str:
        answer = self.send("POST", SERVERS, {"server": {**ORDER["server"], **extra}})
        assert answer.status == 202
        return str(answer.json["server"]["id"])

    def server(self, server_id: str, microversion: str = "2.96") -> dict[str, Any]:
        answer = self.get(f"{SERVERS}/{server_id}", X_OpenStack_Nova_API_Version=microversion)
        assert answer.status == 200
        return dict(answer.json["server"])

    def names(self, query: str = "") -> list[str]:
        return [server["name"] for server in self.get(f"{SERVERS}?{query}").json["servers"]]


def by_password(cloud: LocalCloud, **user: Any) -> dict[str, Any]:
    known = {"name": cloud.username, "domain": {"name": "Default"}, "password": cloud.password}
    return {"methods": ["password"], "password": {"user": {**known, **user}}}


def by_token(token: str | None) -> dict[str, Any]:
    return {"methods": ["token"], "token": {"id": token}}


def project(name: str) -> dict[str, Any]:
    return {"project": {"name": name, "domain": {"id": "default"}}}


@pytest.fixture
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud() as running:
        yield running


@pytest.fixture
def stranger(cloud: LocalCloud) -> Iterator[Client]:
    client = Client(cloud)
    with contextlib.closing(client.connection):
        yield client


@pytest.fixture
def client(stranger: Client) -> Client:
    """A client logged in to the project demo."""
    stranger.token = stranger.login(scope=project("demo")).headers["X-Subject-Token"]
    return stranger


class TestRecord:
    def test_requests_are_kept_as_they_came(self, cloud: LocalCloud, stranger: Client) -> None:
        stranger.send("POST", "/compute/v2.1/a%20b?name=x&name=y&empty=", {"k": 1}, X_Thing="v")
        (request,) = cloud.requests
        assert (request.method, request.path) == ("POST", "/compute/v2.1/a%20b")
        assert request.query == {"name": ["x", "y"], "empty": [""]}
        assert request.headers["x-thing"] == request.headers["X-Thing"] == "v"
        assert request.json == {"k": 1}
        assert request.body == b'{"k": 1}'
        assert request.at <= time.monotonic()

    def test_connections_are_told_apart(self, cloud: LocalCloud, stranger: Client) -> None:
        stranger.get("/identity")
        stranger.get("/identity")
        stranger.connection.close()
        stranger.get("/identity")
        first, second, third = (request.connection for request in cloud.requests)
        assert first == second != third

    def test_counting(self, cloud: LocalCloud, client: Client) -> None:
        client.boot()
        client.get(f"{SERVERS}/x")
        assert cloud.count("POST", r"/servers$") == 1
        assert cloud.count("*", r"/servers") == 2
        assert cloud.logins == 1

    def test_chunked_bodies_are_read(self, cloud: LocalCloud, stranger: Client) -> None:
        stranger.connection.request(
            "POST", "/identity", iter([b"ab", b"c"]), {}, encode_chunked=True
        )
        stranger.connection.getresponse().read()
        assert cloud.requests[0].body == b"abc"

    def test_what_is_no_request_gets_400(self, cloud: LocalCloud) -> None:
        address = urlsplit(cloud.url)
        with socket.create_connection((address.hostname, address.port), timeout=LIMIT) as sock:
            sock.sendall(b"nonsense\r\n\r\n")
            assert sock.recv(100).startswith(b"HTTP/1.1 400 ")


class TestIdentityVersions:
    def test_the_list(self, cloud: LocalCloud, stranger: Client) -> None:
        answer = stranger.get("/identity/")
        assert answer.status == 300
        values = answer.json["versions"]["values"]
        assert [value["id"] for value in values] == ["v3.14", "v2.0"]
        assert [value["links"][0]["href"] for value in values] == [
            f"{cloud.url}/identity/v3/",
            f"{cloud.url}/identity/v2.0/",
        ]

    @pytest.mark.parametrize(
        ("path", "version"), [("/identity/v3", "v3.14"), ("/identity/v2.0/", "v2.0")]
    )
    def test_one(self, stranger: Client, path: str, version: str) -> None:
        answer = stranger.get(path)
        assert (answer.status, answer.json["version"]["id"]) == (200, version)

    @pytest.mark.parametrize(
        ("links", "href"),
        [
            ("relative", "/identity/v3/"),
            ("unreachable", "http://keystone.internal.invalid:5000/v3/"),
        ],
    )
    def test_links_can_be_otherwise(
        self, cloud: LocalCloud, stranger: Client, links: str, href: str
    ) -> None:
        cloud.version_links = links
        assert stranger.get("/identity/v3").json["version"]["links"][0]["href"] == href

    def test_a_version_can_be_missing(self, cloud: LocalCloud, stranger: Client) -> None:
        cloud.identity_versions = ["v3.14"]
        assert stranger.get("/identity/v2.0").status == 404


class TestVersion1:
    def login(self, client: Client, path: str = "/identity/v1.0", **other: str) -> Reply:
        cloud = client.cloud
        return client.get(
            path, **{"X_Auth_User": cloud.username, "X_Auth_Key": cloud.password, **other}
        )

    def test_a_login(self, cloud: LocalCloud, stranger: Client) -> None:
        answer = self.login(stranger)
        assert (answer.status, answer.body) == (204, b"")
        management = answer.headers["X-Server-Management-Url"]
        assert management == f"{cloud.url}/compute/v1.1/{cloud.project.id}"
        path = urlsplit(management).path
        assert stranger.get(
            f"{path}/servers", X_Auth_Token=answer.headers["X-Auth-Token"]
        ).json == {"servers": []}

    def test_a_project(self, cloud: LocalCloud, stranger: Client) -> None:
        answer = self.login(stranger, X_Auth_Project_Id="other")
        assert answer.headers["X-Server-Management-Url"].endswith(cloud.other_project.id)

    @pytest.mark.parametrize(
        "wrong", [{"X_Auth_Key": "no"}, {"X_Auth_User": "no"}, {"X_Auth_Project_Id": "no"}]
    )
    def test_a_refusal(self, stranger: Client, wrong: dict[str, str]) -> None:
        assert self.login(stranger, **wrong).status == 401

    def test_redirects(self, cloud: LocalCloud, stranger: Client) -> None:
        cloud.v1_redirects = 2
        path = "/identity/v1.0"
        for _ in range(2):
            answer = self.login(stranger, path)
            assert answer.status == 305
            path = urlsplit(answer.headers["Location"]).path
        assert self.login(stranger, path).status == 204


class TestVersion2:
    def login(self, client: Client, **auth: Any) -> Reply:
        if "token" not in auth:
            known = {"username": client.cloud.username, "password": client.cloud.password}
            auth["passwordCredentials"] = known | auth.get("passwordCredentials", {})
        return client.send("POST", "/identity/v2.0/tokens", {"auth": auth})

    def test_a_login(self, cloud: LocalCloud, stranger: Client) -> None:
        answer = self.login(stranger, tenantName="demo")
        assert answer.status == 200
        access = answer.json["access"]
        assert access["token"]["tenant"]["id"] == cloud.project.id
        assert access["token"]["expires"].endswith("Z")
        assert access["user"]["roles"] == [{"name": "member"}, {"name": "reader"}]
        compute = access["serviceCatalog"][0]
        assert (compute["type"], compute["endpoints_links"]) == ("compute", [])
        endpoint = compute["endpoints"][0]
        assert endpoint["publicURL"] == f"{cloud.url}/compute/v2/{cloud.project.id}"
        assert {"internalURL", "adminURL", "region", "tenantId"} <= set(endpoint)
        path = urlsplit(endpoint["publicURL"]).path
        assert stranger.get(f"{path}/servers/detail", X_Auth_Token=access["token"]["id"]).json == {
            "servers": []
        }

    def test_unscoped_then_by_token(self, cloud: LocalCloud, stranger: Client) -> None:
        first = self.login(stranger).json["access"]
        assert first["serviceCatalog"] == []
        assert "tenant" not in first["token"]
        second = self.login(
            stranger, token={"id": first["token"]["id"]}, tenantId=cloud.other_project.id
        ).json["access"]
        assert second["token"]["tenant"]["name"] == "other"
        assert second["token"]["expires"] == first["token"]["expires"]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"tenantName": "no"},
            {"passwordCredentials": {"password": "no"}},
            {"token": {"id": "no"}},
        ],
    )
    def test_a_refusal(self, stranger: Client, wrong: dict[str, Any]) -> None:
        answer = self.login(stranger, **wrong)
        assert (answer.status, answer.json["error"]["code"]) == (401, 401)

    def test_what_makes_no_sense(self, stranger: Client) -> None:
        assert stranger.send("POST", "/identity/v2.0/tokens", {"auth": {}}).status == 400
        assert stranger.send("POST", "/identity/v2.0/tokens", b"[").status == 400

    def test_tenants(self, client: Client) -> None:
        tenants = client.get("/identity/v2.0/tenants").json["tenants"]
        assert [tenant["name"] for tenant in tenants] == ["demo", "other"]


class TestVersion3:
    def test_a_project_by_name(self, cloud: LocalCloud, stranger: Client) -> None:
        answer = stranger.login(scope=project("demo"))
        assert answer.status == 201
        token = answer.json["token"]
        assert token["project"] == {
            "domain": {"id": "default", "name": "Default"},
            "id": cloud.project.id,
            "name": "demo",
        }
        assert [role["name"] for role in token["roles"]] == ["member", "reader"]
        assert token["catalog"] == cloud.catalog
        urls = {service["type"]: service["endpoints"][0]["url"] for service in token["catalog"]}
        assert urls["compute"] == f"{cloud.url}/compute/v2.1"
        assert set(urls) == {"compute", "image", "network", "identity", "block-storage"}
        interfaces = [endpoint["interface"] for endpoint in token["catalog"][0]["endpoints"]]
        assert interfaces == ["public", "internal", "admin"]

    def test_user_and_project_by_id(self, cloud: LocalCloud, stranger: Client) -> None:
        identity = {
            "methods": ["password"],
            "password": {"user": {"id": cloud.user_id, "password": cloud.password}},
        }
        answer = stranger.login(identity, {"project": {"id": cloud.other_project.id}})
        assert answer.json["token"]["project"]["name"] == "other"

    @pytest.mark.parametrize(
        ("scope", "key"),
        [
            ({"domain": {"name": "Default"}}, "domain"),
            ({"system": {"all": True}}, "system"),
            (None, None),
        ],
    )
    def test_other_scopes(self, stranger: Client, scope: Any, key: str | None) -> None:
        token = stranger.login(scope=scope).json["token"]
        assert ("catalog" in token) is (key is not None)
        assert "project" not in token
        assert key is None or key in token

    def test_by_token_the_expiry_stays(self, cloud: LocalCloud, stranger: Client) -> None:
        first = stranger.login()
        cloud.clock_offset = 60
        answer = stranger.login(by_token(first.headers["X-Subject-Token"]), project("demo"))
        token = answer.json["token"]
        assert token["expires_at"] == first.json["token"]["expires_at"]
        assert token["issued_at"] > first.json["token"]["issued_at"]
        assert token["methods"] == ["password", "token"]

    def test_application_credentials(self, cloud: LocalCloud, stranger: Client) -> None:
        known = cloud.application_credential
        user = {"name": "demo", "domain": {"id": "default"}}
        for proof in (
            {"id": known["id"], "secret": known["secret"]},
            {"name": known["name"], "user": user, "secret": known["secret"]},
        ):
            identity = {"methods": ["application_credential"], "application_credential": proof}
            token = stranger.login(identity).json["token"]
            assert token["project"]["name"] == "demo"
            assert token["application_credential"]["id"] == known["id"]
            assert stranger.login(identity, project("demo")).status == 401
            proof["secret"] = "wrong"
            assert stranger.login(identity).status == 401

    @pytest.mark.parametrize(
        "wrong", [{"password": "no"}, {"name": "no"}, {"domain": {"name": "no"}}]
    )
    def test_a_wrong_user(self, cloud: LocalCloud, stranger: Client, wrong: dict[str, Any]) -> None:
        answer = stranger.login(by_password(cloud, **wrong))
        message = "The request you have made requires authentication."
        assert answer.status == 401
        assert answer.json == {"error": {"code": 401, "message": message, "title": "Unauthorized"}}
        assert answer.headers["WWW-Authenticate"].startswith("Keystone uri=")
        assert cloud.logins == 0

    @pytest.mark.parametrize(
        ("scope", "status"),
        [
            (project("no"), 401),
            ({"project": {"name": "demo"}}, 400),
            ({"thing": 1}, 400),
            ("unscoped", 201),
        ],
    )
    def test_odd_scopes(self, stranger: Client, scope: Any, status: int) -> None:
        assert stranger.login(scope=scope).status == status

    @pytest.mark.parametrize("identity", [{"methods": ["smoke"]}, {"methods": ["password"]}, {}])
    def test_odd_identities(self, stranger: Client, identity: dict[str, Any]) -> None:
        answer = stranger.send("POST", "/identity/v3/auth/tokens", {"auth": {"identity": identity}})
        assert answer.status == 400

    def test_a_token_can_be_looked_at_and_revoked(self, client: Client) -> None:
        path = "/identity/v3/auth/tokens"
        other = client.login().headers["X-Subject-Token"]
        assert client.get(path, X_Subject_Token=other).json["token"]["methods"] == ["password"]
        assert client.send("DELETE", path, X_Subject_Token=other).status == 204
        assert client.get(path, X_Subject_Token=other).status == 404

    def test_projects_and_catalog(self, cloud: LocalCloud, client: Client) -> None:
        projects = client.get("/identity/v3/auth/projects").json["projects"]
        assert [entry["name"] for entry in projects] == ["demo", "other"]
        assert client.get("/identity/v3/auth/catalog").json["catalog"] == cloud.catalog

    def test_the_catalog_can_be_changed(self, cloud: LocalCloud, stranger: Client) -> None:
        cloud.catalog = [service for service in cloud.catalog if service["type"] != "compute"]
        types = [
            service["type"]
            for service in stranger.login(scope=project("demo")).json["token"]["catalog"]
        ]
        assert "compute" not in types


class TestTokens:
    def test_revoked(self, cloud: LocalCloud, client: Client) -> None:
        cloud.revoke_tokens()
        answer = client.get(SERVERS)
        assert (answer.status, answer.json["error"]["code"]) == (401, 401)

    def test_expired(self, cloud: LocalCloud, client: Client) -> None:
        cloud.clock_offset = 3599
        assert client.get(SERVERS).status == 200
        cloud.clock_offset = 3601
        assert client.get(SERVERS).status == 401

    def test_the_clock_can_be_wrong(self, cloud: LocalCloud, stranger: Client) -> None:
        cloud.clock_offset = -86400 * 365
        cloud.token_lifetime = 60
        answer = stranger.login()
        year = str(time.gmtime(time.time() + cloud.clock_offset).tm_year)
        assert answer.json["token"]["expires_at"].startswith(year)
        assert f" {year} " in answer.headers["Date"]

    @pytest.mark.parametrize("path", [SERVERS, "/image/v2/images", "/network/v2.0/networks"])
    def test_none(self, stranger: Client, path: str) -> None:
        assert stranger.get(path).status == 401

    def test_without_a_project_nova_forbids(self, stranger: Client) -> None:
        token = stranger.login().headers["X-Subject-Token"]
        assert stranger.get(SERVERS, X_Auth_Token=token).json["forbidden"]["code"] == 403


class TestComputeVersions:
    def test_the_list(self, stranger: Client) -> None:
        versions = stranger.get("/compute/").json["versions"]
        assert [version["id"] for version in versions] == ["v2.0", "v2.1"]

    @pytest.mark.parametrize("path", [NOVA, f"{NOVA}/"])
    def test_one(self, cloud: LocalCloud, stranger: Client, path: str) -> None:
        answer = stranger.get(path)
        version = answer.json["version"]
        assert (version["version"], version["min_version"]) == ("2.104", "2.1")
        assert version["links"][0]["href"] == f"{cloud.url}/compute/v2.1/"
        assert answer.headers["x-compute-request-id"].startswith("req-")

    @pytest.mark.parametrize(
        ("wanted", "status"), [("2.96", 200), ("latest", 200), ("9.9", 406), ("abc", 400)]
    )
    def test_microversions(self, client: Client, wanted: str, status: int) -> None:
        assert client.get(SERVERS, X_OpenStack_Nova_API_Version=wanted).status == status
        assert client.get(SERVERS, OpenStack_API_Version=f"compute {wanted}").status == status

    def test_the_project_in_the_path(self, cloud: LocalCloud, client: Client) -> None:
        assert client.get(f"{NOVA}/{cloud.project.id}/servers").status == 200
        assert client.get(f"/compute/v2/{cloud.project.id}/servers").status == 200
        answer = client.get(f"/compute/v2/{cloud.other_project.id}/servers")
        assert "Malformed request URL" in answer.json["badRequest"]["message"]
        assert client.get("/compute/v2/servers").status == 404


class TestBoot:
    def test_the_answer(self, cloud: LocalCloud, client: Client) -> None:
        answer = client.send("POST", SERVERS, ORDER)
        assert answer.status == 202
        server = answer.json["server"]
        assert set(server) == {"id", "links", "adminPass", "OS-DCF:diskConfig", "security_groups"}
        assert answer.headers["Location"] == f"{cloud.url}{SERVERS}/{server['id']}"
        assert answer.headers["x-compute-request-id"] == answer.headers["x-openstack-request-id"]
        assert list(cloud.servers) == [server["id"]]

    def test_the_states(self, cloud: LocalCloud, client: Client) -> None:
        cloud.pace = [(name, A_LOOK) for name, _ in cloud.pace]
        server_id = client.boot(metadata={"a": "b"}, security_groups=[{"name": "web"}])
        seen: list[Any] = []
        connected = {}
        while not seen or seen[-1] != ("ACTIVE", None):
            server = client.server(server_id)
            state = (server["status"], server["OS-EXT-STS:task_state"])
            connected[state[1]] = bool(server["addresses"])
            seen.append(state)
        assert seen == [*(("BUILD", name) for name, _ in cloud.pace), ("ACTIVE", None)]
        without = ("scheduling", "networking")
        assert all(has is (task not in without) for task, has in connected.items())
        address = server["addresses"]["private"][0]
        assert (address["version"], address["addr"][:7]) == (4, "10.0.0.")
        assert (server["OS-EXT-STS:vm_state"], server["OS-EXT-STS:power_state"]) == ("active", 1)
        assert (server["metadata"], server["security_groups"]) == ({"a": "b"}, [{"name": "web"}])
        assert server["OS-SRV-USG:launched_at"]

    def test_a_state_of_some_seconds(self, cloud: LocalCloud, client: Client) -> None:
        cloud.pace = [("scheduling", 0.1), ("spawning", 0.1)]
        start = time.monotonic()
        server_id = client.boot()
        wait_until(lambda: client.server(server_id)["status"] == "ACTIVE")
        assert time.monotonic() - start >= 0.2

    def test_a_state_until_an_event(self, cloud: LocalCloud, client: Client) -> None:
        over = threading.Event()
        cloud.pace = [("spawning", over)]
        server_id = client.boot()
        assert client.server(server_id)["OS-EXT-STS:task_state"] == "spawning"
        over.set()
        assert client.server(server_id)["status"] == "ACTIVE"

    def test_an_error(self, cloud: LocalCloud, client: Client) -> None:
        cloud.pace, cloud.outcome = [], "ERROR"
        server = client.server(client.boot())
        assert (server["status"], server["OS-EXT-STS:vm_state"]) == ("ERROR", "error")
        assert server["fault"]["message"] == "No valid host was found. "

    def test_a_server_that_vanishes(self, cloud: LocalCloud, client: Client) -> None:
        cloud.pace, cloud.outcome = [("scheduling", A_LOOK)], "DELETED"
        server_id = client.boot()
        assert client.server(server_id)["status"] == "BUILD"
        answer = client.get(f"{SERVERS}/{server_id}")
        message = f"Instance {server_id} could not be found."
        assert answer.json == {"itemNotFound": {"code": 404, "message": message}}

    def test_several(self, cloud: LocalCloud, client: Client) -> None:
        body = {
            "server": {
                **ORDER["server"],
                "min_count": 2,
                "max_count": 3,
                "return_reservation_id": True,
            }
        }
        reservation = client.send("POST", SERVERS, body).json["reservation_id"]
        client.boot(name="alone")
        assert client.names(f"reservation_id={reservation}") == ["vm-3", "vm-2", "vm-1"]
        assert len(cloud.servers) == 4

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"flavorRef": "99"}, "Flavor 99 could not be found."),
            ({"imageRef": "11111111-1111-1111-1111-111111111111"}, "Can not find requested image"),
            ({"imageRef": ""}, "Missing imageRef attribute"),
            ({"min_count": 3, "max_count": 2}, "min_count must be <= max_count"),
            ({"networks": [{"uuid": "no"}]}, "Network no could not be found."),
        ],
    )
    def test_a_bad_order(
        self, cloud: LocalCloud, client: Client, change: dict[str, Any], message: str
    ) -> None:
        answer = client.send("POST", SERVERS, {"server": {**ORDER["server"], **change}})
        assert answer.json == {"badRequest": {"code": 400, "message": message}}
        assert not cloud.servers

    def test_networks(self, cloud: LocalCloud, client: Client) -> None:
        cloud.pace = []
        network = cloud.add_network(name="lab")
        assert list(
            client.server(client.boot(networks=[{"uuid": network["id"]}]))["addresses"]
        ) == ["lab"]
        assert client.server(client.boot(networks="none"))["addresses"] == {}
        assert (
            client.send("POST", SERVERS, ORDER, X_OpenStack_Nova_API_Version="2.37").status == 400
        )

    def test_deleting(self, cloud: LocalCloud, client: Client) -> None:
        server = cloud.add_server(name="old")
        cloud.delete_takes = A_LOOK
        assert client.send("DELETE", f"{SERVERS}/{server['id']}").status == 204
        assert client.server(server["id"])["OS-EXT-STS:task_state"] == "deleting"
        assert client.send("DELETE", f"{SERVERS}/{server['id']}").status == 404


class TestServerLists:
    def test_newest_first(self, cloud: LocalCloud, client: Client) -> None:
        for name in ("a", "b", "c"):
            cloud.add_server(name=name)
        cloud.add_server(name="oldest", created="2014-01-01T00:00:00Z")
        assert client.names() == ["c", "b", "a", "oldest"]

    def test_filters(self, cloud: LocalCloud, client: Client) -> None:
        cloud.add_flavor(name="big", id="big")
        cloud.add_server(name="web-1", updated="2014-01-01T00:00:00Z")
        cloud.add_server(name="web-2", status="ERROR")
        cloud.add_server(name="db", flavor="big")
        assert client.names("name=web") == ["web-2", "web-1"]
        assert client.names(f"name={quote('^web-1$')}") == ["web-1"]
        assert client.names("status=error") == ["web-2"]
        assert client.names("flavor=big") == ["db"]
        assert client.names("changes-since=2015-01-01T00:00:00Z") == ["db", "web-2"]

    @pytest.mark.parametrize(
        "query", ["name=%5B", "status=bogus", "changes-since=x", "limit=-1", "marker=x"]
    )
    def test_bad_filters(self, client: Client, query: str) -> None:
        assert client.get(f"{SERVERS}?{query}").json["badRequest"]["code"] == 400

    def test_changes_include_the_deleted(self, cloud: LocalCloud, client: Client) -> None:
        cloud.remove_server(cloud.add_server(name="gone")["id"])
        assert client.names() == []
        servers = client.get(f"{SERVERS}/detail?changes-since=2014-01-01T00:00:00%2B00:00").json[
            "servers"
        ]
        assert [(server["name"], server["status"]) for server in servers] == [("gone", "DELETED")]

    @pytest.mark.parametrize("root", [NOVA, "/compute/v1.1/{project}"])
    def test_pages(self, cloud: LocalCloud, client: Client, root: str) -> None:
        for number in range(5):
            cloud.add_server(name=f"vm-{number}")
        path = f"{root.format(project=cloud.project.id)}/servers/detail?limit=2&name=vm"
        pages = []
        while path:
            answer = client.get(path).json
            pages.append([server["name"] for server in answer["servers"]])
            path = (
                answer["servers_links"][0]["href"].removeprefix(cloud.url)
                if "servers_links" in answer
                else ""
            )
        assert pages == [["vm-4", "vm-3"], ["vm-2", "vm-1"], ["vm-0"]]

    def test_a_page_has_a_limit_of_its_own(self, cloud: LocalCloud, client: Client) -> None:
        cloud.page_size = 1
        cloud.add_server(name="a")
        cloud.add_server(name="b")
        assert client.names() == ["b"]

    def test_projects_do_not_see_each_other(self, cloud: LocalCloud, client: Client) -> None:
        server = cloud.add_server(name="theirs", tenant_id=cloud.other_project.id)
        assert client.names() == []
        assert client.get(f"{SERVERS}/{server['id']}").status == 404

    def test_microversions(self, cloud: LocalCloud, client: Client) -> None:
        server_id = cloud.add_server(name="vm")["id"]
        old, new = client.server(server_id, "2.1"), client.server(server_id, "2.96")
        assert set(old["flavor"]) == {"id", "links"}
        assert new["flavor"] == {
            "vcpus": 1,
            "ram": 512,
            "disk": 1,
            "ephemeral": 0,
            "swap": 0,
            "original_name": "m1.tiny",
            "extra_specs": {},
        }
        assert set(new) - set(old) == {
            "locked",
            "description",
            "tags",
            "trusted_image_certificates",
            "server_groups",
            "locked_reason",
            "OS-EXT-SRV-ATTR:hostname",
            "pinned_availability_zone",
        }

    def test_servers_can_be_changed_in_place(self, cloud: LocalCloud, client: Client) -> None:
        server = cloud.add_server(name="vm", **{"OS-EXT-STS:task_state": "rebooting"})
        cloud.servers[server["id"]]["name"] = "renamed"
        shown = client.server(server["id"])
        assert (shown["name"], shown["OS-EXT-STS:task_state"]) == ("renamed", "rebooting")


class TestOtherResources:
    def test_flavors(self, cloud: LocalCloud, client: Client) -> None:
        cloud.add_flavor(name="huge", id="h", ram=4096)
        assert [flavor["name"] for flavor in client.get(f"{NOVA}/flavors").json["flavors"]][
            -1
        ] == "huge"
        detail = client.get(
            f"{NOVA}/flavors/detail?limit=1", X_OpenStack_Nova_API_Version="2.96"
        ).json
        assert (detail["flavors"][0]["swap"], detail["flavors"][0]["extra_specs"]) == (0, {})
        assert (
            detail["flavors_links"][0]["href"]
            == f"{cloud.url}{NOVA}/flavors/detail?limit=1&marker=1"
        )
        assert client.get(f"{NOVA}/flavors/h").json["flavor"]["ram"] == 4096
        missing = client.get(f"{NOVA}/flavors/no").json
        assert missing == {
            "itemNotFound": {"code": 404, "message": "Flavor no could not be found."}
        }

    def test_images_through_nova(self, cloud: LocalCloud, client: Client) -> None:
        old = f"/compute/v2/{cloud.project.id}/images"
        assert client.get(f"{old}/detail").json["images"][0]["status"] == "ACTIVE"
        assert client.get(f"{old}?name=no").json == {"images": []}
        assert client.get(f"{old}/{IMAGE}").json["image"]["id"] == IMAGE
        newer = {"X-OpenStack-Nova-API-Version": "2.36"}
        assert client.get(f"{NOVA}/images").status == 200
        assert client.get(f"{NOVA}/images", **newer).status == 404

    def test_glance(self, cloud: LocalCloud, client: Client) -> None:
        cloud.add_image(name="cirros", id="aaa")
        cloud.add_image(name="cirros", id="bbb")
        found = client.get("/image/v2/images?name=cirros").json
        assert [image["id"] for image in found["images"]] == ["bbb", "aaa"]
        page = client.get("/image/v2/images?name=cirros&limit=1").json
        assert page["next"] == "/v2/images?name=cirros&limit=1&marker=bbb"
        assert client.get(f"/image{page['next']}").json["images"][0]["id"] == "aaa"
        assert client.get("/image/v2/images/aaa").json["name"] == "cirros"
        assert client.get("/image/v2/images/no").status == 404
        assert client.get("/image/").status == 300

    def test_neutron(self, cloud: LocalCloud, client: Client) -> None:
        network = cloud.add_network(name="a b")
        assert client.get("/network/v2.0/networks?name=a%20b").json == {"networks": [network]}
        assert client.get(f"/network/v2.0/networks/{network['id']}").json == {"network": network}
        assert (
            client.get("/network/v2.0/networks/no").json["NeutronError"]["type"]
            == "NetworkNotFound"
        )


class TestFaults:
    def test_they_take_turns(self, cloud: LocalCloud, client: Client) -> None:
        cloud.faults.add(
            Fault("GET", r"/servers$", "pass", times=2),
            Fault("GET", r"/servers$", "status", status=503, headers={"Retry-After": "1"}),
            Fault("DELETE", r"/servers$", "hang"),
        )
        answers = [client.get(SERVERS) for _ in range(4)]
        assert [answer.status for answer in answers] == [200, 200, 503, 200]
        assert answers[2].headers["Retry-After"] == "1"
        assert [fault.method for fault in cloud.faults.pending] == ["DELETE"]
        cloud.faults.clear()
        assert cloud.faults.pending == []

    @pytest.mark.parametrize(
        ("action", "details"), [("explode", {}), ("status", {}), ("late", {}), ("redirect", {})]
    )
    def test_a_fault_that_cannot_be(self, action: str, details: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match=action):
            Fault("GET", "/", action, **details)

    @pytest.mark.parametrize(
        ("action", "error", "made"),
        [
            ("refuse-before", http.client.RemoteDisconnected, 0),
            ("lose-answer", http.client.RemoteDisconnected, 1),
            ("reset-answer", ConnectionResetError, 1),
            ("cut-answer", http.client.IncompleteRead, 1),
        ],
    )
    def test_broken_connections(
        self, cloud: LocalCloud, client: Client, action: str, error: type[Exception], made: int
    ) -> None:
        cloud.faults.add(Fault("POST", r"/servers$", action))
        with pytest.raises(error):
            client.send("POST", SERVERS, ORDER)
        client.connection.close()
        assert (len(cloud.servers), cloud.count("POST", r"/servers$")) == (made, 1)
        assert client.send("POST", SERVERS, ORDER).status == 202

    def test_half_of_no_body_is_half_a_head(self, cloud: LocalCloud, client: Client) -> None:
        server = cloud.add_server(name="vm")
        cloud.faults.add(Fault("DELETE", "", "cut-answer"))
        with contextlib.suppress(http.client.HTTPException):
            client.send("DELETE", f"{SERVERS}/{server['id']}")
        assert not cloud.servers

    def test_a_page(self, cloud: LocalCloud, client: Client) -> None:
        cloud.faults.add(
            Fault("POST", r"/servers$", "html"), Fault("GET", "/servers", "html", status=502)
        )
        answer = client.send("POST", SERVERS, ORDER)
        assert (answer.status, answer.headers.get_content_type()) == (200, "text/html")
        assert client.get(SERVERS).status == 502
        assert len(cloud.servers) == 1

    @pytest.mark.parametrize(("action", "size"), [("bad-json", 1), ("empty", 0)])
    def test_a_body_that_is_no_json(
        self, cloud: LocalCloud, client: Client, action: str, size: int
    ) -> None:
        cloud.faults.add(Fault("POST", r"/servers$", action))
        answer = client.send("POST", SERVERS, ORDER)
        assert (answer.status, min(len(answer.body), 1)) == (202, size)
        with pytest.raises(ValueError):
            _ = answer.json
        assert client.get(SERVERS).status == 200
        assert len(cloud.servers) == 1

    def test_bad_json_where_there_is_no_body(self, cloud: LocalCloud, client: Client) -> None:
        server = cloud.add_server(name="vm")
        cloud.faults.add(Fault("DELETE", "", "bad-json"))
        assert client.send("DELETE", f"{SERVERS}/{server['id']}").body == b'{"'
        assert client.get(SERVERS).status == 200

    @pytest.mark.parametrize(("action", "made"), [("status", 0), ("status-after", 1)])
    @pytest.mark.parametrize(
        ("status", "name"),
        [
            (429, "overLimit"),
            (500, "computeFault"),
            (503, "serviceUnavailable"),
            (403, "forbidden"),
            (401, "error"),
        ],
    )
    def test_a_status(self, client: Client, action: str, made: int, status: int, name: str) -> None:
        cloud = client.cloud
        cloud.faults.add(Fault("POST", r"/servers$", action, status=status))
        answer = client.send("POST", SERVERS, ORDER)
        assert (answer.status, answer.json[name]["code"], len(cloud.servers)) == (
            status,
            status,
            made,
        )
        assert answer.headers["x-compute-request-id"].startswith("req-")

    @pytest.mark.parametrize(
        ("path", "text"),
        [("/identity", b'"title"'), ("/image/v2", b"502 Bad"), ("/network", b"NeutronError")],
    )
    def test_a_status_of_another_service(
        self, cloud: LocalCloud, stranger: Client, path: str, text: bytes
    ) -> None:
        cloud.faults.add(Fault("*", "^" + path, "status", status=502))
        assert text in stranger.get(path).body

    def test_a_status_in_words_of_ones_own(self, cloud: LocalCloud, client: Client) -> None:
        cloud.faults.add(Fault("GET", "", "status", status=403, message="Quota exceeded for cores"))
        cloud.faults.add(
            Fault(
                "GET", "", "status", status=504, body="gone", headers={"Content-Type": "text/plain"}
            )
        )
        assert client.get(SERVERS).json == {
            "forbidden": {"code": 403, "message": "Quota exceeded for cores"}
        }
        answer = client.get(SERVERS)
        assert (answer.body, answer.headers.get_content_type()) == (b"gone", "text/plain")

    @pytest.mark.parametrize("action", ["delay", "delay-answer"])
    def test_a_delay(self, cloud: LocalCloud, client: Client, action: str) -> None:
        cloud.faults.add(Fault("POST", r"/servers$", action, seconds=0.3))
        start = time.monotonic()
        assert client.send("POST", SERVERS, ORDER).status == 202
        assert time.monotonic() - start >= 0.3

    @pytest.mark.parametrize(("action", "servers"), [("delay", 0), ("delay-answer", 1)])
    def test_a_delay_until_an_event(
        self, cloud: LocalCloud, client: Client, action: str, servers: int
    ) -> None:
        over = threading.Event()
        cloud.faults.add(Fault("POST", r"/servers$", action, until=over))
        with ThreadPoolExecutor(1) as sender:
            reply = sender.submit(client.send, "POST", SERVERS, ORDER)
            wait_until(lambda: cloud.count("POST", SERVERS) == 1 and len(cloud.servers) == servers)
            assert not reply.done()
            over.set()
        assert reply.result().status == 202

    def test_an_answer_that_never_comes(self, cloud: LocalCloud, client: Client) -> None:
        cloud.faults.add(Fault("POST", r"/servers$", "hang"))
        client.connection.timeout = 0.2
        client.connection.close()
        with pytest.raises(TimeoutError):
            client.send("POST", SERVERS, ORDER)
        assert len(cloud.servers) == 1

    def test_late_work(self, cloud: LocalCloud, client: Client) -> None:
        over = threading.Event()
        cloud.faults.add(Fault("POST", r"/servers$", "late", until=over))
        with pytest.raises(http.client.RemoteDisconnected):
            client.send("POST", SERVERS, ORDER)
        assert not cloud.servers
        over.set()
        wait_until(lambda: len(cloud.servers) == 1)

    def test_a_redirect(self, cloud: LocalCloud, client: Client) -> None:
        cloud.faults.add(
            Fault("GET", "", "redirect", status=307, location="http://elsewhere.invalid/")
        )
        answer = client.get(SERVERS)
        assert (answer.status, answer.headers["Location"]) == (307, "http://elsewhere.invalid/")


class TestHousekeeping:
    def test_nothing_is_left_behind(self) -> None:
        before = set(threading.enumerate())
        with LocalCloud() as cloud:
            for action in ("hang", "delay", "late"):
                cloud.faults.add(Fault("GET", f"/{action}$", action, seconds=3600))
            clients = [Client(cloud) for _ in range(4)]
            for client, path in zip(clients, ("/hang", "/delay", "/late", "/idle"), strict=True):
                client.connection.request("GET", path)
            wait_until(lambda: len(cloud.requests) == 4)
        assert set(threading.enumerate()) <= before
        with pytest.raises(ConnectionRefusedError):
            Client(cloud).get("/identity")
        for client in clients:
            client.connection.close()

    def test_its_own_mistakes_come_to_light(self) -> None:
        cloud = LocalCloud().start()
        cloud.token_lifetime = float("nan")
        client = Client(cloud)
        with contextlib.closing(client.connection):
            assert client.login().status == 500
        with pytest.raises(AssertionError, match="NaN"):
            cloud.__exit__(None, None, None)

    @pytest.mark.parametrize(("version", "path"), [(1, "v1.0"), (2, "v2.0"), (3, "v3")])
    def test_settings(self, cloud: LocalCloud, version: int, path: str) -> None:
        settings = cloud.openrc(version)
        assert settings["OS_AUTH_URL"] == f"{cloud.url}/identity/{path}"
        assert (settings["OS_USERNAME"], settings["OS_PASSWORD"]) == ("demo", "s3cr3t-pa55")
        assert ("OS_USER_DOMAIN_NAME" in settings) is (version == 3)

    @pytest.mark.slow
    def test_a_hundred_processes_at_once(self, cloud: LocalCloud) -> None:
        code = f"import urllib.request as r; r.urlopen('{cloud.url}/identity/v3').read()"
        processes = [subprocess.Popen([sys.executable, "-S", "-c", code]) for _ in range(100)]
        assert [process.wait(LIMIT) for process in processes] == [0] * 100
        assert cloud.count("GET", "/identity/v3") == 100
        assert len({request.connection for request in cloud.requests}) == 100

    def test_a_burst_of_connections(self, cloud: LocalCloud) -> None:
        address = urlsplit(cloud.url)
        with contextlib.ExitStack() as stack:
            socks = [
                stack.enter_context(
                    socket.create_connection((address.hostname, address.port), timeout=10)
                )
                for _ in range(300)
            ]
            for sock in socks:
                sock.sendall(b"GET /identity HTTP/1.1\r\nHost: x\r\n\r\n")
            assert all(sock.recv(12) == b"HTTP/1.1 300" for sock in socks)

    def test_as_a_program(self) -> None:
        program = [sys.executable, "-u", "-m", "tests.local_cloud"]
        root = Path(__file__).parent.parent
        with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, cwd=root) as process:
            assert process.stdout
            first = process.stdout.readline()
            process.terminate()
        assert first.startswith("export OS_AUTH_URL=http://127.0.0.1:")
