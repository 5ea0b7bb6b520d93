"""Regular expressions of name filters as LIKE patterns."""

from __future__ import annotations

import sqlite3

import pytest

from mini_nova_sandbox.compute.api.servers.name_patterns import ESCAPE, like_pattern


@pytest.mark.parametrize(
    ("expression", "pattern"),
    [
        ("web", "%web%"),
        ("^web", "web%"),
        ("web$", "%web"),
        ("^web$", "web"),
        ("a.c", "%a_c%"),
        ("a.*c", "%a%c%"),
        (r"a\.c", "%a.c%"),
        (r"a\*", "%a*%"),
        ("50%", r"%50\%%"),
        ("a_b", r"%a\_b%"),
        (r"cost\$", "%cost$%"),
        ("^", "%"),
        ("^$", ""),
        ("trailing\\", r"%trailing\\%"),
        ("", "%%"),
        ("two\nlines", "%two\nlines%"),
    ],
)
def test_like_patterns(expression: str, pattern: str) -> None:
    assert like_pattern(expression) == pattern


@pytest.mark.parametrize(
    ("expression", "name", "matches"),
    [
        ("^web-.$", "web-1", True),
        ("^web-.$", "web-10", False),
        ("100%", "100%", True),
        ("100%", "1000", False),
        ("a_b", "axb", False),
        ("\\\\", "back\\slash", True),
    ],
)
def test_sqlite_matches_them(expression: str, name: str, matches: bool) -> None:
    connection = sqlite3.connect(":memory:")
    sql = "SELECT ? LIKE ? ESCAPE ?"
    (result,) = connection.execute(sql, (name, like_pattern(expression), ESCAPE)).fetchone()
    connection.close()
    assert bool(result) is matches
