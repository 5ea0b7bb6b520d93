"""The one source of chance: random without a seed, and the same twice with one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from mini_nova_sandbox.state import chance

SOURCES = Path(chance.__file__).parent.parent
RANDOM = {"random", "secrets", "urandom", "uuid1", "uuid4", "getrandbits"}


@pytest.fixture(autouse=True)
def _no_seed() -> Iterator[None]:
    yield
    chance.seed(None, 0)


def drawn() -> list[str]:
    """What a cloud draws, one of each kind."""
    return [
        chance.new_uuid("server"),
        chance.new_hex_id("project"),
        chance.new_token("token", 32),
        chance.new_word("reservation", "abc", 8),
        chance.new_bytes("mac address", 3).hex(),
    ]


def test_without_a_seed_nothing_repeats() -> None:
    first = drawn()
    chance.seed(None, 1)
    assert not set(first) & set(drawn())


def test_a_seed_repeats_everything() -> None:
    chance.seed(7, 1)
    first = drawn() + drawn()
    assert len(set(first)) == len(first)
    chance.seed(7, 1)
    assert drawn() + drawn() == first
    chance.seed(8, 1)
    assert not set(first) & set(drawn())


def test_a_later_run_repeats_no_id() -> None:
    chance.seed(7, 1)
    first = drawn()
    chance.seed(7, 2)
    assert not set(first) & set(drawn())


def test_one_kind_of_thing_does_not_move_another() -> None:
    chance.seed(7, 1)
    server = chance.new_uuid("server")
    chance.seed(7, 1)
    chance.new_uuid("request")
    assert chance.new_uuid("server") == server


def test_nothing_else_in_the_sandbox_is_random() -> None:
    """Salts of hashes (``bcrypt.gensalt``), keys of key pairs and keys of the page are: nobody
    compares those.
    """
    offenders = set()
    for path in SOURCES.rglob("*.py"):
        names = {
            node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
            for node in ast.walk(ast.parse(path.read_text()))
        }
        if names & RANDOM:
            offenders.add(path.relative_to(SOURCES).as_posix())
    assert offenders == {"state/chance.py", "page/keys.py"}
