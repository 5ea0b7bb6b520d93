"""The calls to block storage that are compared with the real one, and what they are about."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Protocol

import requests

LIMIT = 300.0
STORAGE = "block-storage"
VOLUME_VERSIONS = ("3.0", "3.27", "3.45", "3.71")
IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
NOBODY = "11111111-2222-3333-4444-555555555555"
Call = tuple[str, str, str, Any]  # service, method, path, body

_READS = (
    "",
    "/volumes?name=shape",
    "/volumes/detail?name=shape",
    "/volumes?limit=x",
    "/volumes?limit=-1",
    "/volumes?marker=nope",
    "/volumes?sort=nope",
    "/volumes?sort=name:nope",
    "/volumes?name=shape&sort=name:asc,size:desc",
    "/volumes?name=shape&with_count=true",
    "/volumes/summary",
    "/volumes/{volume}",
    "/volumes/{image_volume}",
    "/volumes/{attached_volume}",
    "/volumes/nope",
    "/volumes/{volume}/metadata",
    "/volumes/{volume}/metadata/a",
    "/volumes/{volume}/metadata/nope",
    "/snapshots?name=shape",
    "/snapshots/detail?name=shape",
    "/snapshots/{snapshot}",
    "/snapshots/nope",
    "/snapshots/{snapshot}/metadata",
    "/types",
    "/types/default",
    "/types/nope",
    "/types/{type}",
    "/types/{type}/extra_specs",
    "/types/{type}/extra_specs/a",
    "/types/{type}/extra_specs/nope",
    "/types/{type}/os-volume-type-access",
    "/types/{type}/encryption",
    "/attachments",
    "/attachments/detail",
    "/attachments?volume_id={attached_volume}",
    "/attachments/detail?volume_id={attached_volume}",
    "/attachments/nope",
    "/limits",
    "/os-quota-sets/{project}",
    "/os-quota-sets/{project}?usage=True",
    "/os-quota-sets/{project}/defaults",
    "/os-quota-class-sets/default",
    "/os-availability-zone",
    "/os-availability-zone.json",
    "/os-services",
    "/os-hosts",
    "/scheduler-stats/get_pools",
    "/scheduler-stats/get_pools?detail=True",
    "/resource_filters",
    "/backups",
    "/qos-specs",
    "/os-volume-transfer",
    "/messages",
    "/groups",
    "/default-types",
)
_VOLUMES: tuple[Mapping[str, Any], ...] = (  # that cannot be created
    {},
    {"size": 0},
    {"size": "x"},
    {"size": 1, "imageRef": "nope"},
    {"size": 1, "snapshot_id": NOBODY},
    {"size": 1, "source_volid": NOBODY},
    {"size": 1, "volume_type": "nope"},
    {"size": 1, "availability_zone": "nope"},
    {"size": 1, "name": "x" * 300},
    {"size": 1, "metadata": {"": "x"}},
)
_ACTIONS: tuple[Mapping[str, Any], ...] = (
    {},
    {"nope": None},
    {"os-extend": {"new_size": 1}},
    {"os-extend": {"new_size": "x"}},
    {"os-unreserve": None},
    {"os-roll_detaching": None},
    {"os-begin_detaching": None},
    {"os-set_bootable": {"bootable": False}},
    {"os-set_bootable": {"bootable": "maybe"}},
    {"os-reset_status": {"status": "nope"}},
    {"os-retype": {"new_type": "nope"}},
    {"os-show_image_metadata": None},
    {"os-unset_image_metadata": {"key": "nope"}},
    {"os-initialize_connection": {"connector": {"host": "shape"}}},
    {"revert": {"snapshot_id": NOBODY}},
)
_SERVER = "/servers/{server}/os-volume_attachments"
_BOOTS: tuple[list[dict[str, Any]], ...] = (  # block devices that no server boots with
    [{}],
    [{"source_type": "volume", "destination_type": "volume", "boot_index": 0}],
    [{"source_type": "volume", "destination_type": "volume", "boot_index": 0, "uuid": NOBODY}],
    [{"source_type": "snapshot", "destination_type": "volume", "boot_index": 0, "uuid": NOBODY}],
    [{"source_type": "image", "destination_type": "volume", "boot_index": 0, "uuid": IMAGE}],
    [{"source_type": "image", "destination_type": "local", "boot_index": 0, "uuid": IMAGE}],
    [{"source_type": "blank", "destination_type": "volume", "boot_index": 0}],
    [{"source_type": "blank", "destination_type": "volume", "boot_index": 1, "volume_size": 1}],
    [{"source_type": "blank", "destination_type": "volume", "volume_size": 0}],
)
_OLD_BOOTS: tuple[dict[str, Any], ...] = (  # the same in the old syntax
    {"device_name": "vda"},
    {"device_name": "vda", "volume_id": "nope"},
    {"device_name": "vda", "volume_id": NOBODY},
    {"device_name": "vda", "snapshot_id": NOBODY},
)


def _boot(**members: Any) -> dict[str, Any]:
    return {"server": {"name": "x", "flavorRef": "6", "networks": [], **members}}


COMPUTE_CALLS: tuple[Call, ...] = (
    ("compute", "GET", _SERVER, None),
    ("compute", "GET", f"{_SERVER}?limit=1&offset=1", None),
    ("compute", "GET", f"{_SERVER}/{{attached_volume}}", None),
    ("compute", "GET", f"{_SERVER}/nope", None),
    ("compute", "POST", _SERVER, {}),
    ("compute", "POST", _SERVER, {"volumeAttachment": {"volumeId": "nope"}}),
    ("compute", "POST", _SERVER, {"volumeAttachment": {"volumeId": NOBODY}}),
    ("compute", "POST", _SERVER, {"volumeAttachment": {"volumeId": NOBODY, "tag": "t"}}),
    (
        "compute",
        "POST",
        _SERVER,
        {"volumeAttachment": {"volumeId": NOBODY, "delete_on_termination": True}},
    ),
    ("compute", "POST", _SERVER, {"volumeAttachment": {"volumeId": "{attached_volume}"}}),
    ("compute", "PUT", f"{_SERVER}/{{attached_volume}}", {"volumeAttachment": {}}),
    ("compute", "PUT", f"{_SERVER}/{NOBODY}", {"volumeAttachment": {"volumeId": NOBODY}}),
    (
        "compute",
        "PUT",
        f"{_SERVER}/{{attached_volume}}",
        {"volumeAttachment": {"volumeId": NOBODY, "delete_on_termination": False}},
    ),
    ("compute", "DELETE", f"{_SERVER}/nope", None),
    ("compute", "DELETE", f"{_SERVER}/{{volume}}", None),
    ("compute", "GET", "/os-volumes", None),
    ("compute", "GET", "/os-volumes/detail", None),
    ("compute", "GET", "/os-volumes/{attached_volume}", None),
    ("compute", "GET", "/os-volumes/nope", None),
    ("compute", "DELETE", "/os-volumes/nope", None),
    ("compute", "GET", "/os-snapshots", None),
    ("compute", "GET", "/os-snapshots/detail", None),
    ("compute", "GET", "/os-snapshots/{snapshot}", None),
    ("compute", "GET", "/os-snapshots/nope", None),
    ("compute", "POST", "/os-volumes", {}),
    ("compute", "POST", "/os-volumes", {"volume": {}}),
    ("compute", "POST", "/os-snapshots", {"snapshot": {}}),
    *(("compute", "POST", "/servers", _boot(block_device_mapping_v2=boot)) for boot in _BOOTS),
    *(("compute", "POST", "/servers", _boot(block_device_mapping=[boot])) for boot in _OLD_BOOTS),
)
VOLUME_CALLS: tuple[Call, ...] = (
    *COMPUTE_CALLS,
    *((STORAGE, "GET", path, None) for path in _READS),
    (STORAGE, "POST", "/volumes", {}),
    *((STORAGE, "POST", "/volumes", {"volume": volume}) for volume in _VOLUMES),
    (STORAGE, "PUT", "/volumes/{volume}", {"volume": {"name": "shape"}}),
    (STORAGE, "PUT", "/volumes/{volume}", {"volume": {"bad": 1}}),
    (STORAGE, "PUT", "/volumes/{volume}", {"volume": {}}),
    (STORAGE, "POST", "/volumes/{volume}/metadata", {"metadata": {"b": "c"}}),
    (STORAGE, "PUT", "/volumes/{volume}/metadata/b", {"meta": {"b": "d"}}),
    (STORAGE, "PUT", "/volumes/{volume}/metadata/b", {"meta": {"c": "d"}}),
    (STORAGE, "DELETE", "/volumes/{volume}/metadata/nope", None),
    (STORAGE, "DELETE", "/volumes/{volume}", None),  # it has a snapshot
    *((STORAGE, "POST", "/volumes/{volume}/action", action) for action in _ACTIONS),
    (STORAGE, "POST", "/volumes/{attached_volume}/action", {"os-detach": {}}),
    (STORAGE, "POST", "/volumes/{attached_volume}/action", {"os-force_detach": {}}),
    (STORAGE, "DELETE", "/volumes/{attached_volume}", None),
    (STORAGE, "POST", "/snapshots", {"snapshot": {}}),
    (STORAGE, "POST", "/snapshots", {"snapshot": {"volume_id": "nope"}}),
    (STORAGE, "POST", "/snapshots", {"snapshot": {"volume_id": NOBODY}}),
    (STORAGE, "PUT", "/snapshots/{snapshot}", {"snapshot": {"name": "shape"}}),
    (STORAGE, "POST", "/snapshots/{snapshot}/action", {"os-reset_status": {"status": "nope"}}),
    (STORAGE, "POST", "/types", {"volume_type": {"name": ""}}),
    (STORAGE, "POST", "/types", {"volume_type": {"name": "__DEFAULT__"}}),
    (STORAGE, "PUT", "/types/{type}", {"volume_type": {"description": "d"}}),
    (STORAGE, "PUT", "/types/{type}", {"volume_type": {}}),
    (STORAGE, "POST", "/types/{type}/extra_specs", {"extra_specs": {"a": "b"}}),
    (STORAGE, "PUT", "/types/{type}/extra_specs/a", {"b": "c"}),
    (STORAGE, "POST", "/attachments", {"attachment": {}}),
    (STORAGE, "POST", "/attachments", {"attachment": {"volume_uuid": NOBODY}}),
    (STORAGE, "PUT", "/os-quota-sets/{project}", {"quota_set": {"volumes": -2}}),
    (STORAGE, "PUT", "/os-quota-sets/{project}", {"quota_set": {"bad": 1}}),
)


class Cloud(Protocol):
    """A side of the comparison: it sends a request and returns the answer."""

    words: dict[str, str]

    def __call__(
        self, service: str, method: str, path: str, body: Any = None, version: str = ""
    ) -> requests.Response: ...


def furnish_volumes(cloud: Cloud) -> dict[str, str]:
    """Create a volume with a snapshot, one of an image, one that the server has, and a private type.

    Return their ids.
    """
    volume = _create(cloud, "volume", size=1, metadata={"a": "b"})
    image_volume = _create(cloud, "volume", size=1, imageRef=IMAGE)
    snapshot = _create(cloud, "snapshot", volume_id=volume)
    public = {"os-volume-type-access:is_public": False, "extra_specs": {"a": "b"}}
    body = {"volume_type": {"name": f"shape-{volume[:8]}", **public}}
    volume_type = cloud(STORAGE, "POST", "/types", body).json()["volume_type"]["id"]
    attached_volume = _create(cloud, "volume", size=1)
    attachment = {"volumeAttachment": {"volumeId": attached_volume}}
    answer = cloud("compute", "POST", _SERVER, attachment, "2.1")
    assert answer.status_code == 200, answer.text
    _wait(cloud, "volume", attached_volume, "in-use")
    return {
        "attached_volume": attached_volume,
        "volume": volume,
        "image_volume": image_volume,
        "snapshot": snapshot,
        "type": volume_type,
    }


def _create(cloud: Cloud, kind: str, **members: Any) -> str:
    """Create a volume or snapshot, wait until it is available, and return its id."""
    answer = cloud(STORAGE, "POST", f"/{kind}s", {kind: {"name": "shape", **members}})
    assert answer.status_code == 202, answer.text
    identifier = str(answer.json()[kind]["id"])
    _wait(cloud, kind, identifier, "available")
    return identifier


def _wait(cloud: Cloud, kind: str, identifier: str, status: str) -> None:
    """Wait until a volume or snapshot has a status; '' waits until it is gone."""
    end = time.monotonic() + LIMIT
    while _status(cloud, kind, identifier) != status:
        assert time.monotonic() < end, (kind, identifier, status)
        time.sleep(0.1)


def _status(cloud: Cloud, kind: str, identifier: str) -> str:
    answer = cloud(STORAGE, "GET", f"/{kind}s/{identifier}")
    return str(answer.json()[kind]["status"]) if answer.status_code == 200 else ""


def remove_volumes(cloud: Cloud) -> None:
    """Delete what was created."""
    words = cloud.words
    cloud(STORAGE, "DELETE", f"/snapshots/{words['snapshot']}")
    _wait(cloud, "snapshot", words["snapshot"], "")
    path = f"{_SERVER}/{words['attached_volume']}"
    cloud("compute", "DELETE", path, None, "2.1")
    _wait(cloud, "volume", words["attached_volume"], "available")
    for name in ("volume", "image_volume", "attached_volume"):
        cloud(STORAGE, "DELETE", f"/volumes/{words[name]}")
    cloud(STORAGE, "DELETE", f"/types/{words['type']}")
