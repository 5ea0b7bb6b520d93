"""Findings of endpoints, told from what they answer."""

import threading
import time
from typing import Any

import pytest

from mini_nova_auth import testing
from mini_nova_auth.access.access import Access
from mini_nova_auth.diagnosis import catalog_check
from mini_nova_auth.diagnosis.endpoint_probe import SIDE_BY_SIDE, check
from mini_nova_auth.diagnosis.probe_urls import document_url, read_url
from mini_nova_auth.errors import AuthToolkitError, ProtocolError, Unavailable
from mini_nova_auth.testing import PROJECT, answer, v3_service
from mini_nova_auth.wire import retry
from mini_nova_auth.wire.message import Request, Response

HOST = "http://cloud.example"
NOVA, DOCUMENT = f"{HOST}:8774/v2.1", f"{HOST}:8774/v2.1/"
READ = f"{NOVA}/flavors?limit=1"
VERSIONS = {"version": {"id": "v2.1", "links": [{"rel": "self", "href": f"{NOVA}/"}]}}


def access_to(
    url: str, kind: str = "compute", interface: str = "public", auth_url: str = testing.AUTH_URL
) -> Access:
    """A login whose catalog has one endpoint."""
    return testing.access(
        catalog=[v3_service(kind, "x", url, interfaces=[interface])], auth_url=auth_url
    )


def asked(access: Access, answers: dict[str, Any], **given: str) -> tuple[list[str], list[Request]]:
    """The codes that are found, and the requests; what has no answer is refused."""
    requests: list[Request] = []

    def send(request: Request) -> Response:
        requests.append(request)
        came = answers.get(request.url, Unavailable("nothing answers", sent=False, code="refused"))
        if isinstance(came, AuthToolkitError):
            raise came
        assert isinstance(came, Response)
        return came._replace(url=request.url)

    return [
        f"{finding.severity} {finding.code}" for finding in check(access, send, **given)
    ], requests


def of_compute(document: Any, read: Any = None) -> list[str]:
    """The codes for a compute that answers so."""
    return asked(access_to(NOVA), {DOCUMENT: document, READ: read or answer(200, {})})[0]


def test_a_good_endpoint_is_asked_twice_and_has_no_finding() -> None:
    found, requests = asked(
        access_to(NOVA), {DOCUMENT: answer(200, VERSIONS), READ: answer(200, {})}
    )
    assert found == []
    assert [(request.url, "X-Auth-Token" in request.headers) for request in requests] == [
        (DOCUMENT, False),
        (READ, True),
    ]


@pytest.mark.parametrize(
    ("document", "found"),
    [
        (Unavailable("x", sent=False, code="refused"), ["error refused"]),
        (Unavailable("x", sent=False, code="unreachable"), ["error unreachable"]),
        (Unavailable("x", sent=False, code="name-not-found"), ["error name-not-found"]),
        (Unavailable("x", sent=False, code="tls-untrusted"), ["error tls-untrusted"]),
        (Unavailable("x", sent=False, code="tls-expired"), ["error tls-expired"]),
        (Unavailable("x", sent=False, code="tls-wrong-host"), ["error tls-wrong-host"]),
        (ProtocolError("redirects in circles"), ["error no-sense"]),
        (answer(404), ["warning version-not-json"]),
        (answer(503), ["error out-of-order"]),
        (answer(200, b"<html>"), ["warning version-not-json"]),
        (answer(200, b""), ["warning version-not-json"]),
        (answer(401), []),
        (
            answer(
                200,
                {
                    "version": {
                        "id": "v2.1",
                        "links": [{"rel": "self", "href": "http://inner:8774/v2.1/"}],
                    }
                },
            ),
            ["warning link-elsewhere"],
        ),
        (
            answer(
                200,
                {
                    "versions": [
                        {
                            "id": "v2.1",
                            "links": [{"rel": "self", "href": "https://cloud.example:8774/"}],
                        }
                    ]
                },
            ),
            ["warning link-elsewhere"],
        ),
        (
            answer(200, {"versions": [1, {"links": "x"}], "version": []}),
            ["warning version-not-json"],
        ),
        (answer(200, [1]), ["warning version-not-json"]),
        (answer(429), ["warning slow-down"]),
    ],
)
def test_a_version_document(document: Any, found: list[str]) -> None:
    assert of_compute(document) == found


