"""``cache list`` and ``cache clear``."""

import os
import stat
from pathlib import Path

import pytest

from tests.local_cloud import LocalCloud
from tests.runner import nova


@pytest.mark.parametrize("tty", [False, True])
def test_cached_logins_are_listed_without_their_tokens(cloud: LocalCloud, tty: bool) -> None:
    token = nova("token", "issue", "-f", "value", "-c", "id").stdout.strip()
    nova("token", "issue", "--os-project-name", "other")
    run = nova("cache", "list", tty=tty)
    assert run.cells[0] == ["Auth URL", "User", "Project", "Seconds Left", "File"]
    assert sorted(row[2] for row in run.cells[1:]) == ["demo", "other"]
    assert all(3500 < int(row[3]) < 3610 for row in run.cells[1:])
    for output_format in ("table", "json", "yaml"):
        assert token not in nova("cache", "list", "-f", output_format).stdout


def test_nothing_cached() -> None:
    assert len(nova("cache", "list").lines) == 4
    assert nova("cache", "clear").stdout == "0 cached logins removed.\n"


def test_forgetting(cloud: LocalCloud) -> None:
    nova("list")
    assert nova("cache", "clear").stdout == "1 cached login removed.\n"
    assert nova("cache", "list", "-f", "json").json == []
    nova("list")
    assert cloud.logins == 2
    assert nova("cache", "clear", "-f", "json").json == [{"message": "1 cached login removed."}]


def test_files_are_private_and_hold_no_password(cloud: LocalCloud) -> None:
    nova("list")
    (entry,) = nova("cache", "list", "-f", "json").json
    file = Path(entry["file"])
    assert file.is_relative_to(os.environ["XDG_CACHE_HOME"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert cloud.password not in file.read_text()


def test_another_password_does_not_use_the_cached_login(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert nova("list").exit_code == 0
    monkeypatch.setenv("OS_PASSWORD", "wr0ng")
    for command in (("list",), ("token", "issue"), ("catalog", "list", "--os-project-name", "x")):
        run = nova(*command)
        assert (run.stdout, run.exit_code) == ("", 3)
    monkeypatch.setenv("OS_PASSWORD", cloud.password)
    before = cloud.logins
    assert nova("list").exit_code == 0
    assert cloud.logins == before, "a wrong password does no harm to the cached login"


def test_without_a_password_in_the_settings_the_cached_login_is_used(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    nova("list")
    monkeypatch.delenv("OS_PASSWORD")
    monkeypatch.setenv("OS_PASSWORD_CMD", "touch ran")
    assert nova("list").exit_code == 0
    assert not Path("ran").exists()


def test_a_copy_of_anothers_login_is_not_used_and_said(cloud: LocalCloud) -> None:
    nova("list", "--os-project-name", "other")
    other = Path(nova("cache", "list", "-f", "json").json[0]["file"])
    content = other.read_bytes()
    other.unlink()
    nova("list")
    file = Path(nova("cache", "list", "-f", "json").json[0]["file"])
    file.write_bytes(content)
    run = nova("whoami", "-f", "json")
    assert run.json["project_name"] == "demo"
    assert "is a copy of another login's" in run.stderr


def test_a_file_that_others_may_read_is_left_unused_and_said(cloud: LocalCloud) -> None:
    nova("list")
    Path(nova("cache", "list", "-f", "json").json[0]["file"]).chmod(0o644)
    run = nova("list")
    assert run.exit_code == 0
    assert run.stderr.startswith("WARNING: the cache file ")
    assert cloud.logins == 2


def test_without_a_place_to_write_every_command_logs_in(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    run = nova("list")
    assert run.exit_code == 0
    assert run.stderr.startswith("WARNING: the cache ")
    assert len(run.errors) == 1


def test_a_password_in_the_address_is_not_shown(cloud: LocalCloud) -> None:
    address = f"{cloud.url}/identity/v3".replace("://", "://someone:pl4nted@")
    assert nova("--os-auth-url", address, "list").exit_code == 0
    for output_format in ("table", "json"):
        assert "pl4nted" not in nova("cache", "list", "-f", output_format).stdout
