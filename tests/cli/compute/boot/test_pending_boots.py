"""The boots of this machine whose outcome is unknown."""

import os
import stat
import subprocess
import time
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest

from mini_nova.compute.boot import server_search
from mini_nova.compute.boot.matching import KEY
from mini_nova.compute.boot.pending_boots import LIFETIME, PendingBoots
from tests.cli.compute.boot.booting import BOOT, IMAGE, PAUSES, QUICK, SERVERS, boot
from tests.local_cloud import Fault, LocalCloud
from tests.runner import LIMIT, finish, start, wait_until

CLOUD = ("http://cloud/v3", "p1")


def _names(folder: Path, cloud: tuple[str, str] = CLOUD) -> list[str]:
    return [note.name for note in PendingBoots(folder, cloud).rivals()]


def _age(folder: Path) -> None:
    (path,) = folder.iterdir()
    old = time.time() - LIFETIME - 1
    os.utime(path, (old, old))


def test_a_boot_is_known_to_others_of_its_cloud_until_it_ends(tmp_path: Path) -> None:
    pending = PendingBoots(tmp_path, CLOUD)
    pending.begin("vm", is_several=False)
    assert pending.rivals() == []
    assert _names(tmp_path) == ["vm"]
    assert _names(tmp_path, ("http://other/v3", "p1")) == []
    pending.end()
    assert _names(tmp_path) == []
    pending.end()


def test_names_of_several_servers_have_numbers(tmp_path: Path) -> None:
    PendingBoots(tmp_path, CLOUD).begin("vm", is_several=True)
    (note,) = PendingBoots(tmp_path, CLOUD).rivals()
    assert note.may_own("vm-2")
    assert not note.may_own("vm2")


def test_notes_are_private(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "pending"
    PendingBoots(folder, CLOUD).begin("vm", is_several=False)
    (path,) = folder.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_old_note_counts_while_its_boot_runs_and_is_forgotten_then(tmp_path: Path) -> None:
    pending = PendingBoots(tmp_path, CLOUD)
    pending.begin("vm", is_several=False)
    _age(tmp_path)
    assert _names(tmp_path) == ["vm"]
    pending._lock.close()  # as at the end of its process
    assert _names(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b'{"name": 7}'])
def test_a_damaged_note_may_be_any_boots_and_expires(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "damaged.json").write_bytes(content)
    (note,) = PendingBoots(tmp_path, CLOUD).rivals()
    assert note.may_own("anything") or content == b'{"name": 7}'
    _age(tmp_path)
    assert PendingBoots(tmp_path, CLOUD).rivals() == []


def test_a_directory_that_cannot_be_used_stops_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    pending = PendingBoots(blocked / "pending", CLOUD)
    pending.begin("vm", is_several=False)
    assert pending.rivals() == []
    pending.end()


def test_a_finished_boot_leaves_no_note(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("POST", SERVERS, "lose-answer"))
    assert boot("--max-count", "2").exit_code == 0
    cloud.faults.add(Fault("POST", SERVERS, "status", status=403))
    assert boot().exit_code == 1
    folder = Path(os.environ["XDG_STATE_HOME"]) / "mini-nova" / "pending"
    assert list(folder.iterdir()) == []


def _their_boot(*options: str) -> subprocess.Popen[str]:
    return start(*BOOT, *options)


def test_a_server_that_another_boot_waits_for_is_not_adopted(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ours was lost before the work; theirs is made, and its answer comes while we look for ours."""
    monkeypatch.setattr(PAUSES, QUICK._replace(settle=LIMIT))
    looked = Event()
    cloud.faults.add(Fault("POST", SERVERS, "delay-answer", until=looked))
    theirs = _their_boot()

    def now() -> float:
        """The time, which runs out once theirs has ended."""
        has_ended = theirs.poll() is not None
        return time.monotonic() + (LIMIT if has_ended else 0.0)

    def pause(seconds: float) -> None:
        looked.set()
        time.sleep(seconds)

    monkeypatch.setattr(server_search, "time", SimpleNamespace(monotonic=now, sleep=pause))
    wait_until(lambda: len(cloud.servers) == 1)
    cloud.faults.add(Fault("POST", SERVERS, "refuse-before"))
    ours = boot()
    their_run = finish(theirs)
    assert (ours.exit_code, their_run.exit_code) == (0, 0), ours.stderr
    assert sorted([*ours.lines, *their_run.lines]) == sorted(cloud.servers)
    assert len(cloud.servers) == 2


@pytest.mark.parametrize("options", [(), ("--max-count", "2")])
def test_what_nobody_can_tell_is_an_unknown_outcome(
    cloud: LocalCloud, options: tuple[str, ...]
) -> None:
    cloud.faults.add(Fault("POST", SERVERS, "hang"))
    theirs = _their_boot(*options)
    wait_until(lambda: bool(cloud.servers))
    cloud.faults.add(Fault("POST", SERVERS, "refuse-before"))
    ours = boot(*options)
    theirs.kill()
    finish(theirs)
    assert ours.exit_code == 7
    assert all(server_id in ours.stderr for server_id in cloud.servers)
    assert cloud.count("POST", SERVERS) == 2


def test_a_server_with_a_key_is_no_boots_without_one(cloud: LocalCloud) -> None:
    cloud.add_server("vm", flavor="6", image=IMAGE, user_id=cloud.user_id, metadata={KEY: "job-7"})
    cloud.faults.add(Fault("POST", SERVERS, "refuse-before"))
    run = boot()
    assert run.exit_code == 0, run.stderr
    assert len(cloud.servers) == 2
