"""Who gets the page, who may use it, and what it tells browsers to refuse."""

from __future__ import annotations

import re

import pytest

from mini_nova_sandbox.page import files
from mini_nova_sandbox.page.service import HEADERS, POLICY
from tests.sandbox.asgi_client import Api, send
from tests.sandbox.page.visitor import PAGE, Visitor, page_key, trade

ENDPOINTS = [
    ("GET", "/session"),
    ("GET", "/events"),
    ("POST", "/launches"),
    ("GET", "/servers/x"),
    ("POST", "/servers/x/reboot"),
    ("DELETE", "/servers/x"),
    ("GET", "/faults"),
    ("POST", "/faults"),
    ("DELETE", "/faults"),
    ("DELETE", "/faults/1"),
]
NAMES = sorted(path.name for path in files.FOLDER.iterdir())


def test_the_key_becomes_a_cookie_that_scripts_cannot_read(api: Api) -> None:
    answer = trade(api, page_key(api))
    assert answer.status == 204
    cookie, *attributes = answer.headers["set-cookie"].split("; ")
    assert cookie.startswith("mini-nova-sandbox-8700=")
    assert set(attributes) == {
        f"Path={PAGE}",
        "Max-Age=43200",
        "HttpOnly",
        "SameSite=Strict",
    }


def test_the_key_works_once(api: Api) -> None:
    key = page_key(api)
    assert trade(api, key).status == 204
    again = trade(api, key)
    assert again.status == 403
    assert "set-cookie" not in again.headers
    assert again.json["error"]["message"] == "This key has been used already, or is too old."


def test_a_key_takes_the_control_key(api: Api) -> None:
    assert api("POST", "/sandbox/page-key").status == 401


@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
def test_everything_but_the_files_needs_the_cookie(api: Api, method: str, path: str) -> None:
    for cookie in ("", "mini-nova-sandbox-8700=x", "other=1", "mini-nova-sandbox-8701=x", "=;=,"):
        headers = {"cookie": cookie, "authorization": "Bearer control-key"}
        answer = send(api.app, method, f"{PAGE}{path}", {"name": "lose"}, headers)
        assert answer.status == 401, (cookie, answer)
    assert api.cloud.faults.overview()["planned"] == []


def test_every_operation_is_in_that_list(api: Api) -> None:
    (page,) = [service for service in api.app.services if service.name == "page"]
    operations = {
        (operation.method, re.sub("{.*?}", "x", operation.path))
        for operation in page.operations
        if not operation.public
    }
    endpoints = {(method, path.replace("faults/1", "faults/x")) for method, path in ENDPOINTS}
    assert operations == endpoints


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example:8700"},
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:8701"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_other_origins_and_hosts_get_nothing(
    api: Api, visitor: Visitor, headers: dict[str, str]
) -> None:
    for path in ("", f"/static/{files.PAGE}", "/session", "/events"):
        assert visitor("GET", path, **headers).status == 403
    assert visitor("POST", "/faults", {"name": "lose"}, **headers).status == 403
    key = page_key(api)
    assert visitor("POST", "/session", {"key": key}, **headers).status == 403
    assert trade(api, key).status == 204  # it was not used up


@pytest.mark.parametrize("name", NAMES)
def test_the_files_are_for_every_browser_on_this_machine(api: Api, name: str) -> None:
    answer = send(api.app, "GET", f"{PAGE}/static/{name}")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith(("text/", "image/svg+xml"))


@pytest.mark.parametrize("name", ["", "x.js", "..%2Fkeys.py", "../keys.py", "%2e%2e/keys.py", "."])
def test_there_are_no_other_files(api: Api, name: str) -> None:
    answer = send(api.app, "GET", f"{PAGE}/static/{name}")
    assert answer.status in (401, 404)  # no operation has a path with more slashes
    assert b"import" not in answer.content


@pytest.mark.parametrize("path", ["", "/", "/static/main.js", "/session", "/nowhere"])
def test_every_answer_tells_browsers_what_to_refuse(api: Api, path: str) -> None:
    answer = send(api.app, "GET", f"{PAGE}{path}")
    for name, value in HEADERS.items():
        assert answer.headers[name] == value


def test_the_policy_allows_no_inline_script_or_style() -> None:
    assert "unsafe" not in POLICY
    assert "default-src 'none'" in POLICY
    assert "frame-ancestors 'none'" in POLICY


@pytest.mark.parametrize("name", NAMES)
def test_the_page_has_nothing_inline_and_nothing_from_elsewhere(name: str) -> None:
    text = (files.FOLDER / name).read_text()
    assert not re.search(r"""<script(?! type="module" src)|<style|\sstyle=|\son\w+=""", text)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(", text)
    addresses = set(re.findall(r"https?://[^\s\"')]+", text))
    assert addresses <= {"http://www.w3.org/2000/svg"}


def test_every_file_is_used() -> None:
    sources = "".join((files.FOLDER / name).read_text() for name in NAMES)
    assert [name for name in NAMES if name != files.PAGE and f"/{name}" not in sources] == []


def test_no_file_is_long() -> None:
    lengths = {name: len((files.FOLDER / name).read_text().splitlines()) for name in NAMES}
    assert [name for name, length in lengths.items() if length > 200] == []
