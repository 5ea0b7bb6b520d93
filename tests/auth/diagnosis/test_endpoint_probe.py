"""Probe endpoints and judge their answers."""

import threading
from typing import Any

import pytest

from mini_nova_auth import testing
from mini_nova_auth.access.access import Access
from mini_nova_auth.diagnosis import catalog_check
from mini_nova_auth.diagnosis.endpoint_probe import PARALLEL_PROBES, check
from mini_nova_auth.diagnosis.probe_urls import document_url, read_url
from mini_nova_auth.errors import AuthToolkitError, ProtocolError, Unavailable
from mini_nova_auth.testing import PROJECT, answer, v3_service
from mini_nova_auth.wire import retry
from mini_nova_auth.wire.message import Request, Response
from tests.runner import LIMIT

HOST = "http://cloud.example"
NOVA, DOCUMENT = f"{HOST}:8774/v2.1", f"{HOST}:8774/v2.1/"
READ = f"{NOVA}/flavors?limit=1"
VERSIONS = {"version": {"id": "v2.1", "links": [{"rel": "self", "href": f"{NOVA}/"}]}}


def access_to(
    url: str, kind: str = "compute", interface: str = "public", auth_url: str = testing.AUTH_URL
) -> Access:
    """Return a login whose catalog has one endpoint."""
    return testing.access(
        catalog=[v3_service(kind, "x", url, interfaces=[interface])], auth_url=auth_url
    )


def probe(
    access: Access, answers: dict[str, Any], **options: str
) -> tuple[list[str], list[Request]]:
    """Return the severities and codes of the findings, and the requests.

    URLs without an answer refuse the connection.
    """
    requests: list[Request] = []

    def send(request: Request) -> Response:
        requests.append(request)
        refusal = Unavailable("nothing answers", sent=False, code="refused")
        response = answers.get(request.url, refusal)
        if isinstance(response, AuthToolkitError):
            raise response
        assert isinstance(response, Response)
        return response._replace(url=request.url)

    findings = check(access, send, **options)
    return [f"{finding.severity} {finding.code}" for finding in findings], requests


def codes_of(access: Access, answers: dict[str, Any], **options: str) -> list[str]:
    """Return the severities and codes of the findings."""
    codes, _ = probe(access, answers, **options)
    return codes


def compute_codes(document: Any, read: Any = None) -> list[str]:
    """Return the severities and codes for a compute with these answers."""
    return codes_of(access_to(NOVA), {DOCUMENT: document, READ: read or answer(200, {})})


def test_a_working_endpoint_gets_two_requests_and_has_no_findings() -> None:
    codes, requests = probe(
        access_to(NOVA), {DOCUMENT: answer(200, VERSIONS), READ: answer(200, {})}
    )
    assert codes == []
    assert [(request.url, "X-Auth-Token" in request.headers) for request in requests] == [
        (DOCUMENT, False),
        (READ, True),
    ]


@pytest.mark.parametrize(
    ("document", "codes"),
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
def test_answers_in_place_of_a_version_document(document: Any, codes: list[str]) -> None:
    assert compute_codes(document) == codes


def test_a_service_that_refuses_the_token() -> None:
    assert compute_codes(answer(200, VERSIONS), answer(401)) == ["error token-refused"]
    assert compute_codes(answer(200, VERSIONS), answer(403)) == []


@pytest.mark.parametrize(
    ("read", "codes"),
    [
        (answer(503), ["error out-of-order"]),
        (answer(404), ["error not-found"]),
        (answer(200, b"<html>"), ["error no-sense"]),
        (Unavailable("x", sent=True, code="no-answer"), ["error no-answer"]),
    ],
)
def test_a_failed_request_with_the_token(read: Any, codes: list[str]) -> None:
    assert compute_codes(answer(200, VERSIONS), read) == codes


def test_a_429_is_repeated_after_the_wait_it_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(retry, "sleep", waits.append)
    answers = iter([answer(429, b"", {"Retry-After": "2"}), answer(200, VERSIONS), answer(200, {})])
    assert check(access_to(NOVA), lambda request: next(answers)._replace(url=request.url)) == []
    assert waits == [2.0]


@pytest.mark.parametrize(
    ("document", "severity", "message"),
    [
        (
            answer(404),
            "error",
            "compute is listed at /v2, which answers 404, although /v2.1 answers beside it",
        ),
        (
            answer(200, {"version": {"id": "v2.0"}}),
            "warning",
            "compute is listed at /v2, although /v2.1 answers beside it",
        ),
    ],
)
def test_an_old_compute_beside_a_newer_one(document: Response, severity: str, message: str) -> None:
    answers = {f"{HOST}:8774/v2/": document, DOCUMENT: answer(200, VERSIONS)}
    answers[f"{HOST}:8774/v2/{PROJECT['id']}/flavors?limit=1"] = document
    [finding] = check(
        access_to(f"{HOST}:8774/v2"), lambda request: answers[request.url]._replace(url=request.url)
    )
    assert (finding.severity, finding.code, finding.message) == (severity, "version-old", message)
    assert finding.hint.endswith(f"--os-endpoint-override {NOVA}.")


def test_a_legacy_compute_beside_the_current_one_is_no_finding() -> None:
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
    assert codes_of(both, answers) == []
    assert catalog_check.check(both, auth_url=testing.AUTH_URL) == []
    assert codes_of(testing.access(catalog=[legacy]), answers) == ["warning version-old"]


def test_the_message_names_the_issuer_of_an_untrusted_certificate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "mini_nova_auth.wire.certificates.issuer_of", lambda host, port: f'"{host}:{port}"'
    )

    def send(request: Request) -> Response:
        raise Unavailable("not trusted", sent=False, code="tls-untrusted")

    [finding] = check(access_to("https://cloud.example/compute/v2.1"), send)
    assert finding.message == 'not trusted; it is signed by "cloud.example:443"'


