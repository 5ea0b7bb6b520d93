"""Secrets are planted everywhere, and no output has any of them."""

from pathlib import Path

import pytest

from mini_nova_auth.wire import retry
from tests.cli.compute.boot.test_create_request import IMAGE
from tests.local_cloud import Fault, LocalCloud
from tests.runner import Run, nova

PASSWORD, ADMIN, FILE = "pl4nted-password", "pl4nted-admin", "pl4nted-file"
BOOT = ("boot", "vm", "--flavor", "6", "--image", IMAGE)


@pytest.fixture(autouse=True)
def _planted(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    cloud.password = PASSWORD
    monkeypatch.setenv("OS_PASSWORD", PASSWORD)
    monkeypatch.setattr(retry, "sleep", lambda seconds: None)


def _assert_none_shown(cloud: LocalCloud, run: Run, *more: str) -> None:
    tokens = {
        request.headers["X-Auth-Token"]
        for request in cloud.requests
        if "X-Auth-Token" in request.headers
    }
    secrets = {PASSWORD, ADMIN, FILE, *tokens, *more}
    assert [secret for secret in secrets if secret in run.stdout + run.stderr] == []


@pytest.mark.parametrize("version", [1, 2, 3])
@pytest.mark.parametrize(
    "arguments", [("list",), ("show", "nosuch"), ("delete", "nosuch"), ("catalog", "list")]
)
def test_debug(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch, version: int, arguments: tuple[str, ...]
) -> None:
    for name, value in cloud.openrc(version).items():
        monkeypatch.setenv(name, value)
    run = nova("--debug", "--timings", "--no-cache", *arguments)
    assert "REQ: curl" in run.stderr
    _assert_none_shown(cloud, run)


def test_what_a_server_is_given(cloud: LocalCloud, tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text(FILE)
    files = ("--user-data", str(script), "--file", f"/etc/x={script}")
    run = nova("--debug", *BOOT, "--admin-pass", ADMIN, *files, "--return-reservation-id")
    assert run.exit_code == 0
    _assert_none_shown(cloud, run, "cGw0bnRlZC1maWxl")


def test_a_generated_password_is_in_the_result_alone(cloud: LocalCloud) -> None:
    run = nova("--debug", *BOOT, "-f", "json")
    generated = run.json["adminPass"]
    assert generated
    assert generated not in run.stderr


@pytest.mark.parametrize("status", [400, 401, 403, 500])
def test_a_refused_login(cloud: LocalCloud, status: int) -> None:
    cloud.faults.add(Fault("POST", "/tokens", "status", times=20, status=status))
    for flags in ((), ("--debug",)):
        run = nova(*flags, "list", "--os-password", "pl4nted-flag")
        assert run.exit_code in (1, 3)
        _assert_none_shown(cloud, run, "pl4nted-flag")


@pytest.mark.parametrize("action", ["html", "bad-json", "empty", "cut-answer", "lose-answer"])
def test_a_login_that_breaks(cloud: LocalCloud, action: str) -> None:
    cloud.faults.add(Fault("POST", "/tokens", action, times=20))
    for flags in ((), ("--debug",)):
        run = nova(*flags, "list")
        assert run.exit_code == 1
        _assert_none_shown(cloud, run)


def test_a_token_given(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OS_PASSWORD")
    run = nova("--debug", "list", "--os-token", "pl4nted-token")
    assert run.exit_code == 3
    _assert_none_shown(cloud, run, "pl4nted-token")


def test_an_application_credential(cloud: LocalCloud) -> None:
    run = nova(
        "--debug",
        "list",
        "--os-auth-type",
        "v3applicationcredential",
        "--os-application-credential-id",
        "x",
        "--os-application-credential-secret",
        "pl4nted-secret",
    )
    assert run.exit_code == 3
    _assert_none_shown(cloud, run, "pl4nted-secret")


@pytest.mark.parametrize("option", ["--os-auth-url", "--os-endpoint-override"])
@pytest.mark.parametrize("path", ["/identity/v3", "/nosuch"])
def test_a_password_in_an_address(cloud: LocalCloud, option: str, path: str) -> None:
    address = cloud.url.replace("://", "://someone:pl4nted-inside@") + path
    for flags in ((), ("--debug", "--timings")):
        _assert_none_shown(
            cloud, nova(*flags, "--no-cache", "list", option, address), "pl4nted-inside"
        )


def test_an_address_that_is_none(cloud: LocalCloud) -> None:
    for address in ("http://someone:pl4nted-inside@[::1/v3", "someone:pl4nted-inside@cloud/v3"):
        run = nova("--debug", "list", "--os-auth-url", address)
        assert run.exit_code == 3
        _assert_none_shown(cloud, run, "pl4nted-inside")


def test_a_clouds_yaml_that_is_none(cloud: LocalCloud) -> None:
    Path("clouds.yaml").write_text(
        "clouds:\n  lab: {auth: {password: pl4nted-yaml\n", encoding="utf-8"
    )
    run = nova("--debug", "--os-cloud", "lab", "list")
    assert run.exit_code == 3
    _assert_none_shown(cloud, run, "pl4nted-yaml")


def test_a_service_that_repeats_what_it_was_told(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("POST", "/servers$", "status", status=400, message="Bad adminPass"))
    run = nova("--debug", *BOOT, "--admin-pass", ADMIN)
    assert run.exit_code == 1
    _assert_none_shown(cloud, run)
