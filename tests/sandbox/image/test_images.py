"""Images: taken in and given out byte for byte, patched, listed, protected; and what a cut upload leaves."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.image import images
from tests.sandbox.asgi_client import Api, Reply

BASE = "/image/v2/images"
OCTETS = {"Content-Type": "application/octet-stream"}
PATCH = {"Content-Type": "application/openstack-images-v2.1-json-patch"}


def made(api: Api, **more: Any) -> str:
    answer = api(
        "POST", BASE, {"name": "i", "disk_format": "raw", "container_format": "bare", **more}
    )
    assert answer.status == 201, answer.content
    return str(answer.json["id"])


def patch(api: Api, image: str, *changes: dict[str, Any], **more: Any) -> Reply:
    return api("PATCH", f"{BASE}/{image}", raw=json.dumps(changes).encode(), headers=PATCH, **more)


def test_data_goes_in_and_comes_out(api: Api) -> None:
    image = made(api)
    data = bytes(range(256)) * 5000
    assert api("GET", f"{BASE}/{image}/file").status == 204
    assert api("PUT", f"{BASE}/{image}/file", raw=data, headers=OCTETS).status == 204
    shown = api("GET", f"{BASE}/{image}").json
    assert (shown["status"], shown["size"]) == ("active", len(data))
    assert shown["checksum"] == hashlib.md5(data, usedforsecurity=False).hexdigest()
    assert shown["os_hash_value"] == hashlib.sha512(data).hexdigest()
    assert api("GET", f"{BASE}/{image}/file").content == data
    assert api("PUT", f"{BASE}/{image}/file", raw=b"again", headers=OCTETS).status == 409
    assert api("DELETE", f"{BASE}/{image}").status == 204
    assert not images.path(api.cloud.settings, image).exists()


def test_an_upload_that_is_too_large_is_refused_and_leaves_nothing(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mini_nova_sandbox.image.data.MAX_BYTES", 1000)
    image = made(api)
    assert api("PUT", f"{BASE}/{image}/file", raw=b"x" * 2000, headers=OCTETS).status == 413
    assert api("GET", f"{BASE}/{image}").json["status"] == "queued"
    assert [path.name for path in api.cloud.settings.images.iterdir() if image in path.name] == []
    assert (
        api("PUT", f"{BASE}/{image}/file", raw=b"x", headers={"Content-Type": "text/plain"}).status
        == 415
    )


def test_a_cut_upload_waits_for_its_data_again(api: Api, sandbox_cloud: Cloud) -> None:
    image = made(api)
    sandbox_cloud.database.run("UPDATE images SET status = 'saving' WHERE id = ?", image)
    piece = sandbox_cloud.settings.images / f"{image}.x{images.PARTIAL}"
    piece.write_bytes(b"half")
    images.reset_interrupted_uploads(sandbox_cloud.database, sandbox_cloud.settings)
    assert not piece.exists()
    assert api("GET", f"{BASE}/{image}").json["status"] == "queued"


def test_a_patch_changes_members_and_properties(api: Api) -> None:
    image = made(api, own="1")
    answer = patch(
        api,
        image,
        {"op": "replace", "path": "/name", "value": "j"},
        {"op": "add", "path": "/more", "value": "2"},
        {"op": "remove", "path": "/own"},
        {"op": "replace", "path": "/tags", "value": ["t"]},
    )
    assert answer.status == 200, answer.content
    shown = api("GET", f"{BASE}/{image}").json
    assert (shown["name"], shown["more"], shown["tags"], "own" in shown) == ("j", "2", ["t"], False)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"op": "replace", "path": "/status", "value": "active"}, 403),
        ({"op": "remove", "path": "/name"}, 403),
        ({"op": "replace", "path": "/nowhere", "value": "x"}, 409),
        ({"op": "add", "path": "/min_disk", "value": "many"}, 400),
        ({"op": "move", "path": "/name"}, 400),
        ({"op": "add", "path": "name", "value": "x"}, 400),
    ],
)
def test_a_patch_that_makes_no_sense_is_refused(
    api: Api, change: dict[str, Any], status: int
) -> None:
    image = made(api)
    assert patch(api, image, change).status == status
    assert api("GET", f"{BASE}/{image}").json["name"] == "i"


def test_only_admins_make_images_public(api: Api) -> None:
    assert api("POST", BASE, {"name": "p", "visibility": "public"}, user="demo").status == 403
    image = made(api, visibility="public", protected=True)
    assert api("GET", f"{BASE}/{image}", user="demo").status == 200
    assert (
        patch(api, image, {"op": "replace", "path": "/name", "value": "x"}, user="demo").status
        == 403
    )
    assert api("DELETE", f"{BASE}/{image}").status == 403  # protected


def test_lists_are_filtered_sorted_and_in_pages(api: Api) -> None:
    for name in ("a", "b", "c"):
        made(api, name=name, min_ram=64)
    listed = api("GET", f"{BASE}?sort=name:asc&limit=2").json
    assert [one["name"] for one in listed["images"]] == ["a", "b"]
    rest = api("GET", "/image" + listed["next"]).json["images"]
    assert [one["name"] for one in rest] == ["c", "cirros-0.3.0-x86_64"]
    assert [one["name"] for one in api("GET", f"{BASE}?name=b").json["images"]] == ["b"]
    assert [one["name"] for one in api("GET", f"{BASE}?status=active").json["images"]] == [
        "cirros-0.3.0-x86_64"
    ]
    assert api("GET", f"{BASE}?sort=secrets:asc").status == 400
    assert api("GET", f"{BASE}?marker=nowhere").status == 400


def test_a_refusal_is_a_page_without_anything_of_the_callers_in_it(api: Api) -> None:
    answer = api("GET", f"{BASE}/%3Cscript%3E")
    assert answer.status == 404
    assert b"<script>" not in answer.content
    assert b"&lt;script&gt;" in answer.content
