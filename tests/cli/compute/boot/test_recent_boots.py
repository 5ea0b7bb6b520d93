"""The servers that this machine booked lately."""

import os
import stat
import time
from pathlib import Path

import pytest

from mini_nova.compute.boot.recent_boots import LIFETIME, RecentBoots

ID = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"


def test_servers_of_other_boots_are_known(tmp_path: Path) -> None:
    own, foreign = RecentBoots(tmp_path / "recent"), RecentBoots(tmp_path / "recent")
    own.add([ID])
    assert foreign.has_other(ID)
    assert not own.has_other(ID)
    assert not foreign.has_other("another")


def test_files_are_private(tmp_path: Path) -> None:
    RecentBoots(tmp_path / "recent").add([ID])
    assert stat.S_IMODE((tmp_path / "recent").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "recent" / ID).stat().st_mode) == 0o600


def test_they_are_forgotten_after_an_hour(tmp_path: Path) -> None:
    RecentBoots(tmp_path).add([ID])
    old = time.time() - LIFETIME - 1
    os.utime(tmp_path / ID, (old, old))
    RecentBoots(tmp_path).add(["new"])
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_ids_that_are_no_file_names_are_ignored(tmp_path: Path) -> None:
    recent = RecentBoots(tmp_path / "recent")
    recent.add(["../../escaped", ""])
    assert list((tmp_path / "recent").iterdir()) == []
    assert not RecentBoots(tmp_path).has_other("../recent")


def test_a_directory_that_cannot_be_used_stops_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    RecentBoots(blocked / "recent").add([ID])
    assert not RecentBoots(blocked / "recent").has_other(ID)


def test_no_id_is_lost_if_another_boot_forgets_old_ones_at_the_same_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = time.time() - LIFETIME - 1
    for number in range(3):
        (tmp_path / f"old{number}").touch()
        os.utime(tmp_path / f"old{number}", (old, old))
    listed = list(tmp_path.iterdir())
    for path in listed:
        path.unlink()
    monkeypatch.setattr(Path, "iterdir", lambda _: iter(listed))
    RecentBoots(tmp_path).add([ID])
    assert RecentBoots(tmp_path).has_other(ID)
