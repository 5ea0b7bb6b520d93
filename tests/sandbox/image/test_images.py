"""Images: upload and download, patches, lists, visibility, and interrupted uploads."""

from __future__ import annotations

import asyncio
import hashlib
import json
from typing import Any

import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Message

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.http.file_response import FileResponse
from mini_nova_sandbox.image import images
from tests.sandbox.asgi_client import Api, Reply

IMAGES = "/image/v2/images"
CIRROS = "cirros-0.3.0-x86_64"
OCTETS = {"Content-Type": "application/octet-stream"}
PATCH = {"Content-Type": "application/openstack-images-v2.1-json-patch"}
OLD_PATCH = {"Content-Type": "application/openstack-images-v2.0-json-patch"}


def create(api: Api, **members: Any) -> str:
    """Create an image and return its path."""
    body = {"name": "i", "disk_format": "raw", "container_format": "bare", **members}
    answer = api("POST", IMAGES, body)
    assert answer.status == 201, answer.content
    return f"{IMAGES}/{answer.json['id']}"


def upload(api: Api, path: str, data: bytes) -> int:
    """Upload the data of an image and return the status."""
    return api("PUT", f"{path}/file", raw=data, headers=OCTETS).status


def patch(api: Api, path: str, *changes: dict[str, Any], user: str = "admin") -> Reply:
    return api("PATCH", path, raw=json.dumps(changes).encode(), headers=PATCH, user=user)


def names(answer: Reply) -> list[str]:
    return [image["name"] for image in answer.json["images"]]


def test_data_comes_back_byte_for_byte(api: Api) -> None:
    path = create(api)
    data = bytes(range(256)) * 5000
    assert api("GET", f"{path}/file").status == 204
    assert upload(api, path, data) == 204
    image = api("GET", path).json
    assert (image["status"], image["size"]) == ("active", len(data))
    assert image["checksum"] == hashlib.md5(data, usedforsecurity=False).hexdigest()
    assert image["os_hash_value"] == hashlib.sha512(data).hexdigest()
    assert api("GET", f"{path}/file").content == data
    assert upload(api, path, b"again") == 409
    assert api("DELETE", path).status == 204
    assert not images.path(api.cloud.settings, image["id"]).exists()


