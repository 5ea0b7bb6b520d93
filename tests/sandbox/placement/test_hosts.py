"""The compute hosts as resource providers: what they have, and what their servers claim."""

from __future__ import annotations

from typing import Any

import pytest

from mini_nova_sandbox.cloud import Cloud
from tests.sandbox.asgi_client import Api, Reply

NEWEST = "1.39"
SERVERS = "/compute/v2.1/servers"


def call(
    api: Api, method: str, path: str, body: Any = None, version: str = NEWEST, user: str = "admin"
) -> Reply:
    """Send a request to Placement."""
    return api(method, f"/placement{path}", body, version=version, user=user)


def boot(api: Api) -> str:
    """Boot a server of testflav and return its id."""
    server = {
        "name": "vm",
        "imageRef": "e540ef5b-baf0-417e-b6c2-3a0364af25d5",
        "flavorRef": "6",
        "networks": "none",
    }
    answer = api("POST", SERVERS, {"server": server}, version="2.37")
    assert answer.status == 202, answer.content
    api.work()
    return str(answer.json["server"]["id"])


def hosts(api: Api) -> dict[str, str]:
    """The ids of the providers by name."""
    answer = call(api, "GET", "/resource_providers")
    return {each["name"]: each["uuid"] for each in answer.json["resource_providers"]}


def host_of(sandbox_cloud: Cloud, server: str) -> str:
    """The id of a server's host."""
    return str(
        sandbox_cloud.database.value(
            "SELECT compute_nodes.uuid FROM compute_nodes JOIN instances USING (host)"
            " WHERE instances.uuid = ?",
            server,
        )
    )


def test_the_hosts_are_providers(api: Api) -> None:
    providers = hosts(api)
    assert list(providers) == ["compute1", "compute2"]
    path = f"/resource_providers/{providers['compute1']}"
    inventories = call(api, "GET", f"{path}/inventories").json["inventories"]
    assert (inventories["VCPU"]["total"], inventories["VCPU"]["allocation_ratio"]) == (64, 16.0)
    assert "COMPUTE_NODE" in call(api, "GET", f"{path}/traits").json["traits"]
    assert call(api, "DELETE", path).status == 409
    body = {"resource_provider_generation": 0, "total": 1}
    assert call(api, "PUT", f"{path}/inventories/VCPU", body).status == 409


def test_a_servers_claim_is_its_allocation(api: Api, sandbox_cloud: Cloud) -> None:
    server = boot(api)
    host = host_of(sandbox_cloud, server)
    claim = {"VCPU": 1, "MEMORY_MB": 512, "DISK_GB": 1}
    allocations = call(api, "GET", f"/allocations/{server}").json["allocations"]
    assert allocations == {host: {"resources": claim, "generation": 0}}
    assert call(api, "GET", f"/resource_providers/{host}/usages").json["usages"] == claim
    consumers = call(api, "GET", f"/resource_providers/{host}/allocations").json["allocations"]
    assert list(consumers) == [server]
    assert call(api, "DELETE", f"/allocations/{server}").status == 409
    api("DELETE", f"{SERVERS}/{server}")
    api.work()
    assert call(api, "GET", f"/allocations/{server}").json == {"allocations": {}}


def test_a_resize_claims_two_hosts(api: Api, sandbox_cloud: Cloud) -> None:
    server = boot(api)
    old_host = host_of(sandbox_cloud, server)
    api("POST", f"{SERVERS}/{server}/action", {"resize": {"flavorRef": "2"}})
    api.work()
    new_host = host_of(sandbox_cloud, server)
    assert new_host != old_host
    own = call(api, "GET", f"/allocations/{server}").json["allocations"]
    assert own[new_host]["resources"]["MEMORY_MB"] == 2048
    migration = sandbox_cloud.database.value("SELECT uuid FROM migrations")
    kept = call(api, "GET", f"/allocations/{migration}").json["allocations"]
    assert kept[old_host]["resources"]["MEMORY_MB"] == 512


def test_a_projects_usage(api: Api, sandbox_cloud: Cloud) -> None:
    boot(api)
    project = sandbox_cloud.database.value("SELECT id FROM projects WHERE name = 'admin'")
    path = f"/usages?project_id={project}"
    assert call(api, "GET", path).json["usages"]["unknown"]["consumer_count"] == 1
    assert call(api, "GET", path, version="1.9").json["usages"]["MEMORY_MB"] == 512
    assert call(api, "GET", path, user="demo").status == 403


def test_nova_aggregates_are_the_hosts(api: Api) -> None:
    aggregate = {"aggregate": {"name": "rack", "availability_zone": None}}
    row = api("POST", "/compute/v2.1/os-aggregates", aggregate, version="2.41").json["aggregate"]
    action = {"add_host": {"host": "compute2"}}
    api("POST", f"/compute/v2.1/os-aggregates/{row['id']}/action", action)
    path = f"/resource_providers?member_of={row['uuid']}"
    found = call(api, "GET", path).json["resource_providers"]
    assert [provider["name"] for provider in found] == ["compute2"]


def test_an_allocation_of_a_host_takes_room_from_its_servers(api: Api) -> None:
    for uuid in hosts(api).values():
        allocation = {
            "allocations": {uuid: {"resources": {"MEMORY_MB": 131072 - 256}}},
            "project_id": "p",
            "user_id": "u",
            "consumer_generation": None,
            "consumer_type": "RESERVED",
        }
        assert call(api, "PUT", f"/allocations/{uuid}", allocation).status == 204
    server = boot(api)
    assert api("GET", f"{SERVERS}/{server}").json["server"]["status"] == "ERROR"


@pytest.mark.parametrize("path", ["/resource_providers", "/traits", "/allocation_candidates"])
def test_placement_is_for_admins(api: Api, path: str) -> None:
    answer = call(api, "GET", path, user="demo")
    assert answer.status == 403
    assert "Policy does not allow placement:" in answer.json["errors"][0]["detail"]


def test_microversions(api: Api) -> None:
    assert call(api, "GET", "/", version="").json["versions"][0]["max_version"] == NEWEST
    refusal = call(api, "GET", "/resource_providers", version="1.99")
    assert refusal.status == 406
    assert refusal.json["errors"][0]["max_version"] == NEWEST
    assert call(api, "GET", "/traits", version="1.5").status == 404
    answer = call(api, "GET", "/resource_providers", version="1.12")
    assert answer.headers["openstack-api-version"] == "placement 1.12"
    assert "root_provider_uuid" not in answer.json["resource_providers"][0]