def test_the_token_is_only_sent_to_known_types_of_services() -> None:
    url = f"{HOST}:8776/v3/p1"
    answers = {f"{HOST}:8776/v3/": answer(200, {}), f"{url}/volumes?limit=1": answer(401)}
    assert codes_of(access_to(url, "volumev3"), answers) == ["error token-refused"]
    _, requests = probe(access_to(f"{HOST}/ec2", "ec2"), {f"{HOST}/ec2/": answer(200, {})})
    assert not [request for request in requests if "X-Auth-Token" in request.headers], (
        "EC2 does not know tokens"
    )


@pytest.mark.parametrize("code", ["cut", "no-answer"])
def test_http_is_listed_but_https_answers(code: str) -> None:
    answers = {
        DOCUMENT: Unavailable("x", sent=True, code=code),
        DOCUMENT.replace("http", "https"): answer(200, VERSIONS),
    }
    assert codes_of(access_to(NOVA), answers) == ["error http-where-https"]
    nginx = answer(400, b"The plain HTTP request was sent to HTTPS port")
    assert codes_of(access_to(NOVA), {**answers, DOCUMENT: nginx}) == ["error http-where-https"]
    haproxy = answer(400, b"<h1>400 Bad request</h1> Your browser sent an invalid request.")
    assert codes_of(access_to(NOVA), {**answers, DOCUMENT: haproxy}) == ["error http-where-https"]


def test_https_is_listed_but_http_answers() -> None:
    url = NOVA.replace("http", "https")
    answers = {
        f"{url}/": Unavailable("x", sent=False, code="tls-none"),
        DOCUMENT: answer(200, VERSIONS),
    }
    assert codes_of(access_to(url), answers) == ["error https-where-http"]
    assert codes_of(access_to(url), {f"{url}/": Unavailable("x", sent=False, code="tls-none")}) == [
        "error tls-none"
    ]


def test_compute_without_a_version() -> None:
    root = answer(300, {"versions": [{"id": "v2.1"}]})
    assert codes_of(access_to(f"{HOST}:8774"), {f"{HOST}:8774/": root, READ: answer(200, {})}) == [
        "warning version-missing"
    ]
    image = {f"{HOST}:9292/": root, f"{HOST}:9292/v2/images?limit=1": answer(200, {})}
    assert codes_of(access_to(f"{HOST}:9292", "image"), image) == []
    assert codes_of(
        access_to(f"{HOST}:8774"), {f"{HOST}:8774/": answer(200, b"<html>"), READ: answer(200, {})}
    ) == [
        "warning version-not-json",
        "error version-missing",
    ]


@pytest.mark.parametrize(
    ("status", "code"), [(200, "error version-missing"), (404, "error not-found")]
)
def test_compute_without_a_version_or_a_root_document(status: int, code: str) -> None:
    answers = {f"{HOST}:8774/": answer(404), READ: answer(status, {})}
    assert codes_of(access_to(f"{HOST}:8774"), answers) == [code]


def test_an_unused_interface_may_be_unreachable() -> None:
    assert codes_of(access_to(NOVA, interface="internal"), {}) == ["info refused"]
    assert codes_of(access_to(NOVA, interface="internal"), {}, interface="internal") == [
        "error refused"
    ]
    assert codes_of(access_to(NOVA, interface="internal"), {DOCUMENT: answer(404)}) == [
        "error not-found"
    ]


