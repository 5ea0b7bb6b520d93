"""``token issue`` and its neighbours."""

import re
import signal
import subprocess
from pathlib import Path

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
        "auth_url": f"{cloud.url}/identity/v3",
        "identity_api_version": "3",
        "project_id": cloud.project.id,
        "project_name": "demo",
        "user_id": cloud.user_id,
        "user_name": "demo",
        "roles": '["member", "reader"]',
    }


def test_for_scripts_there_is_the_token_alone(cloud: LocalCloud) -> None:
    run = nova("token", "issue", "-f", "value", "-c", "id")
    (token,) = run.lines
    assert cloud.tokens.find(token) is not None
    assert nova("token", "issue", "-f", "json").json["id"] == token
    assert cloud.logins == 1


def test_no_cache_logs_in_anew_and_leaves_nothing(cloud: LocalCloud) -> None:
    tokens = {
        nova("--no-cache", "token", "issue", "-f", "value", "-c", "id").stdout for _ in range(2)
    }
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


def test_a_shell_is_given_the_token_in_place_of_the_login_it_had(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    had = {**cloud.openrc(), "OS_CLOUD": "other", "OS_USER_DOMAIN_NAME": "Default"}
    monkeypatch.setenv("OS_REGION_NAME", "it's $HOME")
    exports = nova("token", "issue", "-f", "env").stdout
    shell = subprocess.run(
        ["/bin/sh", "-e", "-c", 'eval "$1"; env', "sh", exports],
        env=had,
        capture_output=True,
        text=True,
        check=True,
    )
    found = dict(
        line.partition("=")[::2] for line in shell.stdout.splitlines() if line.startswith("OS_")
    )
    assert cloud.tokens.find(found.pop("OS_TOKEN")) is not None
    assert found == {
        "OS_AUTH_TYPE": "v3token",
        "OS_AUTH_URL": f"{cloud.url}/identity/v3",
        "OS_IDENTITY_API_VERSION": "3",
        "OS_PROJECT_ID": cloud.project.id,
        "OS_REGION_NAME": "it's $HOME",
    }


def test_how_servers_are_checked_is_handed_on(
    cloud: LocalCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exports = []
    for name in ("OS_CERT", "OS_KEY"):
        (tmp_path / name).write_text("-----BEGIN CERTIFICATE-----")
        monkeypatch.setenv(name, str(tmp_path / name))
        exports.append(f"export {name}={tmp_path / name}")
    lines = nova("--insecure", "token", "issue", "-f", "env").lines
    assert lines[-3:] == [*exports, "export OS_INSECURE=true"]


def test_a_login_without_a_token_gives_none(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OS_AUTH_TYPE", "http_basic")
    monkeypatch.setenv("OS_ENDPOINT", cloud.url)
    for words in (("issue",), ("exec", "--", "true")):
        run = nova("token", *words)
        assert run.exit_code == 3
        assert "no token to hand on" in run.errors[0]
    assert not cloud.requests


def test_a_token_that_nobody_knows(cloud: LocalCloud) -> None:
    run = nova("token", "show", "of-another-cloud")
    assert run.exit_code == 4
    assert run.errors[0].startswith("ERROR (NotFound): ")
    assert "ended, was revoked, or is of another cloud" in run.errors[1]


@pytest.mark.parametrize("start", ["-", "--", "-f", "-h", "-x=", "--os_"])
@pytest.mark.parametrize("command", ["show", "revoke"])
def test_a_token_may_begin_with_a_hyphen(cloud: LocalCloud, command: str, start: str) -> None:
    token = f"{start}{'dPp7QQ' * 7}"
    for arguments in (
        (token,),
        (token, "-f", "json"),
        ("-f", "json", "--os-reg", cloud.region, token),
        ("--", token),
    ):
        cloud.requests.clear()
        run = nova("token", command, *arguments)
        assert run.exit_code == 4
        subjects = [request.headers.get("X-Subject-Token") for request in cloud.requests]
        assert [subject for subject in subjects if subject] == [token]


def test_an_option_is_no_token(cloud: LocalCloud) -> None:
    assert nova("token", "show", "--colour").errors[0].endswith("No such option '--colour'.")
    run = nova("token", "show", "--os-token", "-" * 40, "--os-auth-type", "token")
    assert (run.exit_code, run.stdout) == (3, "")
    long = "--os-application-credential-secret"
    assert nova("token", "show", long).errors[0].endswith(f"Option '{long}' requires an argument.")
