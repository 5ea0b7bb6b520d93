"""Host aggregates, and the zones that they make."""

from __future__ import annotations

from typing import Any

from tests.sandbox.asgi_client import Api, Reply
from tests.sandbox.compute.api.steps import BASE, boot, create_body, show

PATH = f"{BASE}/os-aggregates"


def create(api: Api, name: str, zone: str | None = None) -> int:
    """Create an aggregate and return its id."""
    answer = api("POST", PATH, {"aggregate": {"name": name, "availability_zone": zone}})
    assert answer.status == 200, answer.content
    return int(answer.json["aggregate"]["id"])


def act(api: Api, aggregate_id: int, name: str, **arguments: Any) -> Reply:
    """Send an action on an aggregate."""
    return api("POST", f"{PATH}/{aggregate_id}/action", {name: arguments})


def test_the_life_of_an_aggregate(api: Api) -> None:
    aggregate_id = create(api, "fast")
    assert api("POST", PATH, {"aggregate": {"name": "fast"}}).status == 409
    answer = act(api, aggregate_id, "add_host", host="compute1")
    assert answer.json["aggregate"]["hosts"] == ["compute1"]
    assert act(api, aggregate_id, "add_host", host="compute1").status == 409
    assert act(api, aggregate_id, "add_host", host="nope").status == 404
    act(api, aggregate_id, "set_metadata", metadata={"ssd": "true", "age": "1"})
    answer = act(api, aggregate_id, "set_metadata", metadata={"age": None})
    assert answer.json["aggregate"]["metadata"] == {"ssd": "true"}
    path = f"{PATH}/{aggregate_id}"
    answer = api("PUT", path, {"aggregate": {"name": "faster"}}, version="2.41")
    assert answer.json["aggregate"]["name"] == "faster"
    assert "uuid" in answer.json["aggregate"]
    assert api("DELETE", path).status == 400
    assert act(api, aggregate_id, "remove_host", host="compute1").status == 200
    assert act(api, aggregate_id, "remove_host", host="compute1").status == 404
    assert api("DELETE", path).status == 200
    assert api("GET", path).status == 404


def test_an_aggregate_with_a_zone_makes_a_zone(api: Api) -> None:
    aggregate_id = create(api, "east", "zone-east")
    assert zones(api) == ["nova"]
    act(api, aggregate_id, "add_host", host="compute2")
    assert zones(api) == ["nova", "zone-east"]
    uuids = [boot(api, f"vm{n}", availability_zone="zone-east") for n in range(3)]
    servers = [show(api, uuid) for uuid in uuids]
    assert {server["OS-EXT-SRV-ATTR:host"] for server in servers} == {"compute2"}
    assert {server["OS-EXT-AZ:availability_zone"] for server in servers} == {"zone-east"}
    body = create_body(availability_zone="zone-west")
    assert api("POST", f"{BASE}/servers", body).status == 400


def zones(api: Api) -> list[str]:
    """Return the names of the availability zones."""
    answer = api("GET", f"{BASE}/os-availability-zone")
    return [zone["zoneName"] for zone in answer.json["availabilityZoneInfo"]]


def test_a_host_is_in_one_zone_and_does_not_leave_it_with_servers(api: Api) -> None:
    east = create(api, "east", "zone-east")
    west = create(api, "west", "zone-west")
    act(api, east, "add_host", host="compute2")
    answer = act(api, west, "add_host", host="compute2")
    assert answer.status == 409
    assert (
        "already in availability zone(s) ['zone-east']"
        in answer.json["conflictingRequest"]["message"]
    )
    uuid = boot(api, availability_zone="zone-east")
    assert act(api, east, "remove_host", host="compute2").status == 409
    path = f"{PATH}/{east}"
    move = {"aggregate": {"availability_zone": "zone-west"}}
    assert api("PUT", path, move).status == 400
    api("DELETE", f"{BASE}/servers/{uuid}")
    api.work()
    assert api("PUT", path, move).status == 200


def test_extra_specs_choose_the_aggregate(api: Api) -> None:
    aggregate_id = create(api, "fast")
    act(api, aggregate_id, "add_host", host="compute2")
    act(api, aggregate_id, "set_metadata", metadata={"disk": "ssd"})
    specs = {"extra_specs": {"aggregate_instance_extra_specs:disk": "ssd"}}
    assert api("POST", f"{BASE}/flavors/6/os-extra_specs", specs).status == 200
    hosts = {show(api, boot(api, f"vm{n}"))["OS-EXT-SRV-ATTR:host"] for n in range(3)}
    assert hosts == {"compute2"}


def test_images_are_cached_from_2_81(api: Api) -> None:
    aggregate_id = create(api, "fast")
    path = f"{PATH}/{aggregate_id}/images"
    image = {"id": "e540ef5b-baf0-417e-b6c2-3a0364af25d5"}
    assert api("POST", path, {"cache": [image]}, version="2.81").status == 202
    assert api("POST", path, {"cache": [image, image]}, version="2.81").status == 400
    assert api("POST", path, {"cache": [image]}, version="2.80").status == 404


def test_aggregates_are_for_admins(api: Api) -> None:
    assert api("GET", PATH, user="demo").status == 403
    assert api("POST", PATH, {"aggregate": {"name": "x"}}, user="demo").status == 403
