"""Private files, replaced whole, and locks between processes."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from mini_nova_auth import private_files
from tests.runner import LIMIT

ENVIRONMENT = {"PYTHONPATH": ":".join(sys.path)}


def mode(path: Path) -> int:
    """The permission bits."""
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize("mask", [0, 0o022, 0o177, 0o777])
def test_a_file_is_private_whatever_the_umask(tmp_path: Path, mask: int) -> None:
    path = tmp_path / "a" / "b" / "c" / "file.json"
    umask = os.umask(mask)
    try:
        private_files.replace(path, "text")
    finally:
        os.umask(umask)
    assert path.read_text() == "text"
    assert mode(path) == 0o600
    folders = (tmp_path / "a", tmp_path / "a" / "b", path.parent)
    assert {mode(folder) for folder in folders} == {0o700}


def test_a_directory_open_to_others_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir(mode=0o755)
    private_files.make_directory(folder)
    assert mode(folder) == 0o700


def test_a_directory_of_another_user_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    with pytest.raises(PermissionError, match="belongs to another user"):
        private_files.make_directory(tmp_path)


def test_a_file_in_place_of_the_directory_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="exists"):
        private_files.replace(tmp_path / "file" / "x.json", "text")


def test_what_is_no_plain_file_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(OSError, match=r"plain file|directory"):
            private_files.read(tmp_path / name)
    (tmp_path / "file").write_text("text")
    assert private_files.read(tmp_path / "file") == "text"


def test_replacing_leaves_nothing_else_behind(tmp_path: Path) -> None:
    for text in ("one", "two"):
        private_files.replace(tmp_path / "x.json", text)
    assert [path.name for path in tmp_path.iterdir()] == ["x.json"]
    assert (tmp_path / "x.json").read_text() == "two"


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("untouched")
    (tmp_path / "x.json").symlink_to(tmp_path / "target")
    private_files.replace(tmp_path / "x.json", "text")
    assert (tmp_path / "target").read_text() == "untouched"
    assert not (tmp_path / "x.json").is_symlink()


def test_a_process_killed_before_the_replacement_leaves_the_old_text(tmp_path: Path) -> None:
    private_files.replace(tmp_path / "x.json", "old")
    program = (
        "import os, pathlib, signal\n"
        "from mini_nova_auth import private_files\n"
        "pathlib.Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"private_files.replace(pathlib.Path({str(tmp_path / 'x.json')!r}), 'new')\n"
    )
    process = subprocess.run([sys.executable, "-c", program], env=ENVIRONMENT, check=False)
    assert process.returncode == -signal.SIGKILL
    assert (tmp_path / "x.json").read_text() == "old"
    private_files.replace(tmp_path / "x.json", "newer")
    assert (tmp_path / "x.json").read_text() == "newer"


def test_a_lock_has_one_holder(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    with private_files.lock(path, 1) as first:
        assert first
        with private_files.lock(path, 0.05) as second:
            assert not second
    with private_files.lock(path, 0.05) as third:
        assert third
    assert mode(path) == 0o600


def test_whoever_waits_says_so_once_and_only_if_it_takes_a_while(tmp_path: Path) -> None:
    path, notices = tmp_path / "x.lock", []

    def tell() -> None:
        notices.append("waiting")

    with private_files.lock(path, 1, tell=tell, notice=0.0):
        assert notices == []
        with private_files.lock(path, 0.1, tell=tell, notice=10):
            assert notices == []
        with private_files.lock(path, 0.1, tell=tell, notice=0.02):
            assert notices == ["waiting"]


def test_a_lock_file_that_is_not_kept_is_removed_and_still_has_one_holder(tmp_path: Path) -> None:
    path, holders = tmp_path / "x.lock", []

    def work() -> None:
        for _ in range(20):
            with private_files.lock(path, LIMIT, is_kept=False) as is_locked:
                assert is_locked
                holders.append(1)
                assert len(holders) == 1
                time.sleep(0.001)
                holders.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert holders == []
    assert not path.exists()


@pytest.mark.parametrize("is_empty", [True, False])
def test_a_directory_in_a_files_place_is_replaced(tmp_path: Path, is_empty: bool) -> None:
    for name in ("x.json", "x.lock"):
        (tmp_path / name).mkdir()
        if not is_empty:
            (tmp_path / name / "content").write_text("")
    private_files.replace(tmp_path / "x.json", "text")
    assert (tmp_path / "x.json").read_text() == "text"
    with private_files.lock(tmp_path / "x.lock", 1) as is_locked:
        assert is_locked
    assert (tmp_path / "x.lock").is_file()


def test_a_pipe_in_a_locks_place_is_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.lock")
    with private_files.lock(tmp_path / "x.lock", 1) as is_locked:
        assert is_locked
    assert (tmp_path / "x.lock").is_file()


def test_a_waiting_thread_gets_the_lock_when_it_is_released(tmp_path: Path) -> None:
    path, order = tmp_path / "x.lock", []
    inside = threading.Event()

    def hold() -> None:
        with private_files.lock(path, LIMIT):
            inside.set()
            time.sleep(0.1)
            order.append("first")

    holder = threading.Thread(target=hold)
    holder.start()
    assert inside.wait(LIMIT)
    with private_files.lock(path, LIMIT) as is_locked:
        order.append("second")
    holder.join()
    assert is_locked
    assert order == ["first", "second"]


def test_a_lock_is_free_again_after_an_error_inside(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    with pytest.raises(KeyError), private_files.lock(path, 1, is_kept=False):
        raise KeyError
    assert not path.exists()
    with private_files.lock(path, 0.05) as is_locked:
        assert is_locked


def test_a_file_system_without_locks_grants_every_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    def no_locks(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    with private_files.lock(tmp_path / "x.lock", 1) as is_locked:
        assert is_locked


def test_a_lock_does_not_follow_a_link(tmp_path: Path) -> None:
    (tmp_path / "x.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic"), private_files.lock(tmp_path / "x.lock", 1):
        pass
    assert not (tmp_path / "elsewhere").exists()


def test_a_killed_process_blocks_nobody(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    program = (
        "import pathlib, time\n"
        "from mini_nova_auth import private_files\n"
        f"with private_files.lock(pathlib.Path({str(path)!r}), 60) as is_locked:\n"
        "    print('inside' if is_locked else 'outside', flush=True)\n"
        "    time.sleep(3600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], env=ENVIRONMENT, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "inside\n"
        with private_files.lock(path, 0.05) as is_locked:
            assert not is_locked
        holder.kill()
        holder.wait()
        with private_files.lock(path, 0) as is_locked:
            assert is_locked
