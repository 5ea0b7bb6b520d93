"""``mini-nova share-attach``, ``share-show`` and ``share-detach``."""

import json

import pytest

from tests.local_cloud import Fault, LocalCloud
from tests.runner import nova

SERVER = "11111111-2222-3333-4444-555555555555"
SHARE = "66666666-7777-8888-9999-000000000000"
PATH = f"/servers/{SERVER}/shares"
ATTACHMENT = {"share_id": SHARE, "status": "attaching", "tag": "data"}


def _answer(cloud: LocalCloud, method: str, path: str, status: int, content: object = None) -> None:
    body = b"" if content is None else json.dumps(content).encode()
    cloud.faults.add(Fault(method, f"{path}$", "status", times=9, status=status, body=body))


@pytest.mark.parametrize(
    ("options", "content"),
    [((), {"share_id": SHARE}), (("--tag", "data"), {"share_id": SHARE, "tag": "data"})],
)
def test_attach_posts_the_share_and_its_tag(
    cloud: LocalCloud, options: tuple[str, ...], content: dict[str, str]
) -> None:
    _answer(cloud, "POST", PATH, 201, {"share": ATTACHMENT})
    run = nova("share-attach", SERVER, SHARE, *options)
    assert run.exit_code == 0, run.stderr
    assert ["status", "attaching"] in run.cells
    (request,) = cloud.matching("POST", PATH)
    assert json.loads(request.body) == {"share": content}
    assert request.headers["OpenStack-API-Version"] == "compute 2.104"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((SERVER, "name"), "'name' is not the id of a share"),
        ((SERVER, SHARE, "--tag", "a/b"), "--tag: 'a/b' is not a tag"),
        ((SERVER, SHARE, "--tag", ""), "--tag: '' is not a tag"),
    ],
)
def test_attach_refuses_what_nova_would(
    cloud: LocalCloud, arguments: tuple[str, ...], sentence: str
) -> None:
    run = nova("share-attach", *arguments)
    assert run.exit_code == 2
    assert run.errors[0] == f"ERROR (CommandError): {sentence}"
    assert cloud.requests == []


def test_show_shows_the_attachment(cloud: LocalCloud) -> None:
    _answer(cloud, "GET", f"{PATH}/{SHARE}", 200, {"share": ATTACHMENT})
    run = nova("share-show", SERVER, SHARE)
    assert run.cells == [
        ["Property", "Value"],
        ["share_id", SHARE],
        ["status", "attaching"],
        ["tag", "data"],
    ]
    assert nova("share-show", SERVER, SHARE, "-f", "json").json == ATTACHMENT


def test_a_share_that_is_not_there_is_said_in_novas_words(cloud: LocalCloud) -> None:
    sentence = f"Share {SHARE} could not be found."
    missing = {"itemNotFound": {"message": sentence}}
    _answer(cloud, "GET", f"{PATH}/{SHARE}", 404, missing)
    run = nova("share-show", SERVER, SHARE)
    assert run.exit_code == 4
    assert run.errors[0].startswith(f"ERROR (NotFound): {sentence}")


def test_detach_deletes_each(cloud: LocalCloud) -> None:
    server = cloud.add_server(name="vm", status="SHUTOFF")
    path = f"/servers/{server['id']}/shares"
    _answer(cloud, "DELETE", f"{path}/a", 200)
    _answer(cloud, "DELETE", f"{path}/b", 200)
    run = nova("share-detach", "vm", "a", "b")
    assert (run.stdout, run.exit_code) == ("", 0)
    deletions = cloud.matching("DELETE", "/shares/")
    assert [request.path.rpartition("/")[2] for request in deletions] == ["a", "b"]


@pytest.mark.parametrize("command", ["share-list", "share-show", "share-attach", "share-detach"])
def test_they_began_with_2_97(cloud: LocalCloud, command: str) -> None:
    share = [] if command == "share-list" else [SHARE]
    run = nova("--os-compute-api-version", "2.96", command, SERVER, *share)
    sentence = f"'{command}' is only supported since microversion 2.97."
    assert (run.exit_code, run.errors[0]) == (2, f"ERROR (UnsupportedVersion): {sentence}")
    assert cloud.requests == []
