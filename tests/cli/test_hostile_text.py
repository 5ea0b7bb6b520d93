"""Text that a server, or a cloud, chose to drive the terminal or to forge a line with."""

import json
from typing import Any

import pytest
import yaml

from mini_nova.output import FORMATS
from mini_nova_auth.wire import retry
from tests.cli.compute.boot.test_create_request import IMAGE
from tests.local_cloud import Fault, LocalCloud
from tests.runner import Run, nova

NAME = "evil\x1b]0;title\x07\x1b[2J\r\x9b31m\x7f\u202eexe\u2066\u200f"
LINES = "evil\nERROR (Forged): no such thing\nID"
BOOT = ("boot", "vm", "--flavor", "6", "--image", IMAGE)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers that make no sense are asked for again: at once."""
    monkeypatch.setattr(retry, "sleep", lambda _: None)


def _assert_harmless(run: Run) -> None:
    shown = run.stdout + run.stderr
    assert shown.replace("\n", "").isprintable(), ascii(shown)


@pytest.fixture
def server(cloud: LocalCloud) -> dict[str, Any]:
    """A server whose every text is hostile."""
    return cloud.add_server(
        name=NAME,
        description=NAME,
        key_name=NAME,
        metadata={NAME: NAME},
        tags=[NAME],
        status="ACTIVE",
        addresses={NAME: [{"addr": NAME}]},
        security_groups=[{"name": NAME}],
        hostId=NAME,
    )


@pytest.mark.parametrize("output_format", FORMATS)
@pytest.mark.parametrize("tty", [False, True])
def test_no_format_lets_it_through(
    cloud: LocalCloud, server: dict[str, Any], output_format: str, tty: bool
) -> None:
    for arguments in (
        ("list",),
        ("list", "--minimal"),
        ("show", server["id"]),
        ("wait", server["id"]),
    ):
        run = nova(*arguments, "-f", output_format, tty=tty)
        assert run.exit_code == 0
        if not tty:
            _assert_harmless(run)
        assert run.stdout.replace("\n", "").isprintable()


def test_data_keeps_its_value(cloud: LocalCloud, server: dict[str, Any]) -> None:
    for run in (
        nova("show", server["id"], "-f", "json"),
        nova("show", server["id"], "-f", "jsonl"),
    ):
        assert run.json["name"] == NAME
        assert run.json["metadata"] == {NAME: NAME}
    assert yaml.safe_load(nova("show", server["id"], "-f", "yaml").stdout)["name"] == NAME
    assert [json.loads(line)["name"] for line in nova("list", "-f", "jsonl").lines] == [NAME]


@pytest.mark.parametrize("output_format", ["table", "jsonl", "value"])
def test_a_name_of_several_lines_is_one_row(cloud: LocalCloud, output_format: str) -> None:
    cloud.add_server(name=LINES)
    run = nova("list", "-f", output_format)
    assert len(run.lines) == {"table": 5, "jsonl": 1, "value": 1}[output_format]


@pytest.mark.parametrize("name", [NAME, LINES])
@pytest.mark.parametrize("output_format", FORMATS)
def test_flavors_and_images(cloud: LocalCloud, name: str, output_format: str) -> None:
    cloud.add_flavor(name=name, description=name, extra_specs={name: name})
    cloud.add_image(name=name, status=name)
    for arguments in (("flavor-list", "--extra-specs"), ("image-list",)):
        run = nova(*arguments, "-f", output_format)
        assert run.exit_code == 0
        _assert_harmless(run)


@pytest.mark.parametrize("message", [NAME, LINES])
def test_refusals(cloud: LocalCloud, message: str) -> None:
    cloud.faults.add(Fault("*", "/servers", "status", times=2, status=403, message=message))
    for arguments in (("list",), BOOT):
        run = nova(*arguments)
        _assert_harmless(run)
        assert len(run.errors) == 2  # and what to try


@pytest.mark.parametrize("message", [NAME, LINES])
@pytest.mark.parametrize("poll", [True, False])
def test_faults(cloud: LocalCloud, message: str, poll: bool) -> None:
    server = cloud.add_server(name=message, status="ERROR", fault={"code": 500, "message": message})
    run = nova("wait", server["id"]) if poll else nova("show", server["id"], "-c", "fault")
    _assert_harmless(run)
    assert not any(line.startswith("ERROR (Forged)") for line in run.errors + run.lines)


def test_warnings_are_one_line(cloud: LocalCloud) -> None:
    server = cloud.add_server(name="vm")
    cloud.faults.add(Fault("GET", "/servers/[^/]+$", "pass"))  # the server is looked for first
    cloud.faults.add(Fault("GET", "/servers/[^/]+$", "status", status=503, message=LINES))
    run = nova("wait", server["id"])
    assert run.errors[0].endswith("; still waiting")
    _assert_harmless(run)


def test_debug(cloud: LocalCloud, server: dict[str, Any]) -> None:
    headers = {"X-Evil": "\x9b31m\x1b[2J", "x-compute-request-id": "req-\x1b[2J"}
    cloud.faults.add(Fault("GET", "/servers", "status", status=404, message=NAME, headers=headers))
    _assert_harmless(nova("--debug", "list"))
    _assert_harmless(nova("--debug", "show", server["id"]))


def test_a_traceback_forges_no_line(cloud: LocalCloud) -> None:
    body = {"receipt": {"methods": ["password"]}, "required_auth_methods": [["password", LINES]]}
    headers = {"Openstack-Auth-Receipt": "r"}
    cloud.faults.add(
        Fault("POST", "/auth/tokens", "status", status=401, body=body, headers=headers)
    )
    run = nova("--debug", "--no-cache", "list")
    assert "Traceback" in run.stderr
    assert "no such thing" in run.stderr
    assert not any(line.startswith("ERROR (Forged)") for line in run.errors)


def test_a_catalog(cloud: LocalCloud) -> None:
    cloud.catalog[1].update(name=NAME, type=f"image{NAME}")
    for output_format in FORMATS:
        _assert_harmless(nova("catalog", "list", "-f", output_format))
    _assert_harmless(nova("catalog", "show", "nosuch"))
    cloud.catalog[0]["endpoints"][0]["region"] = NAME
    _assert_harmless(nova("--no-cache", "list", "--os-region-name", "x"))


_STRANGE: list[Any] = [
    {"servers": None},
    {"servers": [None, 1, "x", []]},
    {"servers": {"id": 1}},
    {},
    [],
    {
        "servers": [
            {"id": None, "name": None, "addresses": None, "image": 1, "flavor": [], "status": {}}
        ]
    },
    {
        "servers": [
            {
                "id": 1,
                "name": ["x"],
                "addresses": {"n": [None, {"addr": {}}]},
                "OS-EXT-STS:power_state": {},
            }
        ]
    },
]


@pytest.mark.parametrize("output_format", FORMATS)
@pytest.mark.parametrize("body", _STRANGE, ids=str)
def test_answers_of_another_shape(cloud: LocalCloud, body: Any, output_format: str) -> None:
    cloud.faults.add(*(Fault("GET", "/servers", "status", status=200, body=body) for _ in range(3)))
    run = nova("list", "-f", output_format)
    assert "something went wrong" not in run.stderr
    assert run.exit_code in (0, 1)