def test_no_token_is_sent_in_clear_text_if_identity_uses_tls() -> None:
    access = access_to(NOVA, auth_url="https://cloud.example:5000/v3")
    _, requests = probe(access, {DOCUMENT: answer(200, VERSIONS), READ: answer(401)})
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
            "compute",
            f"{HOST}/v1/compute/v2.1",
            f"{HOST}/v1/compute/v2.1/",
            f"{HOST}/v1/compute/v2.1/flavors?limit=1",
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
def test_urls_of_the_requests(kind: str, url: str, document: str, read: str) -> None:
    assert (document_url(kind, url), read_url(kind, url)) == (document, read)


def test_a_limited_number_of_endpoints_is_probed_in_parallel() -> None:
    catalog = [
        v3_service("metric", f"x{number}", f"{HOST}:{9000 + number}/v1", interfaces=["public"])
        for number in range(24)
    ]
    running, maximum, lock = 0, 0, threading.Lock()
    all_run = threading.Event()

    def send(request: Request) -> Response:
        nonlocal running, maximum
        with lock:
            running += 1
            maximum = max(maximum, running)
            if running == PARALLEL_PROBES:
                all_run.set()
        assert all_run.wait(LIMIT)
        with lock:
            running -= 1
        return answer(200, VERSIONS, url=request.url)

    check(testing.access(catalog=catalog), send)
    assert maximum == PARALLEL_PROBES == 10  # the transport's connections to a host


def test_each_url_is_probed_once() -> None:
    catalog = [v3_service("metric", "x", f"{HOST}:9000/v1")]
    requests: list[Request] = []

    def send(request: Request) -> Response:
        requests.append(request)
        return answer(200, {}, url=request.url)

    check(testing.access(catalog=catalog), send)
    assert len(requests) == 1


def test_a_service_with_a_document_only_at_its_root() -> None:
    url = f"{HOST}/heat-api/v1/p1"
    root = answer(
        300,
        {"versions": [{"id": "v1.0", "links": [{"rel": "self", "href": f"{HOST}/heat-api/v1/"}]}]},
    )
    answers = {f"{HOST}/heat-api/v1/": answer(404), f"{url}/stacks?limit=1": answer(200, {})}
    codes, _ = probe(access_to(url, "orchestration"), {**answers, f"{HOST}/heat-api/": root})
    assert codes == []
    nothing = dict.fromkeys([*answers, f"{HOST}/heat-api/"], answer(404))
    assert codes_of(access_to(url, "orchestration"), nothing) == ["error not-found"]


def test_an_interrupt_does_not_wait_for_answers() -> None:
    catalog = [
        v3_service("x", "x", f"{HOST}/{number}", interfaces=["public"]) for number in range(2)
    ]
    is_waiting, end = threading.Event(), threading.Event()
    answers: list[str] = []

    def send(request: Request) -> Response:
        if "/0" in request.url:
            is_waiting.wait(LIMIT)
            raise KeyboardInterrupt
        is_waiting.set()
        end.wait(LIMIT)
        answers.append(request.url)
        return answer(200, {})

    try:
        with pytest.raises(KeyboardInterrupt):
            check(testing.access(catalog=catalog), send)
        assert answers == []
    finally:
        end.set()


def test_a_list_of_keystones_versions_is_not_the_services_document() -> None:
    keystones = answer(300, {"versions": {"values": [{"id": "v3.14", "links": []}]}})
    codes, _ = probe(
        access_to(f"{HOST}/image/v2", "image"),
        {f"{HOST}/image/v2/": answer(404), f"{HOST}/": keystones},
    )
    assert codes == ["error not-found"]
    codes, requests = probe(
        access_to(f"{HOST}/image", "image"), {f"{HOST}/image/": answer(404), f"{HOST}/": keystones}
    )
    assert codes == ["error not-found"]
    assert f"{HOST}/" not in [request.url for request in requests]


@pytest.mark.parametrize(
    ("kind", "read", "codes"),
    [
        ("compute", answer(404), ["error not-found"]),
        ("image", answer(404), ["error not-found"]),
        ("image", answer(200, {}), []),
        ("image", answer(401), ["error token-refused"]),
        ("rax:feeds", answer(200, {}), ["warning not-found"]),
    ],
)
def test_a_service_without_a_version_document_may_still_work(
    kind: str, read: Response, codes: list[str]
) -> None:
    answers = {f"{HOST}/x/v2.1/": answer(404), f"{HOST}/x/": answer(404)}
    answers |= {f"{HOST}/x/v2.1{path}": read for path in ("/flavors?limit=1", "/images?limit=1")}
    assert codes_of(access_to(f"{HOST}/x/v2.1", kind), answers) == codes


def test_an_old_compute_alone_is_informational() -> None:
    url = f"{HOST}:8774/v2/{PROJECT['id']}"
    answers = {f"{HOST}:8774/v2/": answer(200, {}), f"{url}/flavors?limit=1": answer(200, {})}
    assert codes_of(access_to(url), answers) == ["info version-old"]
