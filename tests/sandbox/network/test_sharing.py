"""What projects see of each other: RBAC policies, subnet pools, external subnets, default groups."""

from __future__ import annotations

from mini_nova_sandbox.cloud import Cloud
from tests.sandbox.asgi_client import Api
from tests.sandbox.network.cloud_network import ROOT, create, items, project_id, refusal

ONE, TWO, THREE = (str(number) * 32 for number in (1, 2, 3))  # ids of projects


def test_a_network_is_shared_with_one_project(api: Api, sandbox_cloud: Cloud) -> None:
    network = create(api, "network", name="n")["id"]
    path = f"{ROOT}/networks/{network}"
    assert api("GET", path, user="demo").status == 404
    policy = {
        "object_type": "network",
        "object_id": network,
        "action": "access_as_shared",
        "target_tenant": project_id(sandbox_cloud.database, "demo"),
    }
    created = create_policy(api, **policy)
    assert api("GET", path, user="demo").status == 200
    assert api("POST", f"{ROOT}/rbac-policies", {"rbac_policy": policy}).status == 409
    assert api("DELETE", f"{ROOT}/rbac-policies/{created}").status == 204
    assert api("GET", path, user="demo").status == 404
    create_policy(api, **{**policy, "target_tenant": "*"})
    assert api("GET", path, user="demo").json["network"]["shared"] is True
    bad_action = {"rbac_policy": {**policy, "action": "x"}}
    reply = api("POST", f"{ROOT}/rbac-policies", bad_action)
    assert reply.json["NeutronError"]["type"] == "InvalidActionForType"


def create_policy(api: Api, **attributes: str) -> str:
    """Create an RBAC policy and return its id."""
    reply = api("POST", f"{ROOT}/rbac-policies", {"rbac_policy": attributes})
    assert reply.status == 201, reply.content
    return str(reply.json["rbac_policy"]["id"])


def test_subnets_from_a_pool(api: Api) -> None:
    pool = create(api, "subnetpool", name="p", prefixes=["10.200.0.0/23"], default_prefixlen=24)
    network = create(api, "network", name="n")["id"]
    subnet = {"network_id": network, "ip_version": 4, "subnetpool_id": pool["id"]}
    cidrs = [create(api, "subnet", **subnet)["cidr"] for _ in range(2)]
    assert cidrs == ["10.200.0.0/24", "10.200.1.0/24"]
    assert refusal(api, "subnet", **subnet) == (400, "SubnetAllocationError")
    assert refusal(api, "subnet", network_id=network, ip_version=4) == (400, "BadRequest")
    other = {"network_id": network, "ip_version": 4, "cidr": "10.99.0.0/24"}
    assert refusal(api, "subnet", **other) == (400, "NetworkSubnetPoolAffinityError")
    create(api, "subnet", network_id=network, ip_version=6, cidr="fd00::/64")
    path = f"{ROOT}/subnetpools/{pool['id']}"
    assert api("DELETE", path).json["NeutronError"]["type"] == "SubnetPoolDeleteError"
    assert api("PUT", path, {"subnetpool": {"name": "q"}}).json["subnetpool"]["name"] == "q"
    assert api("GET", path, user="demo").status == 404
    for row in items(api, "subnets", f"network_id={network}"):
        assert api("DELETE", f"{ROOT}/subnets/{row['id']}").status == 204
    assert api("DELETE", path).status == 204


def test_an_external_network_shows_its_subnets(api: Api) -> None:
    names = [subnet["name"] for subnet in items(api, "subnets", user="demo")]
    assert names == ["bss1173-subnet", "public-subnet"]
    assert len(items(api, "subnets")) == 2


def test_an_admin_s_work_gives_a_project_its_default_group(api: Api) -> None:
    create(api, "network", name="n", tenant_id="somebody")
    (group,) = items(api, "security-groups", "tenant_id=somebody")
    assert group["name"] == "default"
    assert api("DELETE", f"{ROOT}/security-groups/{group['id']}").status == 204
    (own_group,) = items(api, "security-groups", user="demo")
    path = f"{ROOT}/security-groups/{own_group['id']}"
    assert api("DELETE", path, user="demo").status == 409
    assert api("DELETE", path).status == 204


def test_double_slashes_are_one(api: Api, sandbox_cloud: Cloud) -> None:
    project = project_id(sandbox_cloud.database)
    assert api("GET", f"{ROOT}//quotas/{project}").status == 200


def test_a_policy_that_is_changed_obeys_the_rules_of_a_new_one(api: Api) -> None:
    body = {"network": {"name": "own"}}
    network = api("POST", "/network/v2.0/networks", body, user="demo").json["network"]["id"]
    path = "/network/v2.0/rbac-policies"
    policies = []
    for target in (ONE, TWO):
        policy = {"object_type": "network", "object_id": network, "action": "access_as_shared"}
        answer = api(
            "POST", path, {"rbac_policy": {**policy, "target_tenant": target}}, user="demo"
        )
        policies.append(f"{path}/{answer.json['rbac_policy']['id']}")
    for target, status in (("*", 403), (TWO, 409), ("three", 400), (THREE, 200)):
        change = {"rbac_policy": {"target_tenant": target}}
        assert api("PUT", policies[0], change, user="demo").status == status
