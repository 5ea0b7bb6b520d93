"""One service: its pages, and its refusals as the client's errors."""

import pytest

from mini_nova import errors
from mini_nova.compute.api import Compute
from mini_nova.errors import service_error
from mini_nova_auth.clock import Reading
from mini_nova_auth.errors import ProtocolError
from mini_nova_auth.services.paging import next_path
from mini_nova_auth.wire import retry
from mini_nova_auth.wire.message import Response
from mini_nova_auth.wire.refusal import refusal
from tests.local_cloud import Fault, LocalCloud
from tests.runner import nova

BASE = "http://cloud/compute/v2.1"


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers that make no sense are asked for again: at once."""
    monkeypatch.setattr(retry, "sleep", lambda _: None)


@pytest.mark.parametrize(
    ("href", "path"),
    [
        (f"{BASE}/servers?marker=1", "/servers?marker=1"),
        ("http://inside:8774/v2.1/servers?marker=1", "/servers?marker=1"),
        ("/v2.1/servers?marker=1", "/servers?marker=1"),
        ("http://[::1/v2.1/servers", ""),
        (None, ""),
        (17, ""),
    ],
)
def test_the_next_page_is_always_of_the_same_service(href: object, path: str) -> None:
    assert next_path({"servers_links": [{"rel": "next", "href": href}]}, BASE) == path


def test_the_last_page() -> None:
    assert next_path({"servers": []}, BASE) == ""
    assert next_path({"servers_links": [{"rel": "self", "href": f"{BASE}/servers"}]}, BASE) == ""


def test_pages_that_lead_in_circles_end(cloud: LocalCloud, compute: Compute) -> None:
    link = {"rel": "next", "href": f"{cloud.url}/compute/v2.1/things?page=2"}
    body = {"things": [{"id": "1"}], "things_links": [link]}
    cloud.faults.add(Fault("GET", "/things", "status", times=2, status=200, body=body))
    assert list(compute.read_all("/things", "things")) == [{"id": "1"}]
    assert cloud.count("GET", "/things") == 2


NO_PAGES = [{}, [], [{"id": "1"}], {"things": None}, {"things": {}}, {"things": ["1"]}, b"1"]


@pytest.mark.parametrize("body", NO_PAGES, ids=str)
def test_a_list_without_its_key_is_no_list(
    cloud: LocalCloud, compute: Compute, body: object
) -> None:
    cloud.faults.add(Fault("GET", "/things", "status", times=9, status=200, body=body))
    with pytest.raises(ProtocolError, match="with JSON of another shape"):
        list(compute.read_all("/things", "things"))
    assert cloud.count("GET", "/things") == 3


@pytest.mark.parametrize("body", NO_PAGES, ids=str)
def test_an_answer_of_another_shape_is_asked_for_again(
    cloud: LocalCloud, compute: Compute, body: object
) -> None:
    cloud.faults.add(Fault("GET", "/servers", "status", status=200, body=body))
    assert list(compute.read_all("/servers", "servers")) == []


@pytest.mark.parametrize(
    ("status", "message", "kind", "error"),
    [
        (400, "Bad", "BadRequest", errors.BadRequest),
        (403, "No", "Forbidden", errors.Forbidden),
        (403, "Quota exceeded for instances", "Forbidden", errors.OverQuota),
        (413, "Quota exceeded", "OverLimit", errors.OverQuota),
        (404, "Where?", "NotFound", errors.NotFound),
        (405, "Not so", "MethodNotAllowed", errors.ServiceError),
        (409, "Not now", "Conflict", errors.Conflict),
        (501, "Not yet", "HTTPNotImplemented", errors.ServiceError),
        (418, "Teapot", "ClientException", errors.ServiceError),
    ],
)
def test_refusals_keep_the_classic_kinds_and_the_services_words(
    status: int, message: str, kind: str, error: type[errors.ServiceError]
) -> None:
    refused = errors.for_status(message, status=status, request_id="req-1")
    assert type(refused) is error
    assert (refused.kind, refused.message, refused.status, refused.request_id) == (
        kind,
        message,
        status,
        "req-1",
    )


def test_a_refusal_is_raised_with_the_id_of_its_request(
    cloud: LocalCloud, compute: Compute
) -> None:
    cloud.faults.add(Fault("GET", "/servers", "status", status=409, message="Not now"))
    with pytest.raises(errors.Conflict, match="Not now") as refused:
        compute.read("/servers")
    assert refused.value.request_id.startswith("req-")


COMMANDS = {
    r"/servers/detail$": ("list",),
    r"/servers$": ("show", "vm"),
    r"/servers/[^/]+$": ("show", "e540ef5b-baf0-417e-b6c2-3a0364af25d5"),
    r"/flavors$": ("boot", "vm", "--flavor", "testflav", "--image", "7"),
    r"/flavors/detail$": ("flavor-list",),
    r"/image/v2/images$": ("image-list",),
}


@pytest.mark.parametrize("path", COMMANDS)
@pytest.mark.parametrize("body", [{}, {"other": []}, []], ids=str)
def test_no_command_takes_another_shape_for_an_empty_list(
    cloud: LocalCloud, path: str, body: object
) -> None:
    cloud.faults.add(Fault("GET", path, "status", times=9, status=200, body=body))
    run = nova(*COMMANDS[path])
    assert (run.exit_code, run.stdout) == (1, "")
    assert run.errors[0].startswith("ERROR (ProtocolError): ")
    assert "JSON of another shape" in run.errors[0]


@pytest.mark.parametrize(
    ("body", "hinted"), [(b"<h1>404</h1>", True), (b'{"itemNotFound": {"message": "No."}}', False)]
)
def test_a_bare_404_is_not_left_alone(body: bytes, hinted: bool) -> None:
    answer = Response(404, {}, body, "http://cloud.example/compute/v2/servers", Reading(0.0))
    assert ("mini-nova doctor" in service_error(refusal(answer)).hint) == hinted