def test_a_token_that_is_refused() -> None:
    assert of_compute(answer(200, VERSIONS), answer(401)) == ["error token-refused"]
    assert of_compute(answer(200, VERSIONS), answer(403)) == []


@pytest.mark.parametrize(
    ("read", "found"),
    [
        (answer(503), ["error out-of-order"]),
        (answer(404), ["error not-found"]),
        (answer(200, b"<html>"), ["error no-sense"]),
        (Unavailable("x", sent=True, code="no-answer"), ["error no-answer"]),
    ],
)
def test_a_request_with_a_token_that_goes_wrong(read: Any, found: list[str]) -> None:
    assert of_compute(answer(200, VERSIONS), read) == found


def test_a_service_that_asks_to_slow_down_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(retry, "sleep", slept.append)
    answers = iter([answer(429, b"", {"Retry-After": "2"}), answer(200, VERSIONS), answer(200, {})])
    assert check(access_to(NOVA), lambda request: next(answers)._replace(url=request.url)) == []
    assert slept == [2.0]


@pytest.mark.parametrize(
    ("document", "severity", "words"),
    [
        (
            answer(404),
            "error",
            "compute is registered at /v2, which answers 404; /v2.1 answers beside it",
        ),
        (
            answer(200, {"version": {"id": "v2.0"}}),
            "warning",
            "compute is registered at /v2; /v2.1 answers beside it",
        ),
    ],
)
def test_an_old_compute_with_a_newer_one_beside_it(
    document: Response, severity: str, words: str
) -> None:
    answers = {f"{HOST}:8774/v2/": document, DOCUMENT: answer(200, VERSIONS)}
    answers[f"{HOST}:8774/v2/{PROJECT['id']}/flavors?limit=1"] = document
    [finding] = check(
        access_to(f"{HOST}:8774/v2"), lambda request: answers[request.url]._replace(url=request.url)
    )
    assert (finding.severity, finding.code, finding.message) == (severity, "version-old", words)
    assert finding.hint.endswith(f"--os-endpoint-override {NOVA}.")


def test_a_legacy_compute_beside_the_new_one_may_be_old() -> None:
    old = {"id": "v2.0", "links": []}
    answers = {f"{HOST}:8774/v2/": answer(200, {"version": old}), DOCUMENT: answer(200, VERSIONS)}
    answers |= {
        READ: answer(200, {}),
        f"{HOST}:8774/v2/{PROJECT['id']}/flavors?limit=1": answer(200, {}),
    }
    legacy = v3_service("compute_legacy", "nova", f"{HOST}:8774/v2", interfaces=["public"])
    both = testing.access(
        catalog=[v3_service("compute", "nova", NOVA, interfaces=["public"]), legacy]
    )
    assert asked(both, answers)[0] == []
    assert catalog_check.check(both, auth_url=testing.AUTH_URL) == []
    assert asked(testing.access(catalog=[legacy]), answers)[0] == ["warning version-old"]


def test_who_signed_a_certificate_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "mini_nova_auth.wire.certificates.issuer_of", lambda host, port: f'"{host}:{port}"'
    )

    def send(request: Request) -> Response:
        raise Unavailable("not trusted", sent=False, code="tls-untrusted")

    [finding] = check(access_to("https://cloud.example/compute/v2.1"), send)
    assert finding.message == 'not trusted; it is signed by "cloud.example:443"'


def test_every_kind_of_service_that_is_known_is_shown_the_token() -> None:
    url = f"{HOST}:8776/v3/p1"
    answers = {f"{HOST}:8776/v3/": answer(200, {}), f"{url}/volumes?limit=1": answer(401)}
    assert asked(access_to(url, "volumev3"), answers)[0] == ["error token-refused"]
    _, requests = asked(access_to(f"{HOST}/ec2", "ec2"), {f"{HOST}/ec2/": answer(200, {})})
    assert not [request for request in requests if "X-Auth-Token" in request.headers], (
        "it knows no tokens"
    )