def test_an_upload_that_is_too_large_is_refused_and_leaves_nothing(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mini_nova_sandbox.image.data.MAX_BYTES", 1000)
    path = create(api)
    files = set(api.cloud.settings.images.iterdir())
    assert upload(api, path, b"x" * 2000) == 413
    assert api("GET", path).json["status"] == "queued"
    assert set(api.cloud.settings.images.iterdir()) == files


def test_an_upload_that_fails_leaves_the_image_of_a_state_loaded_meanwhile(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = create(api)
    image_id = api("GET", path).json["id"]
    file = images.path(api.cloud.settings, image_id)

    async def load_and_fail(*_: object) -> None:
        file.write_bytes(b"other data")
        api.cloud.database.update("images", {"status": "active"}, id=image_id)
        raise ClientDisconnect

    monkeypatch.setattr("mini_nova_sandbox.image.data.store", load_and_fail)
    assert upload(api, path, b"x") == 0, "there is no answer"
    assert api("GET", path).json["status"] == "active"
    assert file.read_bytes() == b"other data"


def test_an_upload_of_another_media_type_is_refused(api: Api) -> None:
    headers = {"Content-Type": "text/plain"}
    assert api("PUT", f"{create(api)}/file", raw=b"x", headers=headers).status == 415


def test_an_interrupted_upload_can_be_repeated(api: Api, sandbox_cloud: Cloud) -> None:
    path = create(api)
    database, settings = sandbox_cloud.database, sandbox_cloud.settings
    image_id = api("GET", path).json["id"]
    database.update("images", {"status": "saving"}, id=image_id)
    partial = settings.images / f"{image_id}.x{images.PARTIAL}"
    partial.write_bytes(b"half")
    images.reset_interrupted_uploads(database, settings)
    assert not partial.exists()
    assert api("GET", path).json["status"] == "queued"
    assert upload(api, path, b"whole") == 204


def test_a_patch_changes_members_and_properties(api: Api) -> None:
    path = create(api, own="1")
    answer = patch(
        api,
        path,
        {"op": "replace", "path": "/name", "value": "j"},
        {"op": "add", "path": "/more", "value": "2"},
        {"op": "remove", "path": "/own"},
        {"op": "replace", "path": "/tags", "value": ["t"]},
    )
    assert answer.status == 200, answer.content
    image = api("GET", path).json
    assert (image["name"], image["more"], image["tags"]) == ("j", "2", ["t"])
    assert "own" not in image


def test_a_patch_in_the_old_form(api: Api) -> None:
    path = create(api)
    raw = json.dumps([{"replace": "/name", "value": "j"}]).encode()
    assert api("PATCH", path, raw=raw, headers=OLD_PATCH).json["name"] == "j"


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
def test_an_invalid_patch_is_refused(api: Api, change: dict[str, Any], status: int) -> None:
    path = create(api)
    assert patch(api, path, change).status == status
    assert api("GET", path).json["name"] == "i"


def test_only_admins_make_images_public(api: Api) -> None:
    answer = api("POST", IMAGES, {"name": "p", "visibility": "public"}, user="demo")
    assert answer.status == 403


def test_others_see_a_public_image_and_cannot_change_it(api: Api) -> None:
    path = create(api, visibility="public")
    change = {"op": "replace", "path": "/name", "value": "x"}
    assert api("GET", path, user="demo").status == 200
    assert patch(api, path, change, user="demo").status == 403


def test_a_protected_image_cannot_be_deleted(api: Api) -> None:
    assert api("DELETE", create(api, protected=True)).status == 403


def test_tags_are_added_and_deleted(api: Api) -> None:
    path = create(api, tags=["b"])
    assert api("PUT", f"{path}/tags/a").status == 204
    assert api("GET", path).json["tags"] == ["a", "b"]
    assert api("DELETE", f"{path}/tags/b").status == 204
    assert api("DELETE", f"{path}/tags/b").status == 404
    assert api("GET", path).json["tags"] == ["a"]


def test_a_deactivated_image_is_downloaded_by_admins_only(api: Api) -> None:
    path = create(api, visibility="public")
    upload(api, path, b"data")
    assert api("POST", f"{path}/actions/deactivate", user="demo").status == 403
    assert api("POST", f"{path}/actions/deactivate").status == 204
    assert api("GET", f"{path}/file", user="demo").status == 403
    assert api("GET", f"{path}/file").content == b"data"
    assert api("POST", f"{path}/actions/reactivate").status == 204
    assert api("GET", f"{path}/file", user="demo").content == b"data"


def test_lists_are_sorted_and_come_in_pages(api: Api) -> None:
    for name in ("a", "b", "c"):
        create(api, name=name)
    page = api("GET", f"{IMAGES}?sort=name:asc&limit=2")
    assert names(page) == ["a", "b"]
    assert names(api("GET", "/image" + page.json["next"])) == ["c", CIRROS]
    assert api("GET", f"{IMAGES}?sort=secrets:asc").status == 400
    assert api("GET", f"{IMAGES}?marker=nowhere").status == 400


@pytest.mark.parametrize(
    ("query", "expected_names"),
    [
        ("name=b", ["b"]),
        ("name=in:a,b", ["a", "b"]),
        ("status=active", [CIRROS]),
        ("size_min=1", [CIRROS]),
        ("size_max=1", []),
        ("tag=t", ["a"]),
        ("protected=true", ["b"]),
        ("visibility=public", [CIRROS]),
        ("os_hidden=true", ["hidden"]),
        ("own=1", ["b"]),
    ],
)
def test_lists_are_filtered(api: Api, query: str, expected_names: list[str]) -> None:
    create(api, name="a", tags=["t"])
    create(api, name="b", protected=True, own="1")
    create(api, name="hidden", os_hidden=True)
    assert names(api("GET", f"{IMAGES}?sort=name:asc&{query}")) == expected_names


def test_a_refusal_is_a_page_that_escapes_the_request(api: Api) -> None:
    answer = api("GET", f"{IMAGES}/%3Cscript%3E")
    assert answer.status == 404
    assert b"<script>" not in answer.content
    assert b"&lt;script&gt;" in answer.content


def test_an_admin_gives_an_image_to_another_project(api: Api) -> None:
    path = create(api)
    media_type = "application/openstack-images-v2.1-json-patch"
    change = [{"op": "replace", "path": "/owner", "value": "somebody"}]
    headers = {"content-type": media_type}
    own = api("POST", "/image/v2/images", {"name": "own"}, user="demo").json["id"]
    own_path = f"/image/v2/images/{own}"
    assert api("PATCH", own_path, change, user="demo", headers=headers).status == 403
    assert api("PATCH", path, change, headers=headers).json["owner"] == "somebody"
    reserved = [{"op": "add", "path": "/os_glance_x", "value": "y"}]
    assert api("PATCH", path, reserved, headers=headers).status == 403
    assert api("POST", "/image/v2/images", {"os_glance_x": "y"}).status == 403


def test_an_owner_deactivates_its_image(api: Api) -> None:
    body = {"name": "own", "disk_format": "raw", "container_format": "bare"}
    own = api("POST", "/image/v2/images", body, user="demo").json["id"]
    path = f"/image/v2/images/{own}"
    headers = {"content-type": "application/octet-stream"}
    assert api("PUT", f"{path}/file", user="demo", headers=headers, raw=b"x").status == 204
    assert api("POST", f"{path}/actions/deactivate", user="demo").status == 204
    assert api("GET", path, user="demo").json["status"] == "deactivated"
    assert api("POST", f"{path}/actions/reactivate", user="demo").status == 204


def test_a_part_of_the_data(api: Api) -> None:
    path = create(api)
    upload(api, path, b"0123456789")
    answer = api("GET", f"{path}/file", headers={"Range": "bytes=2-4"})
    assert (answer.status, answer.content) == (206, b"234")
    assert answer.headers["content-range"] == "bytes 2-4/10"
    assert api("GET", f"{path}/file", headers={"Range": "bytes=-3"}).content == b"789"
    assert api("GET", f"{path}/file", headers={"Range": "bytes=10-"}).status == 416


def test_an_image_deleted_while_it_is_sent_is_sent_whole(api: Api, sandbox_cloud: Cloud) -> None:
    path = create(api)
    data = b"x" * 600_000  # more than one piece
    upload(api, path, data)
    file = images.path(sandbox_cloud.settings, api("GET", path).json["id"])
    response = FileResponse(file, 200, {}, None)
    file.unlink()
    pieces: list[bytes] = []

    async def send(message: Message) -> None:
        pieces.append(message.get("body", b""))

    async def receive() -> Message:
        raise AssertionError("nothing more is read")

    asyncio.run(response({"type": "http"}, receive, send))
    assert b"".join(pieces) == data


@pytest.mark.parametrize("path", ["/image/v2/images", "/image/v2/images/x", "/image/v2/tasks"])
def test_no_resource_has_head(api: Api, path: str) -> None:
    answer = api("HEAD", path)
    assert answer.status == 405
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize(
    ("path", "status"),
    [("", 300), ("/nope", 300), ("/versions/", 200), ("/v2", 302), ("/v2/images/", 404)],
)
def test_paths_beside_the_resources(api: Api, path: str, status: int) -> None:
    assert api("GET", f"/image{path}").status == status


def test_an_image_without_formats_takes_no_data(api: Api) -> None:
    path = f"{IMAGES}/{api('POST', IMAGES, {'name': 'bare'}).json['id']}"
    assert upload(api, path, b"x") == 400
    assert api("GET", path).json["status"] == "queued"


def test_an_upload_of_another_size_than_announced_is_refused(api: Api) -> None:
    path = create(api)
    headers = {**OCTETS, "X-OpenStack-Image-Size": "7"}
    assert api("PUT", f"{path}/file", raw=b"x", headers=headers).status == 400
    assert api("GET", path).json["status"] == "queued"
    assert upload(api, path, b"x") == 204
