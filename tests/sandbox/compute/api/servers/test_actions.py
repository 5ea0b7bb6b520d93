"""Actions on servers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.compute.api.steps import BASE, IMAGE, act, boot, show


def memory_in_use(api: Api) -> int:
    """Return the memory that instances hold on all hosts, in MiB."""
    answer = api("GET", f"{BASE}/os-hypervisors/statistics")
    return int(answer.json["hypervisor_statistics"]["memory_mb_used"])


def test_resize_holds_both_places_until_it_is_confirmed(api: Api) -> None:
    uuid = boot(api)
    act(api, uuid, {"resize": {"flavorRef": "2"}})
    server = show(api, uuid)
    assert (server["status"], server["flavor"]["original_name"]) == ("VERIFY_RESIZE", "m1.small")
    assert memory_in_use(api) == 2560
    act(api, uuid, {"revertResize": None})
    server = show(api, uuid)
    assert (server["status"], server["flavor"]["original_name"]) == ("ACTIVE", "testflav")
    act(api, uuid, {"os-stop": None})
    act(api, uuid, {"resize": {"flavorRef": "2"}})
    act(api, uuid, {"confirmResize": None}, status=204)
    server = show(api, uuid)
    assert (server["status"], server["flavor"]["ram"]) == ("SHUTOFF", 2048)
    assert memory_in_use(api) == 2048
    assert act(api, uuid, {"resize": {"flavorRef": "2"}}, status=400)


def test_a_resize_that_fits_nowhere_leaves_the_server_alone(api: Api) -> None:
    flavor = {"name": "huge", "id": "huge", "ram": 10**6, "vcpus": 1, "disk": 1}
    assert api("POST", f"{BASE}/flavors", {"flavor": flavor}).status == 200
    uuid = boot(api)
    act(api, uuid, {"resize": {"flavorRef": "huge"}})
    server = show(api, uuid)
    assert (server["status"], server["flavor"]["original_name"]) == ("ACTIVE", "testflav")
    answer = api("GET", f"{BASE}/servers/{uuid}/os-instance-actions")
    (action, _) = answer.json["instanceActions"]
    assert (action["action"], action["message"]) == ("resize", "Error")


def test_users_cannot_touch_a_locked_server(api: Api) -> None:
    uuid = boot(api, user="demo")
    path = f"{BASE}/servers/{uuid}"
    lock = {"lock": {"locked_reason": "mine"}}
    assert api("POST", f"{path}/action", lock, user="demo", version="2.73").status == 202
    assert api("POST", f"{path}/action", {"os-stop": None}, user="demo").status == 409
    assert api("DELETE", path, user="demo").status == 409
    server = api("GET", path, user="demo", version="2.73").json["server"]
    assert server["locked_reason"] == "mine"
    assert api("POST", f"{path}/action", {"unlock": None}, user="demo").status == 202
    assert api("DELETE", path, user="demo").status == 204


def test_only_an_admin_unlocks_what_an_admin_locked(api: Api) -> None:
    uuid = boot(api, user="demo")
    path = f"{BASE}/servers/{uuid}/action"
    assert api("POST", path, {"lock": None}).status == 202
    assert api("POST", path, {"lock": None}, user="demo").status == 202  # and changes nothing
    answer = api("POST", path, {"unlock": None}, user="demo")
    assert answer.status == 403
    assert "unlock:unlock_override" in answer.json["forbidden"]["message"]
    assert show(api, uuid)["locked"]
    assert api("POST", path, {"unlock": None}).status == 202
    assert api("POST", path, {"unlock": None}, user="demo").status == 202


def test_an_admin_unlocks_what_the_owner_locked(api: Api) -> None:
    uuid = boot(api, user="demo")
    path = f"{BASE}/servers/{uuid}/action"
    assert api("POST", path, {"lock": None}, user="demo").status == 202
    assert api("POST", path, {"unlock": None}).status == 202
    assert not show(api, uuid)["locked"]


@pytest.mark.parametrize(
    "bodies",
    [
        [{"rebuild": {"imageRef": IMAGE}}],
        [{"resize": {"flavorRef": "2"}}, {"revertResize": None}],
        [{"resize": {"flavorRef": "2"}}, {"confirmResize": None}],
    ],
)
def test_a_stopped_server_is_stopped_again(api: Api, bodies: list[dict[str, Any]]) -> None:
    uuid = boot(api)
    act(api, uuid, {"os-stop": None})
    for body in bodies:
        assert api("POST", f"{BASE}/servers/{uuid}/action", body).status in (202, 204)
        api.work()
    server = show(api, uuid)
    assert server["status"] == "SHUTOFF"
    assert server["OS-EXT-STS:task_state"] is None
    assert server["OS-EXT-STS:power_state"] == 4
    act(api, uuid, {"os-start": None})
    assert show(api, uuid)["status"] == "ACTIVE"


def test_snapshots_become_images(api: Api) -> None:
    uuid = boot(api)
    create_image = {"createImage": {"name": "snap", "metadata": {"k": "v"}}}
    image_id = act(api, uuid, create_image)["image_id"]
    image = api("GET", f"/image/v2/images/{image_id}").json
    assert image["status"] == "active"
    assert image["name"] == "snap"
    assert image["visibility"] == "private"
    assert image["k"] == "v"
    content = api("GET", f"/image/v2/images/{image_id}/file").content
    assert image["size"] == len(content) > 0
    server = show(api, boot(api, "restored", imageRef=image_id))
    assert server["status"] == "ACTIVE"


def test_rescue_and_rebuild_answer_a_password(api: Api) -> None:
    uuid = boot(api)
    assert act(api, uuid, {"rescue": {"adminPass": "p"}}, status=200) == {"adminPass": "p"}
    assert show(api, uuid)["status"] == "RESCUE"
    act(api, uuid, {"unrescue": None})
    rebuild = {"rebuild": {"imageRef": IMAGE, "name": "new", "metadata": {"q": "r"}}}
    assert act(api, uuid, rebuild)["server"]["adminPass"]
    server = show(api, uuid)
    assert (server["name"], server["metadata"], server["status"]) == ("new", {"q": "r"}, "ACTIVE")


@pytest.mark.parametrize("length", [None, -1, "-5"])
def test_console_output_is_whole_without_a_length(api: Api, length: Any) -> None:
    uuid = boot(api)
    output = act(api, uuid, {"os-getConsoleOutput": {}}, status=200)
    answer = act(api, uuid, {"os-getConsoleOutput": {"length": length}}, status=200)
    assert answer == output


@pytest.mark.parametrize("length", [0, 1, 3, 10_000, "3"])
def test_console_output_has_the_requested_length(api: Api, length: int | str) -> None:
    uuid = boot(api)
    output = act(api, uuid, {"os-getConsoleOutput": {}}, status=200)["output"]
    lines = output.split("\n")
    assert lines[-1] == "vm login: "
    end = act(api, uuid, {"os-getConsoleOutput": {"length": length}}, status=200)["output"]
    count = int(length)
    assert end == ("\n".join(lines[-count:]) if count else "")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"os-start": None}, "ACTIVE"),
        ({"unpause": None}, "ACTIVE"),
        ({"resume": None}, "ACTIVE"),
        ({"unrescue": None}, "ACTIVE"),
        ({"confirmResize": None}, "ACTIVE"),
    ],
)
def test_an_action_has_to_fit_the_state(api: Api, body: dict[str, Any], status: str) -> None:
    uuid = boot(api)
    (action,) = body
    message = act(api, uuid, body, status=409)["conflictingRequest"]["message"]
    assert message.startswith(f"Cannot '{action.removeprefix('os-')}' instance {uuid} while")
    assert show(api, uuid)["status"] == status


def test_only_a_hard_reboot_interrupts_a_task(api: Api) -> None:
    uuid = boot(api)
    path = f"{BASE}/servers/{uuid}/action"
    assert api("POST", path, {"reboot": {"type": "SOFT"}}).status == 202
    assert api("POST", path, {"reboot": {"type": "SOFT"}}).status == 409
    assert api("POST", path, {"reboot": {"type": "HARD"}}).status == 202
    api.work()
    assert show(api, uuid)["status"] == "ACTIVE"


@pytest.mark.parametrize(
    ("action", "last"),
    [("addFixedIp", "2.43"), ("removeFloatingIp", "2.43"), ("os-getVNCConsole", "2.5")],
)
def test_removed_actions_end_with_their_last_microversion(api: Api, action: str, last: str) -> None:
    uuid = boot(api)
    path = f"{BASE}/servers/{uuid}/action"
    after_last = f"2.{int(last.removeprefix('2.')) + 1}"
    assert api("POST", path, {action: {}}, version=last).status in (400, 501)
    assert api("POST", path, {action: {}}, version=after_last).status == 404


@pytest.mark.parametrize("body", [{}, {"pause": None, "unpause": None}, {"nonsense": None}])
def test_a_body_names_one_known_action(api: Api, body: dict[str, Any]) -> None:
    uuid = boot(api)
    assert api("POST", f"{BASE}/servers/{uuid}/action", body).status == 400
