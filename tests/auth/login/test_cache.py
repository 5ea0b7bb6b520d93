"""Access on disk: what is trusted, what is left unused, and what is said of it."""

import errno
import json
import os
import resource
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mini_nova_auth.login.cache import Cache, Key, default_directory
from mini_nova_auth.login.entry import Entry
from mini_nova_auth.testing import access
from tests.auth.support import json_values

KEY = Key(("http://h:5000/v3", "alice"), ("demo",))
OTHER_SCOPE = Key(KEY.identity, ("other",))
OTHER_USER = Key(("http://h:5000/v3", "bob"), KEY.scope)
ENTRY = Entry(access("token-one"), {"http://h:8774/v2.1": {"version": {"id": "v2.1"}}})
OTHER = Entry(access("token-two"))


def file_of(cache: Cache, key: Key = KEY) -> Path:
    """The file of an entry."""
    return cache.directory / f"{key.stem}.json"


def test_an_entry_comes_back(cache: Cache, said: list[str]) -> None:
    assert cache.load(KEY) is None
    cache.store(KEY, ENTRY)
    assert cache.load(KEY) == ENTRY
    assert Cache(cache.directory).load(KEY) == ENTRY
    assert cache.load(OTHER_SCOPE) is None
    assert said == []


def test_files_and_directory_are_private(cache: Cache) -> None:
    before = os.umask(0)
    try:
        with cache.lock(KEY):
            cache.store(KEY, ENTRY)
    finally:
        os.umask(before)
    assert cache.directory.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in cache.directory.iterdir()} == {0o600}


def test_names_of_files_tell_nothing(cache: Cache) -> None:
    with cache.lock(KEY):
        cache.store(KEY, ENTRY)
    names = "".join(path.name for path in cache.directory.iterdir())
    assert not [part for part in ("alice", "demo", "5000") if part in names]


def test_nothing_is_touched_before_the_first_call(cache: Cache) -> None:
    assert not cache.directory.exists()


def test_other_scopes_of_the_same_identity_are_found(cache: Cache) -> None:
    cache.store(KEY, ENTRY)
    cache.store(OTHER_SCOPE, OTHER)
    cache.store(OTHER_USER, Entry(access("token-bob")))
    assert list(cache.load_other_scopes(KEY)) == [OTHER]
    assert sorted(entry.access.token for _, entry in cache.entries()) == [
        "token-bob",
        "token-one",
        "token-two",
    ]


def test_clearing_removes_every_entry(cache: Cache) -> None:
    assert cache.clear() == 0
    cache.store(KEY, ENTRY)
    cache.store(OTHER_SCOPE, OTHER)
    assert cache.clear() == 2
    assert cache.entries() == []


def tampered(change: Callable[[dict[str, Any]], Any]) -> Callable[[Path], None]:
    """Changes the JSON value in a file."""

    def work(path: Path) -> None:
        path.write_text(json.dumps(change(json.loads(path.read_text()))))

    return work


def linked(path: Path) -> None:
    """Puts a link in the place of the file."""
    path.rename(path.with_suffix(".moved"))
    path.symlink_to(path.with_suffix(".moved"))


def a_directory(path: Path) -> None:
    """Puts a directory in the place of the file."""
    path.unlink()
    path.mkdir()


def a_pipe(path: Path) -> None:
    """Puts a pipe, which nobody writes to, in the place of the file."""
    path.unlink()
    os.mkfifo(path, 0o600)


SPOILT: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:100]),
    "not text": lambda path: path.write_bytes(b"\xff\x00\xfe"),
    "deep": lambda path: path.write_bytes(b"[" * 200_000),
    "a list": tampered(lambda _: []),
    "another format": tampered(lambda value: {**value, "format": 2}),
    "no format": tampered(lambda value: {"access": value["access"]}),
    "no access": tampered(lambda value: {**value, "access": None}),
    "no token": tampered(lambda value: {**value, "access": {**value["access"], "token": ""}}),
    "a token with a line break": tampered(
        lambda value: {**value, "access": {**value["access"], "token": "a\nb"}}
    ),
    "a huge number": tampered(
        lambda value: {**value, "access": {**value["access"], "expires": 10**400}}
    ),
    "readable by the group": lambda path: path.chmod(0o640),
    "readable by all": lambda path: path.chmod(0o604),
    "a link": linked,
    "a directory": a_directory,
    "a pipe": a_pipe,
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
def test_what_cannot_be_trusted_is_left_unused_and_said_once(
    cache: Cache, said: list[str], spoil: Callable[[Path], object]
) -> None:
    cache.store(KEY, ENTRY)
    spoil(file_of(cache))
    assert cache.load(KEY) is None
    assert cache.load(KEY) is None
    assert len(said) == 1
    assert str(file_of(cache)) in said[0]
    assert "logging in again" in said[0]
    assert "token-one" not in said[0]


def test_what_was_spoilt_is_replaced(cache: Cache) -> None:
    cache.store(KEY, ENTRY)
    linked(file_of(cache))
    cache.store(KEY, OTHER)
    assert cache.load(KEY) == OTHER
    assert not file_of(cache).is_symlink()


