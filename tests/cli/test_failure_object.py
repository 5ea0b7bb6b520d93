"""The object that stderr ends with: every kind of failure, in each place, in each format."""

import json
import re
from typing import Any

import pytest

from mini_nova_auth.wire import retry
from tests.cli.compute.boot.booting import BOOT as BOOT_VALUE
from tests.cli.compute.boot.booting import PAUSES, QUICK
from tests.local_cloud import Fault, LocalCloud
from tests.runner import Run, nova

MEMBERS = ["code", "message", "hint", "status", "request_id", "retryable", "booked"]
TARGET_MEMBERS = ["target", "code", "message", "status", "request_id"]
OBJECTS = (("-f", "json"), ("-f", "jsonl"), ("-f", "yaml"), ("-fjson",), ("--format=json",))
BOOT = BOOT_VALUE[:-4]


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking again costs no time."""
    monkeypatch.setattr(retry, "sleep", lambda seconds: None)
    monkeypatch.setattr(PAUSES, QUICK._replace(rate_limit=0.0, settle=0.0, second_look=0.0))


def _object(run: Run) -> dict[str, Any]:
    """The object of a failure, once all that holds of every one has been made sure of."""
    assert run.exit_code != 0
    failure: dict[str, Any] = run.failure
    assert list(failure)[: len(MEMBERS)] == MEMBERS
    assert set(failure) - set(MEMBERS) <= {"failures"}
    line = run.errors[-1]
    assert line.isascii()
    assert line.isprintable()
    assert "Traceback" not in line
    return failure


USAGE = [
    ("lst",),
    ("list", "--nope"),
    ("list", "--limit", "x"),
    ("list", "surplus"),
    ("show",),
    ("delete",),
    ("boot", "vm"),
    ("token", "isue"),
    ("--nope", "list"),
    ("whoami", "-c", "nosuch"),
    ("list", "--os-compute-api-version", "2.x"),
    ("help", "nosuch"),
    ("list", "a\udc80"),
]


@pytest.mark.parametrize("words", USAGE, ids=ascii)
@pytest.mark.parametrize("output_format", OBJECTS, ids=" ".join)
def test_usage_errors(cloud: LocalCloud, words: tuple[str, ...], output_format: Any) -> None:
    for arguments in ((*output_format, *words), (*words, *output_format)):
        failure = _object(nova(*arguments))
        assert (failure["code"], failure["retryable"], failure["booked"]) == ("usage", False, [])
        assert failure["message"]
        assert failure["status"] is None
    assert not cloud.matching("GET", "/compute/")


@pytest.mark.parametrize("value", ["jsn", "JSON", "xml"])
def test_a_format_that_does_not_exist_was_meant_for_a_program(value: str) -> None:
    failure = _object(nova("list", "-f", value))
    assert failure["code"] == "usage"
    assert value in failure["message"]


PEOPLE = (("-f", "table"), ("-f", "csv"), ("-f", "value"), ("-f", "env"), ())


@pytest.mark.parametrize("words", [("lst",), ("show", "nosuch"), ("list", "--os-password", "x")])
@pytest.mark.parametrize("output_format", PEOPLE)
def test_the_other_formats_have_lines_alone(
    cloud: LocalCloud,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    output_format: tuple[str, ...],
) -> None:
    run = nova(*words, *output_format)
    assert "{" not in run.stderr
    monkeypatch.setenv("MINI_NOVA_ERROR_FORMAT", "json")
    with_object = nova(*words, *output_format)
    assert _object(with_object)
    assert _lines_alike(with_object.errors[:-1], run.errors)
    monkeypatch.setenv("MINI_NOVA_ERROR_FORMAT", "text")
    assert _lines_alike(nova(*words, "-f", "json").errors, run.errors)


def _lines_alike(lines: list[str], others: list[str]) -> bool:
    """Whether lines are the same but for the ids of their requests."""
    return [_without_ids(line) for line in lines] == [_without_ids(line) for line in others]


def _without_ids(line: str) -> str:
    return re.sub(r"req-[\w-]+", "req", line)


STATUSES = {
    400: "bad_request",
    401: "token_refused",
    403: "forbidden",
    404: "not_found",
    409: "conflict",
    413: "over_quota",
    429: "rate_limited",
    500: "service_failed",
    501: "not_implemented",
    502: "unavailable",
    503: "unavailable",
    504: "unavailable",
}
PASSING = (429, 500, 502, 503, 504)
# A command, the request that fails, and the statuses after which it may be repeated.
PLACES = {
    "list": (("list",), "GET", "/servers", PASSING),
    "show": (("show", "ID"), "GET", "/servers/", PASSING),
    "api": (("api", "GET", "/servers"), "GET", "/servers", PASSING),
    "flavor-list": (("flavor-list",), "GET", "/flavors", PASSING),
    "delete": (("delete", "ID"), "DELETE", "/servers/", PASSING),
    "pause": (("pause", "ID"), "POST", "/action", (429,)),
    "boot": (BOOT, "POST", "/servers$", (429,)),
    "api-post": (("api", "POST", "/servers", "--data", "{}"), "POST", "/servers$", (429,)),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("status", STATUSES)
def test_statuses_in_each_place(cloud: LocalCloud, place: str, status: int) -> None:
    arguments, method, path, repeatable = PLACES[place]
    server = cloud.add_server(name="vm0")
    words = [server["id"] if word == "ID" else word for word in arguments]
    message = "It is Tuesday."
    cloud.faults.add(Fault(method, path, "status", status=status, message=message, times=99))
    run = nova(*words, "-f", "json")
    failure = _object(run)
    assert failure["code"] == STATUSES[status]
    is_unknown_reference = status == 404 and "ID" in arguments  # the client's own sentence
    if not is_unknown_reference:
        assert failure["status"] == status
        assert failure["request_id"].startswith("req-")
        assert message in failure["message"]
    assert failure["retryable"] is (status in repeatable)
    assert failure["booked"] == []
    assert "ERROR (" in run.stderr


LOGINS = [
    (("--os-password", "wrong"), "login_refused", 401, False),
    (("--os-project-name", "nosuch"), "login_refused", 401, False),
    (("--os-region-name", "nosuch"), "no_endpoint", None, False),
    (("--os-auth-url", "http://127.0.0.1:9/v3"), "unavailable", None, True),
    (("--os-auth-url", "ftp://cloud"), "configuration", None, False),
    (("--os-cloud", "nosuch"), "configuration", None, False),
    (("--os-endpoint-override", "http://127.0.0.1:9/v2.1"), "unavailable", None, True),
]


@pytest.mark.parametrize("place", ["list", "show", "delete", "pause", "boot", "flavor-list"])
@pytest.mark.parametrize(("options", "code", "status", "retryable"), LOGINS, ids=str)
def test_logins_in_each_place(
    cloud: LocalCloud,
    place: str,
    options: tuple[str, ...],
    code: str,
    status: int | None,
    retryable: bool,
) -> None:
    arguments = PLACES[place][0]
    failure = _object(nova(*options, *arguments, "-f", "json"))
    assert (failure["code"], failure["status"]) == (code, status)
    assert failure["retryable"] is retryable


LOST = ("lose-answer", "reset-answer", "cut-answer", "html", "empty")


@pytest.mark.parametrize("action", LOST)
@pytest.mark.parametrize("place", PLACES)
def test_a_write_whose_answer_is_lost_is_not_to_be_repeated(
    cloud: LocalCloud, place: str, action: str
) -> None:
    arguments, method, path, _ = PLACES[place]
    server = cloud.add_server(name="vm0")
    words = [server["id"] if word == "ID" else word for word in arguments]
    cloud.faults.add(Fault(method, path, action, times=99))
    cloud.faults.add(Fault("GET", "/servers/detail", "status", status=503, times=99))
    run = nova(*words, "-f", "json")
    if run.exit_code == 0:  # a DELETE that was done, or an answer that needs no body
        return
    failure = _object(run)
    is_lost = "answer" in action
    assert failure["retryable"] is (is_lost and method in ("GET", "DELETE"))


def test_a_boot_whose_outcome_is_unknown(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("POST", "/servers$", "lose-answer"))
    cloud.faults.add(Fault("GET", "/servers/detail", "pass"))
    cloud.faults.add(Fault("GET", "/servers", "status", status=403, times=99))
    run = nova(*BOOT, "-f", "json")
    failure = _object(run)
    assert (run.exit_code, failure["code"]) == (7, "outcome_unknown")
    assert (failure["retryable"], failure["booked"]) == (False, [])


def test_a_server_that_is_booked_before_the_wait_fails(cloud: LocalCloud) -> None:
    run = nova(*BOOT, "--poll", "--timeout", "0.01", "-f", "json")
    failure = _object(run)
    assert (run.exit_code, failure["code"]) == (6, "timed_out")
    assert failure["booked"] == list(cloud.servers)
    assert failure["retryable"] is False


def test_a_server_that_was_deleted_again_is_not_booked(cloud: LocalCloud) -> None:
    run = nova(*BOOT, "--poll", "--timeout", "0.01", "--rm-on-failure", "-f", "json")
    failure = _object(run)
    assert failure["booked"] == []
    assert not cloud.servers


def test_a_wait_may_be_repeated(cloud: LocalCloud) -> None:
    server = cloud.add_server(name="vm", status="BUILD")
    failure = _object(nova("wait", server["id"], "--timeout", "0.01", "-f", "json"))
    assert (failure["code"], failure["retryable"]) == ("timed_out", True)


def test_a_server_in_error(cloud: LocalCloud) -> None:
    server = cloud.add_server(
        name="vm", status="ERROR", fault={"code": 500, "message": "No valid host"}
    )
    run = nova("wait", server["id"], "-f", "json")
    failure = _object(run)
    assert (run.exit_code, failure["code"]) == (5, "build_failed")
    assert "No valid host" in failure["message"]


def test_several_targets(cloud: LocalCloud) -> None:
    cloud.add_server(name="one")
    run = nova("delete", "one", "nosuch", "neither", "-f", "json")
    failure = _object(run)
    assert (failure["code"], failure["status"], failure["retryable"]) == ("not_found", None, False)
    assert [list(entry) for entry in failure["failures"]] == [TARGET_MEMBERS] * 2
    assert [entry["target"] for entry in failure["failures"]] == ["nosuch", "neither"]
    assert {entry["code"] for entry in failure["failures"]} == {"not_found"}
    assert failure["failures"][0]["message"] in run.errors[0]


def test_several_targets_that_fail_in_several_ways(cloud: LocalCloud) -> None:
    cloud.add_server(name="locked")
    cloud.faults.add(Fault("DELETE", "/servers/", "status", status=409, message="locked"))
    failure = _object(nova("delete", "locked", "nosuch", "-f", "yaml"))
    assert failure["code"] == "mixed"
    entries = [(entry["code"], entry["status"]) for entry in failure["failures"]]
    assert entries == [("conflict", 409), ("not_found", None)]


def test_one_target_has_no_list_of_failures(cloud: LocalCloud) -> None:
    failure = _object(nova("delete", "nosuch", "-f", "json"))
    assert list(failure) == MEMBERS


@pytest.mark.parametrize(("busy", "retryable"), [(2, True), (1, False)])
def test_targets_may_be_tried_again_unless_one_is_done(
    cloud: LocalCloud, busy: int, retryable: bool
) -> None:
    servers = [cloud.add_server(name=name)["id"] for name in ("one", "two")]
    for server_id in servers[:busy]:
        cloud.faults.add(Fault("DELETE", server_id, "status", status=503, times=99))
    failure = _object(nova("delete", *servers, "-f", "json"))
    assert (failure["code"], failure["retryable"]) == ("unavailable", retryable)


def test_it_is_last_behind_tracebacks_and_timings(cloud: LocalCloud) -> None:
    run = nova("--debug", "--timings", "show", "nosuch", "-f", "json")
    assert "Traceback" in run.stderr
    assert "| Total" in run.stderr
    assert _object(run)["code"] == "not_found"


def test_it_stays_on_one_line_of_a_narrow_terminal(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.delenv("NO_COLOR")
    run = nova("show", "nosuch" * 20, "-f", "json", tty=True)
    assert _object(run)["code"] == "not_found"


def test_a_servers_words_drive_no_terminal(cloud: LocalCloud) -> None:
    message = "a\x1b[2Jb\x9b31m\u202ec\nERROR (Forged): d \U0001f600"
    headers = {"x-compute-request-id": "req-\x1b[2J"}
    cloud.faults.add(
        Fault("GET", "/servers", "status", status=404, message=message, headers=headers)
    )
    failure = _object(nova("list", "-f", "json"))
    for text in (failure["message"], failure["request_id"]):
        assert text.isprintable()


def test_a_secret_is_masked_and_the_object_stays_whole(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even a password that is the name of a member."""
    cloud.password = "retryable"
    monkeypatch.setenv("OS_PASSWORD", "retryable")
    cloud.faults.add(Fault("GET", "/servers", "status", status=403, message="it is retryable"))
    failure = _object(nova("list", "-f", "json"))
    assert "retryable" not in failure["message"]


def test_a_mistake_inside(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("pl4nted")

    monkeypatch.setattr("mini_nova.compute.resources.servers.list_page", fail)
    run = nova("list", "-f", "json")
    assert _object(run)["code"] == "internal"
    assert "pl4nted" not in run.stderr


def test_a_result_that_is_bad_news(cloud: LocalCloud) -> None:
    cloud.catalog[0]["endpoints"][0]["url"] = "http://127.0.0.1:9/"
    run = nova("catalog", "check", "-f", "json")
    assert run.exit_code == 1
    assert json.loads(run.stdout)
    assert _object(run)["code"] == "findings"


def test_success_says_nothing(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINI_NOVA_ERROR_FORMAT", "json")
    for words in (("list",), ("--help",), ("--version",), ("help", "boot")):
        run = nova(*words)
        assert (run.exit_code, run.stderr) == (0, "")
