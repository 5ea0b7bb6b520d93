"""What is known on this machine of a boot with an idempotency key."""

import os
import stat
import time
from pathlib import Path

import pytest

from mini_nova.compute.boot import journal
from mini_nova.compute.boot.journal import Journal, default_directory
from mini_nova.errors import CommandError
from mini_nova_auth import clock

IDENTITY = ("http://cloud/v3", "p1", "key-of-mine")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A directory that does not exist yet."""
    return tmp_path / "state" / "boots"


def _age(entry: Journal) -> float:
    reading = entry.pending_since()
    assert reading is not None
    return clock.seconds_since(reading, clock.read())


def test_an_entry_exists_from_its_request_to_its_outcome(folder: Path) -> None:
    entry = Journal(folder, IDENTITY)
    assert entry.pending_since() is None
    entry.begin()
    assert 0 <= _age(Journal(folder, IDENTITY)) < 5
    entry.end()
    assert entry.pending_since() is None
    entry.end()


def test_keys_projects_and_clouds_are_told_apart(folder: Path) -> None:
    Journal(folder, IDENTITY).begin()
    for index in range(3):
        identity = (*IDENTITY[:index], "another", *IDENTITY[index + 1 :])
        assert Journal(folder, identity).pending_since() is None


def test_a_key_is_remembered_with_its_name_for_a_month(folder: Path) -> None:
    entry = Journal(folder, IDENTITY)
    assert not entry.is_of_other_name("vm")
    entry.remember("vm")
    assert not entry.is_of_other_name("vm")
    assert entry.is_of_other_name("other")
    (path,) = folder.with_name("keys").iterdir()
    old = time.time() - journal.NAME_LIFETIME - 1
    os.utime(path, (old, old))
    Journal(folder, ("http://cloud/v3", "p1", "key2")).remember("vm")
    assert not entry.is_of_other_name("other")


def test_files_are_private_and_reveal_nothing(folder: Path) -> None:
    entry = Journal(folder, IDENTITY)
    with entry.exclusive(print):
        entry.begin()
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        for secret in IDENTITY:
            assert secret not in path.name + path.read_text()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 4096])
def test_a_damaged_entry_counts_as_sent_just_now(folder: Path, content: bytes) -> None:
    entry = Journal(folder, IDENTITY)
    entry.begin()
    next(folder.glob("*.json")).write_bytes(content)
    assert 0 <= _age(entry) < 5


def test_a_pipe_in_the_place_of_an_entry_counts_as_sent_just_now(folder: Path) -> None:
    entry = Journal(folder, IDENTITY)
    entry.begin()
    path = next(folder.glob("*.json"))
    path.unlink()
    os.mkfifo(path)
    assert 0 <= _age(entry) < 5
    entry.begin()
    assert path.is_file()


def test_only_one_boot_of_a_key_at_a_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "LOCK_WAIT", 0.05)
    with (
        Journal(folder, IDENTITY).exclusive(print),
        pytest.raises(CommandError, match="another boot with this idempotency key"),
        Journal(folder, IDENTITY).exclusive(print),
    ):
        pass
    with Journal(folder, IDENTITY).exclusive(print):
        pass
    assert list(folder.iterdir()) == [], "no lock file is left behind"


def test_an_unusable_state_directory_is_reported_before_anything_is_booked(
    tmp_path: Path,
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with (
        pytest.raises(CommandError, match="so a rerun could not find this boot") as refused,
        Journal(blocked / "boots", IDENTITY).exclusive(print),
    ):
        pass
    assert "XDG_STATE_HOME" in refused.value.hint


def test_where_the_journal_is() -> None:
    assert default_directory({"XDG_STATE_HOME": "/state", "HOME": "/home/x"}) == Path(
        "/state/mini-nova/boots"
    )
    for variables in ({"HOME": "/home/x"}, {"XDG_STATE_HOME": "relative", "HOME": "/home/x"}):
        assert default_directory(variables) == Path("/home/x/.local/state/mini-nova/boots")
