"""Volumes of servers: what is beyond the classic client."""

import pytest

from tests.cli.commands.nova.exchange import answer, changes
from tests.local_cloud import LocalCloud
from tests.runner import nova

VOLUME = "5b0c8e0a-6b0e-4b51-8a55-6a6ba2a5f001"
ATTACHMENT = {"volumeId": VOLUME, "serverId": "s", "device": "/dev/vdb"}


def _without_cinder(cloud: LocalCloud) -> None:
    cloud.catalog = [entry for entry in cloud.catalog if entry["type"] != "block-storage"]


def test_a_volume_s_name_is_looked_up(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    answer(cloud, "GET", "/volumes/detail", {"volumes": [{"id": VOLUME, "name": "data"}]})
    answer(cloud, "POST", "/os-volume_attachments", {"volumeAttachment": ATTACHMENT})
    assert nova("volume-attach", "vm", "data").exit_code == 0
    assert changes(cloud)[0][2] == {"volumeAttachment": {"volumeId": VOLUME}}


PATH = "/servers/.*/os-volume_attachments"
NEWEST = ("--os-compute-api-version", "2.101", "volume-attach", "vm", VOLUME)


def test_it_prefers_the_version_that_waits_for_the_device(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    answer(cloud, "POST", PATH, {"volumeAttachment": ATTACHMENT})
    assert nova("volume-attach", "vm", VOLUME).exit_code == 0
    (request,) = cloud.matching("POST", PATH)
    assert request.headers["OpenStack-API-Version"] == "compute 2.100"


def test_from_2_101_on_the_attachment_is_read(cloud: LocalCloud) -> None:
    """Nova answers nothing then."""
    cloud.add_server(name="vm")
    answer(cloud, "POST", PATH, None, 202)
    answer(cloud, "GET", f"{PATH}/{VOLUME}", {"volumeAttachment": ATTACHMENT})
    run = nova(*NEWEST)
    assert (run.exit_code, run.stderr) == (0, "")
    assert ["device", "/dev/vdb"] in run.cells


def test_an_attachment_that_is_not_there_yet_is_shown_as_far_as_it_is_known(
    cloud: LocalCloud,
) -> None:
    server = cloud.add_server(name="vm")
    answer(cloud, "POST", PATH, None, 202)
    run = nova(*NEWEST, "--tag", "t", "-f", "json")
    assert run.json == {"serverId": server["id"], "volumeId": VOLUME, "tag": "t"}


def test_with_poll_the_attachment_is_complete(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    answer(cloud, "POST", PATH, None, 202)
    answer(cloud, "GET", f"{PATH}/{VOLUME}", {"volumeAttachment": {**ATTACHMENT, "device": None}})
    answer(cloud, "GET", f"/volumes/{VOLUME}", {"volume": {"id": VOLUME, "status": "in-use"}})
    answer(cloud, "GET", f"{PATH}/{VOLUME}", {"volumeAttachment": ATTACHMENT})
    run = nova(*NEWEST, "--poll", "-f", "json")
    assert run.json == ATTACHMENT


def test_poll_waits_until_the_volume_is_in_use(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mini_nova.commands.nova.volumes._volume_poll.time.sleep", lambda _: None)
    cloud.add_server(name="vm")
    answer(cloud, "POST", "/os-volume_attachments", {"volumeAttachment": ATTACHMENT})
    for status in ("available", "reserved", "attaching", "in-use"):
        answer(cloud, "GET", f"/volumes/{VOLUME}", {"volume": {"id": VOLUME, "status": status}})
    assert nova("volume-attach", "vm", VOLUME, "--poll").exit_code == 0
    assert cloud.count("GET", f"/volumes/{VOLUME}") == 4


@pytest.mark.parametrize(
    ("status", "exit_code"), [("error", 5), ("error_attaching", 5), ("maintenance", 1)]
)
def test_poll_ends_if_the_volume_goes_elsewhere(
    cloud: LocalCloud, status: str, exit_code: int
) -> None:
    cloud.add_server(name="vm")
    answer(cloud, "POST", "/os-volume_attachments", {"volumeAttachment": ATTACHMENT})
    answer(cloud, "GET", f"/volumes/{VOLUME}", {"volume": {"id": VOLUME, "status": status}})
    run = nova("volume-attach", "vm", VOLUME, "--poll")
    assert run.exit_code == exit_code
    assert f"volume {VOLUME} is {status} and not in-use" in run.stderr


def test_without_a_block_storage_service_a_volume_goes_as_it_is_typed(cloud: LocalCloud) -> None:
    _without_cinder(cloud)
    server = cloud.add_server(name="vm")
    answer(cloud, "POST", "/os-volume_attachments", {"volumeAttachment": ATTACHMENT})
    assert nova("volume-attach", "vm", "data").exit_code == 0
    path = f"/servers/{server['id']}/os-volume_attachments"
    assert changes(cloud) == [("POST", path, {"volumeAttachment": {"volumeId": "data"}})]


def test_an_attachment_that_is_not_there_has_nova_s_own_words(cloud: LocalCloud) -> None:
    server = cloud.add_server(name="vm")
    sentence = f"volume_id not found: {VOLUME}"
    answer(
        cloud,
        "DELETE",
        f"/os-volume_attachments/{VOLUME}",
        {"itemNotFound": {"message": sentence, "code": 404}},
        404,
    )
    run = nova("volume-detach", str(server["id"]), VOLUME)
    assert run.errors[0].startswith(f"ERROR (NotFound): {sentence} (HTTP 404)")
    assert run.exit_code == 4


def test_poll_needs_the_block_storage_service(cloud: LocalCloud) -> None:
    _without_cinder(cloud)
    cloud.add_server(name="vm")
    answer(cloud, "POST", "/os-volume_attachments", {"volumeAttachment": ATTACHMENT})
    run = nova("volume-attach", "vm", VOLUME, "--poll")
    assert run.errors == [
        "ERROR (CommandError): the catalog has no block storage service, so --poll cannot see the "
        "volume",
        "Leave out --poll.",
    ]


@pytest.mark.parametrize("command", ["volume-attach", "volume-detach"])
def test_a_time_limit_needs_poll(cloud: LocalCloud, command: str) -> None:
    run = nova(command, "vm", VOLUME, "--timeout", "3")
    assert (run.exit_code, cloud.requests) == (2, [])
