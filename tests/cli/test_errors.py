"""Errors as they are met: one sentence of the classic form, a second line at most, and never a
traceback.
"""

import pytest

from mini_nova_auth.wire import retry
from tests.cli.compute.boot.test_create_request import IMAGE
from tests.local_cloud import Fault, LocalCloud
from tests.runner import Run, hasten_answers, nova


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking again costs no time."""
    monkeypatch.setattr(retry, "sleep", lambda seconds: None)


def _failed(run: Run, code: int, kind: str) -> str:
    """The sentence of an error, once all that holds of every error has been made sure of."""
    assert run.exit_code == code, run.stderr
    assert run.stdout == ""
    assert 1 <= len(run.errors) <= 2
    assert run.stderr.replace("\n", "").isprintable()
    assert "Traceback" not in run.stderr
    start = f"ERROR ({kind}): "
    assert run.errors[0].startswith(start)
    return run.errors[0].removeprefix(start)


@pytest.mark.parametrize("tty", [False, True])
def test_a_wrong_password(cloud: LocalCloud, tty: bool) -> None:
    sentence = _failed(nova("list", "--os-password", "wrong", tty=tty), 3, "Unauthorized")
    assert f"{cloud.url}/identity/v3" in sentence
    assert "(HTTP 401) (Request-ID: req-" in sentence


@pytest.mark.parametrize("version", [1, 2, 3])
def test_an_unknown_project(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    for name, value in cloud.openrc(version).items():
        monkeypatch.setenv(name, value)
    _failed(nova("list", "--os-project-name", "nosuch"), 3, "Unauthorized")


def test_no_network(cloud: LocalCloud) -> None:
    sentence = _failed(nova("list", "--os-auth-url", "http://127.0.0.1:9/v3"), 1, "ConnectFailure")
    assert sentence == "nothing answers at http://127.0.0.1:9/v3/auth/tokens: connection refused"


def test_no_network_to_compute(cloud: LocalCloud) -> None:
    sentence = _failed(
        nova("list", "--os-endpoint-override", "http://127.0.0.1:9/v2.1"), 1, "ConnectFailure"
    )
    assert "127.0.0.1:9" in sentence


def test_a_host_without_an_address(cloud: LocalCloud) -> None:
    sentence = _failed(
        nova("list", "--os-auth-url", "http://nosuch.invalid/v3"), 1, "ConnectFailure"
    )
    assert 'no address is known for the host "nosuch.invalid"' in sentence


def test_a_wrong_region(cloud: LocalCloud) -> None:
    run = nova("list", "--os-region-name", "regionone")
    assert (
        _failed(run, 3, "EndpointNotFound")
        == 'no compute in region "regionone"; the catalog has RegionOne'
    )
    assert run.errors[1] == "Set OS_REGION_NAME=RegionOne."


def test_no_compute_in_the_catalog(cloud: LocalCloud) -> None:
    cloud.catalog = cloud.catalog[1:2]
    assert (
        _failed(nova("list"), 3, "EndpointNotFound")
        == "the catalog has no compute service; it has image"
    )


def test_a_login_without_a_project(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OS_PROJECT_NAME")
    run = nova("list")
    assert (
        _failed(run, 3, "EndpointNotFound") == "the service catalog is empty, so it has no compute"
    )
    assert "OS_PROJECT_NAME" in run.errors[1]


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ((), "You must provide a user name/id"),
        (("OS_USERNAME",), "You must provide an auth url"),
        (("OS_USERNAME", "OS_AUTH_URL"), "there is no password, and no terminal to ask for it"),
    ],
)
def test_settings_that_are_missing(
    monkeypatch: pytest.MonkeyPatch, variables: tuple[str, ...], sentence: str
) -> None:
    for name in variables:
        monkeypatch.setenv(name, "http://127.0.0.1:9/v3")
    assert _failed(nova("list"), 3, "CommandError").startswith(sentence)


@pytest.mark.parametrize(
    "url",
    ["cloud:5000/v3", "cloud", "ftp://cloud/v3", "http://", "http://a b/v3", "http://[::1/v3"],
)
def test_addresses_that_are_none(cloud: LocalCloud, url: str) -> None:
    for option in ("--os-auth-url", "--os-endpoint-override"):
        assert url in _failed(nova("list", option, url), 3, "CommandError")
    assert not cloud.requests


def test_a_web_page_in_the_place_of_the_identity_service(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OS_IDENTITY_API_VERSION")
    sentence = _failed(nova("list", "--os-auth-url", f"{cloud.url}/dashboard"), 1, "ProtocolError")
    assert "is not an identity service" in sentence


@pytest.mark.parametrize("action", ["html", "bad-json", "empty", "cut-answer"])
def test_answers_that_make_no_sense(cloud: LocalCloud, action: str) -> None:
    cloud.faults.add(Fault("GET", "/servers", action, times=20))
    kind = "ConnectFailure" if action == "cut-answer" else "ProtocolError"
    assert f"{cloud.url}/compute/v2.1/servers/detail" in _failed(nova("list"), 1, kind)


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (400, "BadRequest", 1),
        (401, "Unauthorized", 3),
        (403, "Forbidden", 1),
        (404, "NotFound", 4),
        (409, "Conflict", 1),
        (413, "OverLimit", 1),
        (429, "RateLimit", 1),
        (500, "ClientException", 1),
        (501, "HTTPNotImplemented", 1),
        (503, "ClientException", 1),
    ],
)
def test_refusals(cloud: LocalCloud, status: int, kind: str, code: int) -> None:
    cloud.faults.add(
        Fault("GET", "/servers", "status", times=20, status=status, message="This\nis why")
    )
    sentence = _failed(nova("list"), code, kind)
    assert sentence.startswith(f"This is why (HTTP {status}) (Request-ID: req-")


def test_a_redirect_to_another_host_is_not_followed(cloud: LocalCloud) -> None:
    cloud.faults.add(
        Fault("GET", "/servers", "redirect", times=20, location="http://elsewhere.invalid/servers")
    )
    assert "where no secret is sent" in _failed(nova("list"), 1, "ProtocolError")


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        ("newest", "Invalid format of client version 'newest'."),
        ("3.0", "Invalid client version '3.0'. Major part should be '2'"),
        ("v2.1", "Invalid format of client version 'v2.1'."),
    ],
)
def test_microversions_that_the_client_lacks(
    cloud: LocalCloud, version: str, sentence: str
) -> None:
    run = nova("--os-compute-api-version", version, "list")
    assert _failed(run, 2, "UnsupportedVersion").startswith(sentence)
    assert not cloud.requests


def _document(newest: str) -> Fault:
    """A compute that offers newer microversions than this client knows."""
    version = {"id": "v2.1", "min_version": "2.1", "version": newest, "links": []}
    return Fault("GET", "/compute/v2.1$", "status", status=200, body={"version": version})


def test_reads_at_a_newer_microversion_than_the_client_s(cloud: LocalCloud) -> None:
    page = Fault("GET", "/servers", "status", times=9, status=200, body={"servers": []})
    cloud.faults.add(_document("2.999"), page)
    run = nova(
        "--os-compute-api-version",
        "2.998",
        "list",
        "--limit",
        "-1",
        "--image",
        "cirros-0.3.0-x86_64",
    )
    assert run.exit_code == 0
    assert run.errors == [
        "WARNING: microversion 2.998 is newer than this client, which knows those up to 2.104; "
        "it may not show what came later"
    ]
    assert cloud.requests[-1].headers["OpenStack-API-Version"] == "compute 2.998"


@pytest.mark.parametrize("command", ["pause", "delete"])
def test_writes_at_a_newer_microversion_than_the_client_s(cloud: LocalCloud, command: str) -> None:
    server = cloud.add_server(name="vm")
    cloud.faults.add(_document("2.999"))
    run = nova("--os-compute-api-version", "2.998", command, server["id"])
    sentence = _failed(run, 2, "CommandError")
    assert sentence == (
        "microversion 2.998 is newer than this client, which knows those up to 2.104, "
        "and only reads with a newer one"
    )
    assert run.errors[1] == ("Pass --os-compute-api-version 2.104, or an older one, or 2.latest.")
    assert not cloud.matching(path="/servers")


def test_a_microversion_on_a_cloud_that_has_none(cloud: LocalCloud) -> None:
    address = f"{cloud.url}/compute/v2/{cloud.project.id}"
    run = nova("--os-endpoint-override", address, "--os-compute-api-version", "2.60", "list")
    assert _failed(run, 1, "UnsupportedVersion") == "Server doesn't support microversions"


NAMES = [
    "a/b",
    "a\nb",
    "a\x1b[31mb",
    "a\x9b31mb",
    "a\rb",
    "a\u202eb",
    "../..",
    "a?b",
    "%0a",
    "x" * 300,
]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_names_of_every_kind(cloud: LocalCloud, name: str) -> None:
    _failed(nova("show", name), 4, "CommandError")
    for arguments in (
        (name, "--flavor", name, "--image", IMAGE),
        ("vm", "--flavor", "6", "--image", name),
    ):
        run = nova("boot", *arguments)
        assert run.exit_code in (2, 4)
        _failed(run, run.exit_code, "CommandError")
    assert not cloud.servers


def test_debug_adds_where_it_happened(cloud: LocalCloud) -> None:
    run = nova("--debug", "show", "nosuch")
    assert "Traceback" in run.stderr
    assert run.errors[-2].startswith(
        "ERROR (CommandError): No server with a name or ID of 'nosuch' exists."
    )


def test_the_time_limit_counts_for_a_whole_answer(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.faults.add(Fault("GET", "/servers", "drip", times=99, seconds=0.02))
    hasten_answers(monkeypatch, 5)
    message = _failed(nova("--timeout", "100", "list"), 1, "ConnectFailure")
    assert "did not finish its answer within 100 s" in message


@pytest.mark.parametrize("status", [413, 429])
def test_a_list_waits_as_it_is_asked(cloud: LocalCloud, status: int) -> None:
    cloud.add_server(name="vm")
    headers = {"Retry-After": "1"}
    cloud.faults.add(Fault("GET", "/servers", "status", status=status, headers=headers))
    run = nova("list", "-f", "value", "-c", "Name")
    assert (run.exit_code, run.stdout) == (0, "vm\n")


@pytest.mark.parametrize("status", [413, 429])
def test_a_wait_that_is_too_long_is_told(cloud: LocalCloud, status: int) -> None:
    headers = {"Retry-After": "3600"}
    cloud.faults.add(Fault("GET", "/servers", "status", status=status, headers=headers))
    run = nova("list")
    assert (run.exit_code, cloud.count("GET", "/servers")) == (1, 1)
    assert run.errors[1] == "It asks to wait 3600 s before the next try."


@pytest.mark.parametrize(
    "body",
    [
        '{"error_msg": "It is Tuesday."}',
        '{"errors": [{"detail": "It is Tuesday."}]}',
        '{"Error": {"Message": "It is Tuesday."}}',
        '{"faultstring": "It is Tuesday."}',
        "It is Tuesday.",
        "<html><title>It is Tuesday.</title></html>",
    ],
)
def test_the_services_own_words_are_shown(cloud: LocalCloud, body: str) -> None:
    cloud.faults.add(Fault("GET", "/servers", "status", status=403, body=body))
    assert "It is Tuesday. (HTTP 403)" in _failed(nova("list"), 1, "Forbidden")


def test_a_refusal_names_the_service_if_it_is_not_compute(cloud: LocalCloud) -> None:
    body = "<html><title>403 Forbidden</title><body>You may see no images.</body></html>"
    cloud.faults.add(Fault("GET", "/image/", "status", times=9, status=403, body=body))
    sentence = _failed(nova("boot", "vm", "--flavor", "6", "--image", "cirros"), 1, "Forbidden")
    assert sentence.startswith("image service: ")
    assert "You may see no images." in sentence


def test_a_page_at_login_is_no_refused_user(cloud: LocalCloud) -> None:
    page = "<!DOCTYPE html><title>Request Rejected</title>"
    cloud.faults.add(Fault("POST", "/auth/tokens", "status", times=9, status=403, body=page))
    sentence = _failed(nova("list"), 1, "ProtocolError")
    assert "with a web page: Request Rejected" in sentence
    assert "refused" not in sentence


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_login_that_leads_to_another_host_is_a_wrong_setting(
    cloud: LocalCloud, status: int
) -> None:
    target = "http://elsewhere.invalid/v3"
    cloud.faults.add(Fault("POST", "/tokens", "redirect", status=status, location=target))
    sentence = _failed(nova("list"), 3, "CommandError")
    assert f"redirects the login to {target}, where no secret is sent" in sentence


@pytest.mark.parametrize("arguments", [("list",), ("boot", "vm", "--flavor", "6", "--image", "x")])
@pytest.mark.parametrize("value", ["socks5://127.0.0.1:1", "kim:pr0xy-pa55@127.0.0.1:1"])
def test_a_proxy_that_cannot_work_is_named_at_once(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch, value: str, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setattr("mini_nova_auth.wire.proxies.find_spec", lambda name: None)
    monkeypatch.setenv("OS_AUTH_URL", "http://keystone.invalid:5000/v3")
    monkeypatch.setenv("ALL_PROXY", value)
    run = nova(*arguments)
    sentence = _failed(run, 1, "ConnectFailure")
    assert "ALL_PROXY" in sentence
    assert "pr0xy" not in run.stderr
    assert cloud.requests == []


def test_a_request_to_this_machine_by_api_meets_no_proxy(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LocalCloud() as proxy:
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        assert nova("api", "GET", "/servers").exit_code == 0
        assert proxy.requests == []


@pytest.mark.parametrize("command", [("list",), ("delete", "vm"), ("show", "vm")])
def test_a_login_that_fails_is_not_repeated_by_the_command(
    cloud: LocalCloud, command: tuple[str, ...]
) -> None:
    cloud.faults.add(Fault("POST", "/tokens", "lose-answer", times=99))
    assert nova(*command).exit_code == 1
    assert cloud.count("POST", "/tokens") == retry.MOST_TRIES
