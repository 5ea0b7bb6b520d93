"""The same calls to the sandbox and to a real OpenStack: statuses, keys and types of the answers
are the same.

What differs has to stand in ``known_differences`` with its reason, so that the sandbox cannot drift
from the truth.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import pytest
import requests

from tests.cloud.compute_calls import COMPUTE_CALLS
from tests.cloud.conftest import GIVEN
from tests.cloud.image_calls import IMAGE_CALLS, furnish_images, remove_images
from tests.cloud.known_differences import REASONS
from tests.cloud.network_calls import NETWORK_CALLS
from tests.cloud.placement_calls import (
    PLACEMENT_CALLS,
    PLACEMENT_VERSIONS,
    furnish_placement,
    remove_provider,
)
from tests.cloud.shapes import differences, shape
from tests.cloud.volume_calls import VOLUME_CALLS, VOLUME_VERSIONS, furnish_volumes, remove_volumes
from tests.sandbox.process import SandboxProcess

IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
LIMIT = 300.0  # seconds, on a busy machine
KEYPAIR = f"shape-{os.getpid()}"  # others may try the same cloud
VERSIONS = ("2.1", "2.3", "2.16", "2.26", "2.47", "2.64", "2.73", "2.96", "2.104")
CALLS: tuple[
    tuple[str, str, str, Any], ...
] = (  # service, method, path, body; compute's at every version
    *(
        ("identity", "GET", path, None)
        for path in (
            "/v3",
            "/v3/auth/tokens",
            "/v3/auth/catalog",
            "/v3/auth/projects",
            "/v3/auth/domains",
            "/v3/auth/system",
            "/v3/projects",
            "/v3/projects/{project}",
            "/v3/users",
            "/v3/users/{user}",
            "/v3/users/{user}/projects",
            "/v3/roles",
            "/v3/domains",
            "/v3/services",
            "/v3/endpoints",
            "/v3/regions",
            "/v3/role_assignments",
            "/v3/role_assignments?include_names",
            "/v3/users/{user}/application_credentials",
            "/v3/users/nope",
            "/v3/projects/nope",
        )
    ),
    (
        "identity",
        "POST",
        "/v3/auth/tokens",
        {
            "auth": {
                "identity": {
                    "methods": ["password"],
                    "password": {
                        "user": {"name": "nobody", "domain": {"id": "default"}, "password": "x"}
                    },
                }
            }
        },
    ),
    ("identity", "POST", "/v3/auth/tokens", {"auth": {}}),
    *(
        ("compute", "GET", path, None)
        for path in (
            "",
            "/servers",
            "/servers/detail",
            "/servers/{server}",
            "/servers/nope",
            "/servers?limit=1",
            "/servers?sort_key=nope",
            "/servers/detail?limit=x",
            "/servers/{server}/ips",
            "/servers/{server}/metadata",
            "/servers/{server}/metadata/a",
            "/servers/{server}/metadata/nope",
            "/servers/{server}/tags",
            "/servers/{server}/os-instance-actions",
            "/servers/{server}/os-instance-actions/{request}",
            "/servers/{server}/os-interface",
            "/servers/{server}/os-security-groups",
            "/servers/{server}/os-server-password",
            "/servers/{server}/os-volume_attachments",
            "/servers/{server}/migrations",
            "/flavors",
            "/flavors/detail",
            "/flavors/6",
            "/flavors/nope",
            "/flavors/6/os-extra_specs",
            "/limits",
            "/os-availability-zone",
            "/os-availability-zone/detail",
            "/os-hypervisors",
            "/os-hypervisors/detail",
            "/os-hypervisors/statistics",
            "/os-services",
            "/os-keypairs",
            "/os-keypairs/{keypair}",
            "/os-keypairs/nope",
            "/os-server-groups",
            "/os-server-groups/{group}",
            "/os-quota-sets/{project}",
            "/os-quota-sets/{project}/defaults",
            "/os-quota-sets/{project}/detail",
            "/os-quota-class-sets/default",
            "/os-simple-tenant-usage/{project}",
            "/os-simple-tenant-usage?detailed=1",
            "/images",
            "/images/detail",
            "/images/" + IMAGE,
            "/os-networks",
            "/os-security-groups",
            "/os-cells",
            "/extensions",
        )
    ),
    ("compute", "POST", "/servers", {}),
    (
        "compute",
        "POST",
        "/servers",
        {"server": {"name": "", "imageRef": IMAGE, "flavorRef": "6", "networks": "none"}},
    ),
    (
        "compute",
        "POST",
        "/servers",
        {"server": {"name": "x", "imageRef": "nope", "flavorRef": "6", "networks": []}},
    ),
    (
        "compute",
        "POST",
        "/servers",
        {"server": {"name": "x", "imageRef": IMAGE, "flavorRef": "nope", "networks": []}},
    ),
    (
        "compute",
        "POST",
        "/servers",
        {
            "server": {
                "name": "x",
                "imageRef": IMAGE,
                "flavorRef": "6",
                "networks": [{"uuid": IMAGE}],
            }
        },
    ),
    (
        "compute",
        "POST",
        "/servers",
        {
            "server": {
                "name": "x",
                "imageRef": IMAGE,
                "flavorRef": "6",
                "networks": [],
                "key_name": "no",
            }
        },
    ),
    (
        "compute",
        "POST",
        "/servers",
        {"server": {"name": "x", "imageRef": IMAGE, "flavorRef": "6", "networks": [], "bad": 1}},
    ),
    (
        "compute",
        "POST",
        "/servers",
        {
            "server": {
                "name": "x",
                "imageRef": IMAGE,
                "flavorRef": "6",
                "networks": [],
                "min_count": 3,
                "max_count": 1,
            }
        },
    ),
    (
        "compute",
        "POST",
        "/servers",
        {
            "server": {
                "name": "x",
                "imageRef": IMAGE,
                "flavorRef": "6",
                "networks": [],
                "availability_zone": "no",
            }
        },
    ),
    ("compute", "PUT", "/servers/{server}", {"server": {"name": "shape"}}),
    ("compute", "PUT", "/servers/{server}", {"server": {"name": ""}}),
    ("compute", "POST", "/servers/{server}/metadata", {"metadata": {"x": "y"}}),
    ("compute", "PUT", "/servers/{server}/metadata/q", {"meta": {"q": "z"}}),
    ("compute", "PUT", "/servers/{server}/metadata/q", {"meta": {"r": "z"}}),
    ("compute", "PUT", "/servers/{server}/tags", {"tags": ["a", "b"]}),
    *(
        ("compute", "POST", "/servers/{server}/action", {name: body})
        for name, body in {
            "os-start": None,
            "unpause": None,
            "resume": None,
            "confirmResize": None,
            "nope": None,
            "os-getConsoleOutput": {},
            "lock": None,
            "unlock": None,
            "reboot": {"type": "NO"},
            "resize": {"flavorRef": "6"},
            "changePassword": {},
            "unrescue": None,
        }.items()
    ),
    *COMPUTE_CALLS,
    *IMAGE_CALLS,
    *NETWORK_CALLS,
    *VOLUME_CALLS,
    *PLACEMENT_CALLS,
)
SERVICE_VERSIONS = {
    "compute": VERSIONS,
    "block-storage": VOLUME_VERSIONS,
    "placement": PLACEMENT_VERSIONS,
}
HEADER = {
    "compute": "compute",
    "block-storage": "volume",
    "placement": "placement",
}  # the services in the version header
EACH = tuple(
    (service, method, path, body, version)
    for service, method, path, body in CALLS
    for version in SERVICE_VERSIONS.get(service, ("",))
)


class Side:
    """One of the two clouds: logged in as admin, with a server, a keypair and a server group of
    the test's own.
    """

    def __init__(self, auth_url: str, password: str, user: str, project: str) -> None:
        self.session = requests.Session()
        self.session.trust_env = False
        self.root = auth_url.rstrip("/").removesuffix("/v3")
        named = {"name": user, "domain": {"name": "Default"}}
        identity = {"methods": ["password"], "password": {"user": {**named, "password": password}}}
        scope = {"project": {"name": project, "domain": {"name": "Default"}}}
        login = self.session.post(
            f"{self.root}/v3/auth/tokens",
            json={"auth": {"identity": identity, "scope": scope}},
            timeout=LIMIT,
        )
        assert login.status_code == 201, login.text
        self.session.headers["X-Auth-Token"] = self.session.headers["X-Subject-Token"] = (
            login.headers["X-Subject-Token"]
        )
        token = login.json()["token"]
        self.urls = {
            service["type"]: next(
                one["url"] for one in service["endpoints"] if one["interface"] == "public"
            ).rstrip("/")
            for service in token["catalog"]
        }
        self.urls["identity"] = self.root
        self.words = {"project": token["project"]["id"], "user": token["user"]["id"]}
        self.words["keypair"] = KEYPAIR

    def furnish(self) -> None:
        """What the calls are about."""
        networks = self("network", "GET", "/v2.0/networks").json()["networks"]
        self.words["network"] = next(  # others' networks come and go
            one["id"] for one in networks if one["shared"] and one["subnets"]
        )
        self.words["router"] = self("network", "GET", "/v2.0/routers").json()["routers"][0]["id"]
        group = {"server_group": {"name": "shape", "policies": ["anti-affinity"]}}
        self.words["group"] = self("compute", "POST", "/os-server-groups", group, "2.1").json()[
            "server_group"
        ]["id"]
        self("compute", "DELETE", "/os-keypairs/{keypair}", None, "2.1")
        assert (
            self(
                "compute", "POST", "/os-keypairs", {"keypair": {"name": KEYPAIR}}, "2.1"
            ).status_code
            == 200
        )
        server = {
            "name": "shape",
            "imageRef": IMAGE,
            "flavorRef": "6",
            "metadata": {"a": "b"},
            "key_name": KEYPAIR,
            "networks": [{"uuid": self.words["network"]}],
            "security_groups": [{"name": "default"}],
        }
        self.words["server"] = self(
            "compute", "POST", "/servers", {"server": server}, "2.1"
        ).json()["server"]["id"]
        end = time.monotonic() + LIMIT
        while (
            status := self("compute", "GET", "/servers/{server}", None, "2.1").json()["server"][
                "status"
            ]
        ) == "BUILD":
            assert time.monotonic() < end
            time.sleep(0.2)
        assert status == "ACTIVE"
        actions = self(
            "compute", "GET", "/servers/{server}/os-instance-actions", None, "2.1"
        ).json()["instanceActions"]
        self.words["request"] = actions[-1]["request_id"]
        self.words |= furnish_volumes(self)
        self.words |= furnish_images(self)
        self.words |= furnish_placement(self)

    def clear(self) -> None:
        """Takes it away again."""
        remove_volumes(self)
        remove_images(self)
        remove_provider(self)
        for path in ("/servers/{server}", "/os-keypairs/{keypair}", "/os-server-groups/{group}"):
            self("compute", "DELETE", path, None, "2.1")
        self.session.close()

    def __call__(
        self, service: str, method: str, path: str, body: Any = None, version: str = ""
    ) -> requests.Response:
        name = HEADER.get(service, "")
        headers = {"OpenStack-API-Version": f"{name} {version}"} if version else {}
        text = json.dumps(body)
        for word, value in self.words.items():
            path = path.replace(f"{{{word}}}", value)
            text = text.replace(f"{{{word}}}", value)
        url = self.urls[service] + path
        filled = json.loads(text)
        return self.session.request(method, url, json=filled, headers=headers, timeout=LIMIT)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Side, Side]]:
    """The real cloud and a sandbox, furnished alike."""
    pytest.importorskip("uvicorn", reason="the sandbox is an extra: pip install '.[sandbox]'")
    real = Side(
        GIVEN["OS_AUTH_URL"], GIVEN["OS_PASSWORD"], GIVEN["OS_USERNAME"], GIVEN["OS_PROJECT_NAME"]
    )
    with SandboxProcess(tmp_path_factory.mktemp("sandbox") / "state", "--pace", "0") as process:
        ours = Side(f"{process.url}/identity/v3", process.password("admin"), "admin", "admin")
        for side in (real, ours):
            side.furnish()
        yield real, ours
        for side in (real, ours):
            side.clear()


@pytest.mark.parametrize(
    ("service", "method", "path", "body", "version"), EACH, ids=lambda value: str(value)[:60]
)
def test_same_shape(
    both: tuple[Side, Side], service: str, method: str, path: str, body: Any, version: str
) -> None:
    call = f"{service} {version} {method} {path}".replace("  ", " ")
    unknown = [
        difference
        for difference in compared(*(side(service, method, path, body, version) for side in both))
        if not any(
            fnmatchcase(call, one) and fnmatchcase(difference, other) for one, other in REASONS
        )
    ]
    assert unknown == [], f"{call}: {unknown}"


def compared(real: requests.Response, ours: requests.Response) -> list[str]:
    """How two answers differ: their status first, then their shape."""
    if real.status_code != ours.status_code:
        return [f"status {ours.status_code}, the real one {real.status_code}"]
    return differences(_body(real), _body(ours))


def _body(answer: requests.Response) -> Any:
    try:
        return shape(answer.json())
    except ValueError:
        return "no JSON" if answer.content else "nothing"
