"""``api``: what is refused before anything is sent, and what a lost answer means."""

import json
from pathlib import Path

import pytest

from mini_nova_auth.wire import retry
from tests.local_cloud import Fault, LocalCloud
from tests.runner import nova


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("FETCH", "/servers"), "FETCH is none of GET"),
        (("GET", "servers"), "begins with a slash"),
        (("GET", "/servers\n"), "begins with a slash, and has no blanks"),
        (("POST", "/servers", "--data", "{"), "not JSON"),
        (("POST", "/servers", "--data", "@/no/such"), "/no/such cannot be read"),
        (("POST", "/servers", "--paginate"), "--paginate is for GET"),
        (("GET", "/servers", "-H", "nocolon"), "a header is NAME:VALUE"),
        (("GET", "/servers", "-H", "X-A: b\nX-C: d"), "a header is NAME:VALUE"),
        (("GET", "/servers", "-H", "x-auth-token: another"), "the token is the login's"),
    ],
)
def test_what_is_refused(cloud: LocalCloud, arguments: tuple[str, ...], words: str) -> None:
    run = nova("api", *arguments)
    assert run.exit_code == 2
    assert words in run.stderr
    assert not cloud.requests


def test_a_read_with_headers_and_a_microversion(cloud: LocalCloud) -> None:
    run = nova("api", "get", "/servers", "--microversion", "2.90", "-H", "X-Mine: yes", "-i")
    assert run.exit_code == 0
    head, _, body = run.stdout.partition("\n\n")
    assert head.startswith("HTTP 200\n")
    assert json.loads(body) == {"servers": []}
    sent = cloud.requests[-1].headers
    assert (sent["OpenStack-API-Version"], sent["X-Mine"]) == ("compute 2.90", "yes")


def test_the_microversion_that_the_settings_ask_for(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OS_COMPUTE_API_VERSION", "2.60")
    nova("api", "GET", "/servers")
    assert cloud.requests[-1].headers["OpenStack-API-Version"] == "compute 2.60"
    nova("api", "GET", "/servers", "-H", "openstack-api-version: compute 2.61")
    assert cloud.requests[-1].headers["OpenStack-API-Version"] == "compute 2.61"


def test_the_media_types_asked_for_are_sent_in_place_of_the_usual_ones(cloud: LocalCloud) -> None:
    patch = "application/openstack-images-v2.1-json-patch"
    nova(
        "api",
        "PATCH",
        "/v2/images/x",
        "--service",
        "image",
        "--data",
        "[]",
        "-H",
        f"content-type: {patch}",
        "-H",
        "ACCEPT: text/plain",
    )
    sent = [(name.lower(), value) for name, value in cloud.requests[-1].headers.items()]
    assert [value for name, value in sent if name in ("content-type", "accept")] == [
        patch,
        "text/plain",
    ]


def test_a_body_from_a_file_and_from_stdin(cloud: LocalCloud, tmp_path: Path) -> None:
    path = tmp_path / "body.json"
    path.write_text('{"server": {"name": "a"}}')
    nova("api", "POST", "/servers", "--data", f"@{path}")
    nova("api", "POST", "/servers", "--data", "@-", stdin='{"server": {"name": "b"}}')
    assert [request.json["server"]["name"] for request in cloud.matching("POST", "/servers$")] == [
        "a",
        "b",
    ]


def test_a_change_whose_answer_is_lost_is_sent_once(cloud: LocalCloud) -> None:
    nova("list")
    cloud.faults.add(Fault("POST", "/servers$", "lose-answer"))
    run = nova("api", "POST", "/servers", "--data", '{"server": {"name": "a"}}')
    assert run.exit_code == 7
    assert "may have been done or not" in run.stderr
    assert len(cloud.matching("POST", "/servers$")) == 1


def test_a_refusal_has_its_body_on_stdout_and_its_sentence_on_stderr(cloud: LocalCloud) -> None:
    run = nova("api", "GET", "/servers/nosuch")
    assert run.exit_code == 4
    assert run.json["itemNotFound"]["code"] == 404
    assert run.errors[0].startswith("ERROR (NotFound): ")


def test_what_is_not_json_is_passed_on_and_made_safe_for_a_terminal(cloud: LocalCloud) -> None:
    nova("list")
    cloud.faults.add(Fault("GET", "/servers$", "html", times=2))
    assert nova("api", "GET", "/servers").stdout.startswith("<")
    assert nova("api", "GET", "/servers", tty=True).stdout.startswith("<")


def test_pages_are_joined(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "sleep", lambda seconds: None)
    flavors = nova("api", "GET", "/flavors").json["flavors"]
    run = nova("api", "GET", "/flavors?limit=1", "--paginate")
    assert run.json == {"flavors": flavors}
    cloud.faults.add(Fault("GET", "/flavors", "status", times=2, status=503))
    assert nova("api", "GET", "/flavors?limit=1", "--paginate").json == {"flavors": flavors}
    missing = nova("api", "GET", "/nosuch", "--paginate")
    assert (missing.exit_code, missing.errors[0][:17]) == (4, "ERROR (NotFound):")