def test_a_file_of_another_user_is_left_unused(
    cache: Cache, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.store(KEY, ENTRY)
    if os.geteuid() == 0:
        os.chown(file_of(cache), 12345, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert cache.load(KEY) is None
    assert len(said) == 1
    assert "belongs to another user" in said[0]


def spend(cache: Cache) -> None:
    """What a login does with a cache."""
    assert cache.load(KEY) is None
    with cache.lock(KEY):
        assert cache.load(KEY) is None
        assert list(cache.load_other_scopes(KEY)) == []
        cache.store(KEY, ENTRY)


@pytest.mark.parametrize("place", ["file/tokens", "file", "/proc/nothing/tokens"])
def test_a_directory_that_cannot_be_made_is_said_once(
    tmp_path: Path, said: list[str], place: str
) -> None:
    (tmp_path / "file").write_text("")
    spend(Cache(tmp_path / place))
    assert len(said) == 1
    assert "cannot be used" in said[0] or "is not used" in said[0]


def test_a_directory_of_another_user_is_said_once(
    cache: Cache, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.directory.mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    spend(cache)
    assert len(said) == 1
    assert "belongs to another user" in said[0]
    assert list(cache.directory.iterdir()) == []


def test_a_full_disk_is_said_once_and_leaves_the_old_entry(
    cache: Cache, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.store(KEY, ENTRY)
    opened, full = os.open, OSError(errno.ENOSPC, "No space left on device")

    def no_space(path: Any, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT:
            raise full
        return opened(path, flags, mode)

    monkeypatch.setattr(os, "open", no_space)
    for _ in range(2):
        with cache.lock(KEY):
            cache.store(KEY, OTHER)
    monkeypatch.undo()
    assert said == [
        f"the cache {cache.directory} cannot be used (No space left on device): the next command logs in again"
    ]
    assert cache.load(KEY) == ENTRY


def test_a_disk_that_fills_up_while_writing_leaves_the_old_entry(
    cache: Cache, said: list[str]
) -> None:
    cache.store(KEY, ENTRY)
    larger = Entry(OTHER.access, {"http://h": {"filling": "x" * 100_000}})
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        cache.store(KEY, larger)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert len(said) == 1
    assert cache.load(KEY) == ENTRY
    left = {path.name for path in cache.directory.iterdir()}
    assert left == {file_of(cache).name, "logins.summary"}


def test_readers_see_the_old_entry_or_the_new_one(cache: Cache, said: list[str]) -> None:
    cache.store(KEY, ENTRY)
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            cache.store(KEY, OTHER)
            cache.store(KEY, ENTRY)

    writer = threading.Thread(target=write)
    writer.start()
    seen = [Cache(cache.directory).load(KEY) for _ in range(200)]
    stop.set()
    writer.join()
    assert [entry for entry in seen if entry not in (ENTRY, OTHER)] == []
    assert said == []


def test_a_lock_held_too_long_is_gone_without_and_said(cache: Cache, said: list[str]) -> None:
    with cache.lock(KEY), Cache(cache.directory, lock_wait=0.05).lock(KEY):
        pass
    assert len(said) == 1
    assert "going on without it" in said[0]


def test_one_identitys_scopes_share_a_lock_and_others_do_not(cache: Cache, said: list[str]) -> None:
    with cache.lock(KEY), Cache(cache.directory, lock_wait=0.05).lock(OTHER_USER):
        assert said == []
    with cache.lock(KEY), Cache(cache.directory, lock_wait=0.05).lock(OTHER_SCOPE):
        assert len(said) == 1


def test_an_error_inside_the_lock_comes_out(cache: Cache) -> None:
    with pytest.raises(FileNotFoundError, match="inside"), cache.lock(KEY):
        raise FileNotFoundError(2, "inside")


@given(
    json_values("format", "access", "documents", "token", "expires", "taken", "catalog").map(
        lambda value: {"format": 1, "access": value}
    )
)
def test_any_content_is_an_entry_or_none(
    tmp_path_factory: pytest.TempPathFactory, value: Any
) -> None:
    cache = Cache(tmp_path_factory.getbasetemp() / "any")
    cache.store(KEY, ENTRY)
    file_of(cache).write_text(json.dumps(value))
    found = cache.load(KEY)
    assert found is None or found.access.token


@given(st.lists(st.text(max_size=8), max_size=3), st.lists(st.text(max_size=8), max_size=3))
def test_two_keys_have_one_file_only_where_they_are_the_same(
    one: list[str], other: list[str]
) -> None:
    names = [
        Key(tuple(part.replace("\0", "") for part in parts), ("scope",)) for parts in (one, other)
    ]
    joined = ["\0".join(key.identity) for key in names]
    assert (names[0].stem == names[1].stem) == (joined[0] == joined[1])


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"XDG_CACHE_HOME": "/c", "HOME": "/home/a"}, "/c/mini-nova"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/home/a"}, "/home/a/.cache/mini-nova"),
        ({"HOME": "/home/a"}, "/home/a/.cache/mini-nova"),
    ],
)
def test_the_directory(variables: dict[str, str], expected: str) -> None:
    assert str(default_directory(variables)) == expected
