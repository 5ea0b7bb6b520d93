"""``mini-nova rebuild``."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from tests.local_cloud import Fault, LocalCloud
from tests.runner import Run, nova

ACTION = r"/servers/[^/]+/action$"
IMAGE = "cirros-0.3.0-x86_64"
ID = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"


def _rebuild(cloud: LocalCloud, *options: str, status: str = "ACTIVE", image: str = ID) -> Run:
    server = cloud.add_server(name="vm", status=status)
    answer = {**server, "adminPass": "p4ss", "status": "REBUILD"}
    body = json.dumps({"server": answer}).encode()
    cloud.faults.add(Fault("POST", ACTION, "status", status=202, body=body))
    return nova(*options, "rebuild", "vm", image)


def _body(cloud: LocalCloud) -> Any:
    (request,) = cloud.matching("POST", ACTION)
    return json.loads(request.body)["rebuild"]


def test_by_default_it_says_the_image_alone(cloud: LocalCloud) -> None:
    """No description: null would clear it."""
    run = _rebuild(cloud)
    assert run.exit_code == 0
    assert _body(cloud) == {"imageRef": ID}
    assert ["adminPass", "p4ss"] in run.cells


def test_the_image_by_name(cloud: LocalCloud) -> None:
    image_id = next(key for key, image in cloud.images.items() if image["name"] == IMAGE)
    assert _rebuild(cloud, image=IMAGE).exit_code == 0
    assert _body(cloud) == {"imageRef": image_id}


def test_every_option(cloud: LocalCloud, tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_bytes(b"#!/bin/sh\n")
    cloud.add_server(name="vm")
    run = nova(
        "rebuild", "vm", ID, "--rebuild-password", "p", "--preserve-ephemeral", "--name", "new",
        "--description", "", "--meta", "a=1", "--key-name", "k", "--user-data", str(script),
        "--trusted-image-certificate-id", "c", "--hostname", "h", "--dry-run", "-f", "json",
    )  # fmt: skip
    (request,) = run.json
    assert request["body"]["rebuild"] == {
        "imageRef": ID,
        "adminPass": "***",
        "preserve_ephemeral": True,
        "name": "new",
        "description": None,
        "metadata": {"a": "1"},
        "hostname": "h",
        "key_name": "k",
        "user_data": "***",
        "trusted_image_certificates": ["c"],
    }


def test_what_is_unset_is_null(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    options = ("--key-unset", "--user-data-unset", "--trusted-image-certificates-unset")
    run = nova("rebuild", "vm", ID, *options, "--dry-run", "-f", "json")
    (request,) = run.json
    body = request["body"]["rebuild"]
    assert [body["key_name"], body["trusted_image_certificates"]] == [None, None]
    assert "user_data" in body


def test_files_at_an_older_version(cloud: LocalCloud, tmp_path: Path) -> None:
    path = tmp_path / "motd"
    path.write_bytes(b"hello")
    cloud.add_server(name="vm")
    body = json.dumps({"server": cloud.add_server(name="other")}).encode()
    cloud.faults.add(Fault("POST", ACTION, "status", status=202, body=body))
    assert nova("rebuild", "vm", ID, "--file", f"/etc/motd={path}").exit_code == 0
    contents = base64.b64encode(b"hello").decode()
    assert _body(cloud)["personality"] == [{"path": "/etc/motd", "contents": contents}]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--key-unset", "--key-name", "k"), "Cannot specify '--key-unset' with '--key-name'."),
        (
            ("--user-data-unset", "--user-data", "f"),
            "Cannot specify '--user-data-unset' with '--user-data'.",
        ),
        (("--user-data", "/nosuch"), "Can't open '/nosuch': [Errno 2] No such file or directory"),
        (("--meta", "a"), "'a' is not in the format of 'key=value'"),
        (("--timeout", "5"), "--timeout needs --poll"),
    ],
)
def test_refused_with_nothing_sent(
    cloud: LocalCloud, options: tuple[str, ...], sentence: str
) -> None:
    run = nova("rebuild", "vm", ID, *options)
    assert sentence in run.stderr
    assert (run.exit_code, cloud.count("POST", ACTION)) == (2, 0)


@pytest.mark.parametrize("status", ["ACTIVE", "SHUTOFF"])
def test_poll_ends_for_a_server_that_stays_stopped(cloud: LocalCloud, status: str) -> None:
    server = cloud.add_server(name="vm", status=status)
    body = json.dumps({"server": server}).encode()
    cloud.faults.add(Fault("POST", ACTION, "status", status=202, body=body))
    run = nova("rebuild", "vm", ID, "--poll")
    assert run.exit_code == 0
    assert run.errors[-1].startswith(f"vm ({server['id']}): {status}")


def test_for_programs_it_is_the_server(cloud: LocalCloud) -> None:
    run = _rebuild(cloud, "-f", "json")
    assert (run.json["adminPass"], run.json["status"]) == ("p4ss", "REBUILD")
