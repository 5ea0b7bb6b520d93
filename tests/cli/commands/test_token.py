"""``token issue`` and ``token exec``."""

import re
import signal

import pytest

from tests.local_cloud import LocalCloud
from tests.runner import nova, nova_process


@pytest.mark.parametrize("tty", [False, True])
def test_the_token_with_its_user_and_project(cloud: LocalCloud, tty: bool) -> None:
    run = nova("token", "issue", tty=tty)
    rows = dict(run.cells[1:])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000", rows.pop("expires"))
    assert cloud.tokens.find(rows.pop("id")) is not None
    assert rows == {
        "auth_url": f"{cloud.url}/identity/v3", "identity_api_version": "3", "project_id": cloud.project.id,
        "project_name": "demo", "user_id": cloud.user_id, "user_name": "demo", "roles": '["member", "reader"]',
    }  # fmt: skip


def test_for_scripts_there_is_the_token_alone(cloud: LocalCloud) -> None:
    run = nova("token", "issue", "-f", "value", "-c", "id")
    (token,) = run.lines
    assert cloud.tokens.find(token) is not None
    assert nova("token", "issue", "-f", "json").json["id"] == token
    assert cloud.logins == 1


def test_no_cache_logs_in_anew_and_leaves_nothing(cloud: LocalCloud) -> None:
    tokens = {nova("--no-cache", "token", "issue", "-f", "value", "-c", "id").stdout for _ in range(2)}
    assert len(tokens) == cloud.logins == 2
    assert nova("cache", "list", "-f", "json").json == []


def test_a_password_in_the_address_is_not_shown(cloud: LocalCloud) -> None:
    address = f"{cloud.url}/identity/v3".replace("://", "://someone:pl4nted@")
    for output_format in ("table", "json"):
        run = nova("--os-auth-url", address, "token", "issue", "-f", output_format)
        assert run.exit_code == 0
        assert "pl4nted" not in run.stdout


def test_a_command_gets_the_signals_that_python_ignores(cloud: LocalCloud) -> None:
    run = nova_process("token", "exec", "--", "sh", "-c", "kill -PIPE $$; echo it lives on")
    assert (run.stdout, run.exit_code) == ("", -signal.SIGPIPE)
