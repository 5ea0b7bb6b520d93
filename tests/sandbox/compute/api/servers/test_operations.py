"""Backups, diagnostics, crash dumps, and what Nova has dropped or refuses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.compute.api.steps import BASE, IMAGE, act, boot, show


def backups(api: Api) -> list[str]:
    """Return the names of the backups that are there."""
    images = api("GET", "/image/v2/images").json["images"]
    return sorted(image["name"] for image in images if image.get("image_type") == "backup")


def back_up(api: Api, uuid: str, name: str, kind: str = "daily", rotation: int = 2) -> None:
    body = {"createBackup": {"name": name, "backup_type": kind, "rotation": rotation}}
    act(api, uuid, body)


def test_only_the_newest_backups_of_a_type_are_kept(api: Api) -> None:
    uuid = boot(api)
    back_up(api, uuid, "weekly-1", "weekly")
    for number in range(1, 5):
        back_up(api, uuid, f"daily-{number}")
    assert backups(api) == ["daily-3", "daily-4", "weekly-1"]
    back_up(api, uuid, "daily-5", rotation=0)
    assert backups(api) == ["weekly-1"]
    assert show(api, uuid)["OS-EXT-STS:task_state"] is None


@pytest.mark.parametrize(
    "arguments",
    [{"name": "x"}, {"name": "x", "backup_type": "daily", "rotation": -1}],
)
def test_malformed_backups_are_refused(api: Api, arguments: dict[str, Any]) -> None:
    act(api, boot(api), {"createBackup": arguments}, status=400)


def test_diagnostics_have_a_common_shape_from_2_48(api: Api) -> None:
    path = f"{BASE}/servers/{boot(api)}/diagnostics"
    view = api("GET", path, version="2.48").json
    assert (view["num_cpus"], view["num_nics"]) == (1, 1)
    assert len(view["nic_details"]) == 1
    assert api("GET", path).json["memory"] == 512 * 1024
    assert api("GET", path, user="demo").status == 403


def test_a_crash_dump_is_recorded_from_2_17(api: Api) -> None:
    uuid = boot(api)
    act(api, uuid, {"trigger_crash_dump": None}, version="2.16", status=404)
    act(api, uuid, {"trigger_crash_dump": None}, version="2.17")
    answer = api("GET", f"{BASE}/servers/{uuid}/os-instance-actions")
    assert answer.json["instanceActions"][0]["action"] == "trigger_crash_dump"


@pytest.mark.parametrize(
    ("name", "status"), [("resetNetwork", 410), ("injectNetworkInfo", 202), ("restore", 409)]
)
def test_actions_of_another_time(api: Api, name: str, status: int) -> None:
    act(api, boot(api), {name: None}, status=status)


def test_an_unknown_server_is_404_and_an_unknown_action_400(api: Api) -> None:
    path = f"{BASE}/servers/{IMAGE}/action"
    assert api("POST", path, {"os-start": None}).status == 404
    act(api, boot(api), {"nope": None}, status=400)


def test_locked_servers_can_be_looked_at_and_saved(api: Api) -> None:
    uuid = boot(api, user="demo")
    path = f"{BASE}/servers/{uuid}/action"
    api("POST", path, {"lock": None})
    console = {"os-getVNCConsole": {"type": "novnc"}}
    assert api("POST", path, console, user="demo").status == 200
    assert api("POST", path, {"createImage": {"name": "x"}}, user="demo").status == 202


def test_a_reason_is_all_that_lock_takes(api: Api) -> None:
    uuid = boot(api)
    act(api, uuid, {"lock": {"nope": 1}}, version="2.72")
    act(api, uuid, {"lock": {"nope": 1}}, version="2.73", status=400)


def test_rebuild_answers_user_data_and_follows_disk_config(api: Api) -> None:
    uuid = boot(api)
    body = {"imageRef": IMAGE, "user_data": "YQ==", "OS-DCF:diskConfig": "AUTO"}
    answer = act(api, uuid, {"rebuild": body}, version="2.75")
    assert answer["server"]["user_data"] == "YQ=="
    assert "OS-EXT-SRV-ATTR:user_data" not in answer["server"]
    assert answer["server"]["OS-DCF:diskConfig"] == "AUTO"


def test_access_addresses_get_their_usual_form(api: Api) -> None:
    uuid = boot(api)
    body = {"server": {"accessIPv6": "FE80:0:0::0001"}}
    answer = api("PUT", f"{BASE}/servers/{uuid}", body)
    assert answer.json["server"]["accessIPv6"] == "fe80::1"


@pytest.mark.parametrize(
    ("version", "member"),
    [("2.96", "pinned_availability_zone"), ("2.100", "scheduler_hints")],
)
def test_later_members(api: Api, version: str, member: str) -> None:
    uuid = boot(api)
    major, minor = version.split(".")
    assert member in show(api, uuid, version)
    assert member not in show(api, uuid, f"{major}.{int(minor) - 1}")


def test_the_image_s_properties_show_from_2_98(api: Api) -> None:
    uuid = boot(api)
    assert show(api, uuid, "2.98")["image"]["properties"] == {}
    assert "properties" not in show(api, uuid, "2.97")["image"]


def test_a_server_is_pinned_to_its_zone_and_unpinned_from_2_104(api: Api) -> None:
    uuid = boot(api)
    path = f"{BASE}/servers/{uuid}"

    def pin(zone: str | None, version: str = "2.104") -> int:
        body = {"server": {"pinned_availability_zone": zone}}
        return api("PUT", path, body, version=version).status

    assert pin("nova", "2.103") == 400
    assert pin("elsewhere") == 409
    assert pin("nova") == 200
    assert pin("nova") == 200
    assert pin("elsewhere") == 409
    assert show(api, uuid, "2.104")["pinned_availability_zone"] == "nova"
    assert pin(None) == 200


def test_no_server_has_shares(api: Api) -> None:
    path = f"{BASE}/servers/{boot(api)}/shares"
    assert api("GET", path, version="2.97").json == {"shares": []}
    assert api("GET", path, version="2.96").status == 404
    assert api("POST", path, {"share": {"share_id": IMAGE}}, version="2.97").status == 409
    assert api("GET", f"{path}/{IMAGE}", version="2.97").status == 404


def test_a_rescue_image_has_to_be_there(api: Api) -> None:
    uuid = boot(api)
    unknown = {"rescue_image_ref": "11111111-1111-1111-1111-111111111111"}
    act(api, uuid, {"rescue": unknown}, status=400)
    act(api, uuid, {"rescue": {"rescue_image_ref": IMAGE, "adminPass": "x"}}, status=200)
    assert show(api, uuid)["status"] == "RESCUE"


def test_actions_of_a_period(api: Api) -> None:
    path = f"{BASE}/servers/{boot(api)}/os-instance-actions"
    past, future = "2001-01-01T00:00:00Z", "2999-01-01T00:00:00Z"

    def count(query: str, version: str = "2.66") -> int:
        return len(api("GET", f"{path}?{query}", version=version).json["instanceActions"])

    assert count(f"changes-since={past}&changes-before={future}") == 1
    assert count(f"changes-since={future}") == 0
    assert count(f"changes-before={past}") == 0
    backwards = f"{path}?changes-since={future}&changes-before={past}"
    assert api("GET", backwards, version="2.66").status == 400


def test_the_old_name_of_servers_is_gone_from_2_103(api: Api) -> None:
    uuid = boot(api)
    path = f"{BASE}/os-volumes_boot"
    assert api("GET", f"{path}/{uuid}", version="2.102").json["server"]["id"] == uuid
    assert api("GET", path, version="2.103").status == 404
    assert api("POST", f"{path}/{uuid}/action", {"os-stop": None}).status == 202
    assert api("DELETE", f"{path}/{uuid}").status == 204