@pytest.mark.parametrize("code", ["cut", "no-answer"])
def test_https_where_http_is_listed(code: str) -> None:
    answers = {
        DOCUMENT: Unavailable("x", sent=True, code=code),
        DOCUMENT.replace("http", "https"): answer(200, VERSIONS),
    }
    assert asked(access_to(NOVA), answers)[0] == ["error http-where-https"]
    told = answer(400, b"The plain HTTP request was sent to HTTPS port")
    assert asked(access_to(NOVA), {**answers, DOCUMENT: told})[0] == ["error http-where-https"]
    untold = answer(
        400, b"<h1>400 Bad request</h1> Your browser sent an invalid request."
    )  # HAProxy's
    assert asked(access_to(NOVA), {**answers, DOCUMENT: untold})[0] == ["error http-where-https"]


def test_http_where_https_is_listed() -> None:
    url = NOVA.replace("http", "https")
    answers = {
        f"{url}/": Unavailable("x", sent=False, code="tls-none"),
        DOCUMENT: answer(200, VERSIONS),
    }
    assert asked(access_to(url), answers)[0] == ["error https-where-http"]
    assert asked(access_to(url), {f"{url}/": Unavailable("x", sent=False, code="tls-none")})[0] == [
        "error tls-none"
    ]


def test_compute_without_a_version() -> None:
    root = answer(300, {"versions": [{"id": "v2.1"}]})
    assert asked(access_to(f"{HOST}:8774"), {f"{HOST}:8774/": root, READ: answer(200, {})})[0] == [
        "warning version-missing"
    ]
    image = {f"{HOST}:9292/": root, f"{HOST}:9292/v2/images?limit=1": answer(200, {})}
    assert asked(access_to(f"{HOST}:9292", "image"), image)[0] == []
    assert asked(
        access_to(f"{HOST}:8774"), {f"{HOST}:8774/": answer(200, b"<html>"), READ: answer(200, {})}
    )[0] == [
        "warning version-not-json",
        "error version-missing",
    ]


@pytest.mark.parametrize(
    ("read", "found"), [(200, "error version-missing"), (404, "error not-found")]
)
def test_compute_without_a_version_whose_root_is_not_there(read: int, found: str) -> None:
    answers = {f"{HOST}:8774/": answer(404), READ: answer(read, {})}
    assert asked(access_to(f"{HOST}:8774"), answers)[0] == [found]


def test_an_interface_that_is_not_in_use_may_be_out_of_reach() -> None:
    assert asked(access_to(NOVA, interface="internal"), {})[0] == ["info refused"]
    assert asked(access_to(NOVA, interface="internal"), {}, interface="internal")[0] == [
        "error refused"
    ]
    assert asked(access_to(NOVA, interface="internal"), {DOCUMENT: answer(404)})[0] == [
        "error not-found"
    ]


def test_no_token_goes_where_it_would_be_seen() -> None:
    access = access_to(NOVA, auth_url="https://cloud.example:5000/v3")
    _, requests = asked(access, {DOCUMENT: answer(200, VERSIONS), READ: answer(401)})
    assert not [request for request in requests if "X-Auth-Token" in request.headers]


@pytest.mark.parametrize(
    ("kind", "url", "document", "read"),
    [
        (
            "compute",
            f"{HOST}/compute/v2.1/p1/",
            f"{HOST}/compute/v2.1/",
            f"{HOST}/compute/v2.1/p1/flavors?limit=1",
        ),
        ("compute", f"{HOST}:8774", f"{HOST}:8774/", f"{HOST}:8774/v2.1/flavors?limit=1"),
        ("image", f"{HOST}:9292", f"{HOST}:9292/", f"{HOST}:9292/v2/images?limit=1"),
        (
            "network",
            f"{HOST}:9696/v2.0",
            f"{HOST}:9696/v2.0/",
            f"{HOST}:9696/v2.0/networks?limit=1&fields=id",
        ),
        (
            "block-storage",
            f"{HOST}:8776/v3/p1",
            f"{HOST}:8776/v3/",
            f"{HOST}:8776/v3/p1/volumes?limit=1",
        ),
        (
            "placement",
            f"{HOST}/placement",
            f"{HOST}/placement/",
            f"{HOST}/placement/resource_providers?name=none",
        ),
        ("object-store", f"{HOST}:8080/v1/AUTH_x", f"{HOST}:8080/info", f"{HOST}:8080/v1/AUTH_x"),
        ("object-store", f"{HOST}/swift/v1", f"{HOST}/swift/info", f"{HOST}/swift/v1"),
    ],
)
def test_what_is_asked(kind: str, url: str, document: str, read: str) -> None:
    assert (document_url(kind, url), read_url(kind, url)) == (document, read)


