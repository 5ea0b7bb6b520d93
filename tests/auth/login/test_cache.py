"""The cache of logins: what is trusted, what is not used, and the warnings about it."""

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
from mini_nova_auth.login.entry import FORMAT, Entry
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


def test_a_stored_entry_is_loaded(cache: Cache, warnings: list[str]) -> None:
    assert cache.load(KEY) is None
    cache.store(KEY, ENTRY)
    assert cache.load(KEY) == ENTRY
    assert Cache(cache.directory).load(KEY) == ENTRY
    assert cache.load(OTHER_SCOPE) is None
    assert warnings == []


def test_files_and_directory_are_private(cache: Cache) -> None:
    mask = os.umask(0)
    try:
        with cache.lock(KEY):
            cache.store(KEY, ENTRY)
    finally:
        os.umask(mask)
    assert cache.directory.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in cache.directory.iterdir()} == {0o600}


def test_file_names_reveal_nothing(cache: Cache) -> None:
    with cache.lock(KEY):
        cache.store(KEY, ENTRY)
    names = "".join(path.name for path in cache.directory.iterdir())
    assert not [part for part in ("alice", "demo", "5000") if part in names]


def test_nothing_is_touched_before_the_first_call(cache: Cache) -> None:
    assert not cache.directory.exists()


def test_all_scopes_of_an_identity_are_found_the_keys_first(cache: Cache) -> None:
    cache.store(KEY, ENTRY)
    cache.store(OTHER_SCOPE, OTHER)
    cache.store(OTHER_USER, Entry(access("token-bob")))
    assert list(cache.load_scopes(KEY)) == [ENTRY, OTHER]
    assert list(cache.load_scopes(OTHER_SCOPE)) == [OTHER, ENTRY]
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


def change_json(change: Callable[[dict[str, Any]], Any]) -> Callable[[Path], None]:
    """Return a function that changes the JSON value in a file."""

    def work(path: Path) -> None:
        path.write_text(json.dumps(change(json.loads(path.read_text()))))

    return work


def replace_with_link(path: Path) -> None:
    """Replace the file with a link to it."""
    path.rename(path.with_suffix(".moved"))
    path.symlink_to(path.with_suffix(".moved"))


def replace_with_directory(path: Path) -> None:
    """Replace the file with a directory."""
    path.unlink()
    path.mkdir()


def replace_with_pipe(path: Path) -> None:
    """Replace the file with a pipe that nobody writes to."""
    path.unlink()
    os.mkfifo(path, 0o600)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:100]),
    "not text": lambda path: path.write_bytes(b"\xff\x00\xfe"),
    "deep": lambda path: path.write_bytes(b"[" * 200_000),
    "a list": change_json(lambda _: []),
    "another format": change_json(lambda value: {**value, "format": 3}),
    "no format": change_json(lambda value: {"access": value["access"]}),
    "no access": change_json(lambda value: {**value, "access": None}),
    "no token": change_json(lambda value: {**value, "access": {**value["access"], "token": ""}}),
    "a token with a line break": change_json(
        lambda value: {**value, "access": {**value["access"], "token": "a\nb"}}
    ),
    "a huge number": change_json(
        lambda value: {**value, "access": {**value["access"], "expires": 10**400}}
    ),
    "readable by the group": lambda path: path.chmod(0o640),
    "readable by all": lambda path: path.chmod(0o604),
    "a link": replace_with_link,
    "a directory": replace_with_directory,
    "a pipe": replace_with_pipe,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_an_untrusted_file_is_not_used_and_reported_once(
    cache: Cache, warnings: list[str], damage: Callable[[Path], object]
) -> None:
    cache.store(KEY, ENTRY)
    damage(file_of(cache))
    assert cache.load(KEY) is None
    assert cache.load(KEY) is None
    assert len(warnings) == 1
    assert str(file_of(cache)) in warnings[0]
    assert "logging in again" in warnings[0]
    assert "token-one" not in warnings[0]


def test_a_copy_under_another_logins_name_is_not_used_and_reported(
    cache: Cache, warnings: list[str]
) -> None:
    """Else the admin's token would serve the commands of whoever the name stands for."""
    cache.store(OTHER_USER, OTHER)
    file_of(cache).write_bytes(file_of(cache, OTHER_USER).read_bytes())
    file_of(cache).chmod(0o600)
    assert cache.load(KEY) is None
    assert list(cache.load_scopes(OTHER_SCOPE)) == []
    assert [entry for _, entry in cache.entries()] == [OTHER]
    assert len(warnings) == 1
    assert "is a copy of another login's" in warnings[0]


def test_a_file_of_an_older_version_is_not_used_and_no_damage(
    cache: Cache, warnings: list[str]
) -> None:
    cache.store(KEY, ENTRY)
    change_json(lambda value: {**value, "format": 1})(file_of(cache))
    assert cache.load(KEY) is None
    assert warnings == []


def test_an_untrusted_file_is_replaced(cache: Cache) -> None:
    cache.store(KEY, ENTRY)
    replace_with_link(file_of(cache))
    cache.store(KEY, OTHER)
    assert cache.load(KEY) == OTHER
    assert not file_of(cache).is_symlink()


