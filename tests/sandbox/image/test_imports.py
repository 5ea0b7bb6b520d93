"""Imports of staged data, their tasks, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.image import images, imports
from tests.sandbox.asgi_client import Api
from tests.sandbox.image.test_images import CIRROS, IMAGES, OCTETS, create, upload

DIRECT = {"method": {"name": "glance-direct"}}
COPY: dict[str, Any] = {"method": {"name": "copy-image"}}


def stage(api: Api, path: str, data: bytes = b"staged", user: str = "admin") -> int:
    """Stage data for an image and return the status."""
    return api("PUT", f"{path}/stage", raw=data, headers=OCTETS, user=user).status


def test_staged_data_becomes_the_images(api: Api) -> None:
    path = create(api)
    assert stage(api, path) == 204
    image = api("GET", path).json
    assert (image["status"], image["size"], image["checksum"]) == ("uploading", 6, None)
    assert api("POST", f"{path}/import", DIRECT).status == 202
    task_id = api("GET", path).json[imports.LOCK]
    assert api("POST", f"{path}/import", DIRECT).status == 409
    api.work()
    image = api("GET", path).json
    assert (image["status"], image["virtual_size"]) == ("active", 6)
    assert imports.LOCK not in image
    assert api("GET", f"{path}/file").content == b"staged"
    task = api("GET", f"{path}/tasks").json["tasks"][0]
    assert (task["id"], task["status"]) == (task_id, "success")
    assert api("GET", f"/image/v2/tasks/{task_id}").json["result"] == {"image_id": image["id"]}
    assert api("GET", "/image/v2/tasks").json["tasks"][0]["id"] == task_id
    assert api("GET", "/image/v2/tasks", user="demo").status == 403


def test_an_image_deleted_before_its_import_leaves_no_file(api: Api, sandbox_cloud: Cloud) -> None:
    path = create(api)
    image_id = api("GET", path).json["id"]
    stage(api, path)
    api("POST", f"{path}/import", DIRECT)
    assert api("DELETE", path).status == 204
    api.work()
    assert not images.staged_path(sandbox_cloud.settings, image_id).exists()
    assert api("GET", "/image/v2/tasks").json["tasks"][0]["status"] == "failure"


def test_an_import_that_was_interrupted_after_its_file_moved_goes_on(
    api: Api, sandbox_cloud: Cloud
) -> None:
    path = create(api)
    image_id = api("GET", path).json["id"]
    stage(api, path)
    api("POST", f"{path}/import", DIRECT)
    settings = sandbox_cloud.settings
    images.staged_path(settings, image_id).replace(images.path(settings, image_id))
    images.reset_interrupted_uploads(sandbox_cloud.database, settings)
    api.work()
    assert api("GET", path).json["status"] == "active"


def test_an_interrupted_stage_can_be_repeated(api: Api, sandbox_cloud: Cloud) -> None:
    path = create(api)
    image_id = api("GET", path).json["id"]
    database = sandbox_cloud.database
    database.update("images", {"status": "uploading"}, id=image_id)
    images.reset_interrupted_uploads(database, sandbox_cloud.settings)
    assert stage(api, path) == 204


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"method": {}}, 400),
        ({"method": {"name": "nope"}}, 400),
        (DIRECT, 409),
        (COPY, 409),
        ({"method": {"name": "web-download", "uri": "http://example.org/"}}, 400),
    ],
)
def test_an_import_that_is_refused(api: Api, body: Any, status: int) -> None:
    assert api("POST", f"{create(api)}/import", body).status == status


def test_an_image_is_copied_to_no_other_store(api: Api) -> None:
    path = create(api)
    upload(api, path, b"data")
    assert api("POST", f"{path}/import", COPY).status == 400
    assert api("POST", f"{path}/import", {**COPY, "stores": ["no"]}).status == 409
    assert api("POST", f"{path}/import", {**COPY, "all_stores": True}).status == 202
    assert api("DELETE", f"/image/v2/stores/fs/{api('GET', path).json['id']}").status == 403


def test_a_staged_image_takes_no_upload(api: Api) -> None:
    path = create(api)
    stage(api, path)
    assert upload(api, path, b"x") == 409
    assert stage(api, path) == 409


def test_a_new_image_names_the_import_methods(api: Api) -> None:
    headers = api("POST", IMAGES, {"name": CIRROS}).headers
    assert headers["openstack-image-import-methods"] == "glance-direct,web-download,copy-image"
    assert headers["openstack-image-store-ids"] == "fs"


def test_tasks_are_neither_created_nor_deleted(api: Api) -> None:
    task = {"type": "import", "input": {"import_from": "http://example.org/"}}
    assert api("POST", "/image/v2/tasks", task).status == 400
    assert api("DELETE", "/image/v2/tasks/x").status == 405