def test_endpoints_are_asked_side_by_side_within_a_bound() -> None:
    catalog = [
        v3_service("metric", f"x{at}", f"{HOST}:{9000 + at}/v1", interfaces=["public"])
        for at in range(24)
    ]
    running, most, lock = 0, 0, threading.Lock()

    def send(request: Request) -> Response:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1
        return answer(200, VERSIONS, url=request.url)

    check(testing.access(catalog=catalog), send)
    assert 1 < most <= SIDE_BY_SIDE == 10  # what the transport keeps of connections to one host


def test_one_url_is_asked_once() -> None:
    catalog = [v3_service("metric", "x", f"{HOST}:9000/v1")]
    requests: list[Request] = []

    def send(request: Request) -> Response:
        requests.append(request)
        return answer(200, {}, url=request.url)

    check(testing.access(catalog=catalog), send)
    assert len(requests) == 1


def test_a_service_whose_document_is_at_its_root_alone() -> None:
    url = f"{HOST}/heat-api/v1/p1"
    root = answer(
        300,
        {"versions": [{"id": "v1.0", "links": [{"rel": "self", "href": f"{HOST}/heat-api/v1/"}]}]},
    )
    answers = {f"{HOST}/heat-api/v1/": answer(404), f"{url}/stacks?limit=1": answer(200, {})}
    found, _ = asked(access_to(url, "orchestration"), {**answers, f"{HOST}/heat-api/": root})
    assert found == []
    nothing = dict.fromkeys([*answers, f"{HOST}/heat-api/"], answer(404))
    assert asked(access_to(url, "orchestration"), nothing)[0] == ["error not-found"]


def test_an_interrupt_waits_for_no_answer() -> None:
    catalog = [
        v3_service("x", "x", f"{HOST}/{number}", interfaces=["public"]) for number in range(2)
    ]
    begun_to_wait, until = threading.Event(), threading.Event()

    def send(request: Request) -> Response:
        if "/0" in request.url:
            begun_to_wait.wait(20.0)
            raise KeyboardInterrupt
        begun_to_wait.set()
        until.wait(20.0)
        return answer(200, {})

    begun = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            check(testing.access(catalog=catalog), send)
        assert time.monotonic() - begun < 10.0
    finally:
        until.set()


def test_keystones_versions_above_a_service_are_not_its_own() -> None:
    keystones = answer(300, {"versions": {"values": [{"id": "v3.14", "links": []}]}})
    found, _ = asked(
        access_to(f"{HOST}/image/v2", "image"),
        {f"{HOST}/image/v2/": answer(404), f"{HOST}/": keystones},
    )
    assert found == ["error not-found"]
    found, requests = asked(
        access_to(f"{HOST}/image", "image"), {f"{HOST}/image/": answer(404), f"{HOST}/": keystones}
    )
    assert found == ["error not-found"]
    assert f"{HOST}/" not in [request.url for request in requests]


@pytest.mark.parametrize(
    ("kind", "read", "found"),
    [
        ("compute", answer(404), ["error not-found"]),
        ("image", answer(404), ["error not-found"]),
        ("image", answer(200, {}), []),
        ("image", answer(401), ["error token-refused"]),
        ("rax:feeds", answer(200, {}), ["warning not-found"]),
    ],
)
def test_a_service_without_a_version_document_may_answer_all_the_same(
    kind: str, read: Response, found: list[str]
) -> None:
    answers = {f"{HOST}/x/v2.1/": answer(404), f"{HOST}/x/": answer(404)}
    answers |= {f"{HOST}/x/v2.1{path}": read for path in ("/flavors?limit=1", "/images?limit=1")}
    assert asked(access_to(f"{HOST}/x/v2.1", kind), answers)[0] == found


def test_an_old_compute_alone_is_no_fault() -> None:
    url = f"{HOST}:8774/v2/{PROJECT['id']}"
    answers = {f"{HOST}:8774/v2/": answer(200, {}), f"{url}/flavors?limit=1": answer(200, {})}
    assert asked(access_to(url), answers)[0] == ["info version-old"]