def test_a_file_of_another_user_is_not_used(
    cache: Cache, warnings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.store(KEY, ENTRY)
    if os.geteuid() == 0:
        os.chown(file_of(cache), 12345, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert cache.load(KEY) is None
    assert len(warnings) == 1
    assert "belongs to another user" in warnings[0]


def use(cache: Cache) -> None:
    """Use a cache as a login does."""
    assert cache.load(KEY) is None
    with cache.lock(KEY):
        assert cache.load(KEY) is None
        assert list(cache.load_scopes(KEY)) == []
        cache.store(KEY, ENTRY)


@pytest.mark.parametrize("place", ["file/tokens", "file", "/proc/nothing/tokens"])
def test_a_directory_that_cannot_be_made_is_reported_once(
    tmp_path: Path, warnings: list[str], place: str
) -> None:
    (tmp_path / "file").write_text("")
    use(Cache(tmp_path / place))
    assert len(warnings) == 1
    assert "cannot be used" in warnings[0] or "is not used" in warnings[0]


def test_a_directory_of_another_user_is_reported_once(
    cache: Cache, warnings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.directory.mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    use(cache)
    assert len(warnings) == 1
    assert "belongs to another user" in warnings[0]
    assert list(cache.directory.iterdir()) == []


def test_a_full_disk_is_reported_once_and_the_old_entry_stays(
    cache: Cache, warnings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.store(KEY, ENTRY)
    os_open, full = os.open, OSError(errno.ENOSPC, "No space left on device")

    def no_space(path: Any, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT:
            raise full
        return os_open(path, flags, mode)

    monkeypatch.setattr(os, "open", no_space)
    for _ in range(2):
        with cache.lock(KEY):
            cache.store(KEY, OTHER)
    monkeypatch.undo()
    assert warnings == [
        f"the cache {cache.directory} cannot be used (No space left on device): the next command logs in again"
    ]
    assert cache.load(KEY) == ENTRY


def test_if_the_disk_fills_up_while_writing_the_old_entry_stays(
    cache: Cache, warnings: list[str]
) -> None:
    cache.store(KEY, ENTRY)
    large_entry = Entry(OTHER.access, {"http://h": {"filling": "x" * 100_000}})
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        cache.store(KEY, large_entry)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert len(warnings) == 1
    assert cache.load(KEY) == ENTRY
    names = {path.name for path in cache.directory.iterdir()}
    assert names == {file_of(cache).name, "logins.summary"}


def test_readers_see_the_old_entry_or_the_new_one(cache: Cache, warnings: list[str]) -> None:
    cache.store(KEY, ENTRY)
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            cache.store(KEY, OTHER)
            cache.store(KEY, ENTRY)

    writer = threading.Thread(target=write)
    writer.start()
    entries = [Cache(cache.directory).load(KEY) for _ in range(200)]
    stop.set()
    writer.join()
    assert [entry for entry in entries if entry not in (ENTRY, OTHER)] == []
    assert warnings == []


def test_a_lock_that_another_process_keeps_is_ignored_with_a_warning(
    cache: Cache, warnings: list[str]
) -> None:
    with cache.lock(KEY), Cache(cache.directory, lock_wait=0.05).lock(KEY):
        pass
    assert len(warnings) == 1
    assert "going on without it" in warnings[0]


def test_an_identitys_scopes_share_a_lock_that_other_identities_do_not(
    cache: Cache, warnings: list[str]
) -> None:
    with cache.lock(KEY), Cache(cache.directory, lock_wait=0.05).lock(OTHER_USER):
        assert warnings == []
    with cache.lock(KEY), Cache(cache.directory, lock_wait=0.05).lock(OTHER_SCOPE):
        assert len(warnings) == 1


def test_an_error_inside_the_lock_is_raised(cache: Cache) -> None:
    with pytest.raises(FileNotFoundError, match="inside"), cache.lock(KEY):
        raise FileNotFoundError(2, "inside")


@given(
    json_values("format", "access", "documents", "token", "expires", "taken", "catalog").map(
        lambda value: {"format": FORMAT, "name": KEY.stem, "access": value}
    )
)
def test_any_content_is_an_entry_or_none(
    tmp_path_factory: pytest.TempPathFactory, value: Any
) -> None:
    cache = Cache(tmp_path_factory.getbasetemp() / "any")
    cache.store(KEY, ENTRY)
    file_of(cache).write_text(json.dumps(value))
    entry = cache.load(KEY)
    assert entry is None or entry.access.token


@given(st.lists(st.text(max_size=8), max_size=3), st.lists(st.text(max_size=8), max_size=3))
def test_two_keys_share_a_file_only_if_they_are_equal(one: list[str], other: list[str]) -> None:
    names = [
        Key(tuple(part.replace("\0", "") for part in parts), ("scope",)) for parts in (one, other)
    ]
    texts = ["\0".join(key.identity) for key in names]
    assert (names[0].stem == names[1].stem) == (texts[0] == texts[1])


@pytest.mark.parametrize(
    ("variables", "directory"),
    [
        ({"XDG_CACHE_HOME": "/c", "HOME": "/home/a"}, "/c/mini-nova"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/home/a"}, "/home/a/.cache/mini-nova"),
        ({"HOME": "/home/a"}, "/home/a/.cache/mini-nova"),
    ],
)
def test_the_default_directory(variables: dict[str, str], directory: str) -> None:
    assert str(default_directory(variables)) == directory
