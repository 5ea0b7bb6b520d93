"""``mini-nova set-password``."""

import getpass
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.local_cloud import Fault, LocalCloud
from tests.runner import Stream, nova

ACTION = r"/servers/[^/]+/action$"


def _type(monkeypatch: pytest.MonkeyPatch, *answers: str) -> Iterator[str]:
    """Type answers at the prompts of a terminal."""
    remaining = iter(answers)
    monkeypatch.setattr(getpass, "getpass", lambda *_, **__: next(remaining))
    monkeypatch.setattr(Stream, "isatty", lambda _: True)
    return remaining


def _body(cloud: LocalCloud) -> Any:
    (request,) = cloud.matching("POST", ACTION)
    return json.loads(request.body)


def test_a_script_sends_it_on_stdin(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    cloud.faults.add(Fault("POST", ACTION, "status", status=202, body=b""))
    run = nova("set-password", "vm", "--password-stdin", stdin="new secret\nmore\n")
    assert (run.stdout, run.exit_code) == ("", 0)
    assert _body(cloud) == {"changePassword": {"adminPass": "new secret"}}


def test_a_person_types_it_twice(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    _type(monkeypatch, "new secret", "new secret")
    cloud.add_server(name="vm")
    cloud.faults.add(Fault("POST", ACTION, "status", status=202, body=b""))
    assert nova("set-password", "vm").exit_code == 0
    assert _body(cloud) == {"changePassword": {"adminPass": "new secret"}}


def test_two_different_answers(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    _type(monkeypatch, "new secret", "new secert")
    run = nova("set-password", "vm")
    assert "ERROR (CommandError): Passwords do not match." in run.stderr
    assert (run.exit_code, cloud.count("POST", ACTION)) == (1, 0)


@pytest.mark.parametrize("options", [(), ("--password-stdin",)])
def test_without_a_password_nothing_is_sent(cloud: LocalCloud, options: tuple[str, ...]) -> None:
    run = nova("set-password", "vm", *options)
    assert (run.exit_code, cloud.requests) == (2, [])


def test_the_password_is_not_shown(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    run = nova(
        "set-password", "vm", "--password-stdin", "--dry-run", "--debug", stdin="new secret\n"
    )
    assert run.exit_code == 0
    assert "new secret" not in run.stdout + run.stderr
