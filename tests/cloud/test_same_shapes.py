"""The same calls to the sandbox and to a real OpenStack: statuses, keys and types of the answers
are the same.

What differs has to stand in ``known_differences`` with its reason, so that the sandbox cannot drift
from the truth.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import pytest

from tests.cloud.compute_calls import COMPUTE_CALLS
from tests.cloud.image_calls import IMAGE_CALLS
from tests.cloud.known_differences import REASONS
from tests.cloud.network_calls import NETWORK_CALLS
from tests.cloud.placement_calls import (
    PLACEMENT_CALLS,
    PLACEMENT_VERSIONS,
)
from tests.cloud.sides import IMAGE, Sides, compared, furnished
from tests.cloud.volume_calls import VOLUME_CALLS, VOLUME_VERSIONS

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
EACH = tuple(
    (service, method, path, body, version)
    for service, method, path, body in CALLS
    for version in SERVICE_VERSIONS.get(service, ("",))
)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sides]:
    """The real cloud and a sandbox, furnished alike."""
    with furnished(tmp_path_factory.mktemp("sandbox")) as sides:
        yield sides


@pytest.mark.parametrize(
    ("service", "method", "path", "body", "version"), EACH, ids=lambda value: str(value)[:60]
)
def test_same_shape(
    both: Sides, service: str, method: str, path: str, body: Any, version: str
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
