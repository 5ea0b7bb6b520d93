"""docs/json.md: a row for every command and every code, and the members of our own objects."""

import re
from pathlib import Path
from typing import Any

import pytest

from mini_nova.completion.command_tree import all_commands, tree
from mini_nova.explain import explain
from mini_nova.root import cli
from tests.cli.test_failure_codes import FROZEN, PROBLEMS
from tests.cli.test_failure_object import MEMBERS, TARGET_MEMBERS
from tests.local_cloud import LocalCloud
from tests.runner import ROOT, nova

PAGE = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
RESULTS, _, REST = PAGE.partition("## Failures")
FAILURES, _, CODES = REST.partition("## Codes")
USER = ["user_id", "user_name", "user_domain", "project_id", "project_name", "project_domain"]
LOGIN = [*USER, "scope", "roles", "expires", "seconds_left", "identity_api_version"]
ENDPOINT = ["url", "service", "name", "region", "interface", "why"]
# The objects whose shape is ours, by command line. Members may be added, and none may be removed.
OBJECTS = {
    "whoami": ["cloud", "auth_url", "region", *LOGIN],
    "token issue": [
        "expires",
        "id",
        "project_id",
        "project_name",
        "user_id",
        "user_name",
        "roles",
        "identity_api_version",
        "auth_url",
    ],
    "token show": [
        *LOGIN,
        "methods",
        "audit_ids",
        "issued",
        "application_credential",
        "trust_id",
    ],
    "cloud status": [
        "cloud",
        "user",
        "project",
        "auth_url",
        "region",
        "logged_in",
        "seconds_left",
    ],
    "cloud list": ["name", "auth_url", "region", "user", "project", "auth_type", "problem"],
    "cloud explain": ["setting", "value", "source", "beat"],
    "catalog list": ["id", "type", "name", "endpoints"],
    "catalog show compute": ["id", "type", "name", "endpoints"],
    "catalog endpoint compute": ENDPOINT,
    "catalog endpoint compute --why": [*ENDPOINT, "decided_by", "others"],
    "catalog check": [
        "severity",
        "code",
        "service",
        "region",
        "interface",
        "url",
        "message",
        "hint",
    ],
    "catalog diff - other.json": ["change", "service", "region", "interface", "a", "b"],
    "doctor": ["mark", "what", "sentence", "hint", "code"],
    "cache list": ["file", "auth_url", "user", "project", "seconds_left"],
    "delete vm": ["message"],
    "pause vm --dry-run": ["method", "url", "headers", "body"],
}
GENERAL = ("delete vm", "pause vm --dry-run")  # many commands print such objects
# Of which programs also know the inner objects.
INNER = {
    "catalog endpoint compute --why": {
        "decided_by": ["setting", "value", "source"],
        "others": ["name", "region", "interface", "url"],
    },
    "cloud explain": {"beat": ["value", "source"]},
    "catalog show compute": {"endpoints": ["id", "interface", "region", "url"]},
}


def rows(text: str) -> dict[str, str]:
    """The tables' rows by each of the words in their first cell."""
    table: dict[str, str] = {}
    for first, rest in re.findall(r"^\| (`[^|]*`) \|(.*)\|$", text, re.MULTILINE):
        for name in re.findall(r"`([^`]+)`", first):
            assert name not in table, name
            table[name] = rest
    return table


def test_every_command_has_a_row() -> None:
    commands = {
        " ".join(command.words) for command in all_commands(tree(cli)) if not command.commands
    }
    assert set(rows(RESULTS)) == commands


def test_every_code_has_a_row() -> None:
    assert set(rows(CODES)) == FROZEN


def test_every_member_of_a_failure_has_a_row() -> None:
    described = rows(FAILURES)
    assert set(described) == {*MEMBERS, "failures"}
    for member in TARGET_MEMBERS:
        assert f"`{member}`" in described["failures"]


@pytest.fixture
def lab(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> LocalCloud:
    """A cloud with something to report by each command."""
    cloud.add_server(name="vm")
    Path("clouds.yaml").write_text("clouds: {lab: {auth: {auth_url: 'http://x/v3'}}}")
    Path("other.json").write_text(nova("catalog", "list", "-f", "json").stdout)
    monkeypatch.setenv("OS_USER_DOMAIN_ID", "default")
    cloud.catalog[1]["endpoints"][0]["url"] = "http://127.0.0.1:9/"
    return cloud


@pytest.mark.parametrize("line", OBJECTS)
def test_members_of_our_own_objects(lab: LocalCloud, line: str) -> None:
    words = line.split()
    if words[:2] == ["catalog", "diff"]:
        words.append("--no-cache")  # the catalog has changed since it was cached
    result: Any = nova(*words, "-f", "json").json
    items = result if isinstance(result, list) else [result]
    assert items
    for item in items:
        assert set(OBJECTS[line]) <= set(item)
        for member, inner in INNER.get(line, {}).items():
            assert all(set(inner) <= set(entry) for entry in item[member])


@pytest.mark.parametrize("line", [line for line in OBJECTS if line not in GENERAL])
def test_members_are_in_the_row_of_their_command(line: str) -> None:
    described = rows(RESULTS)
    first, *rest = line.split()
    row = described.get(first) or described[f"{first} {rest[0]}"]
    assert [member for member in members(line) if f"`{member}`" not in row] == []


@pytest.mark.parametrize("line", GENERAL)
def test_members_that_many_commands_share_are_in_the_text(line: str) -> None:
    text, _, _ = RESULTS.partition("###")
    assert [member for member in members(line) if f"`{member}`" not in text] == []


def members(line: str) -> set[str]:
    """The members of an object, and those of its inner objects."""
    names = {*OBJECTS[line]}
    for inner in INNER.get(line, {}).values():
        names.update(inner)
    return names


@pytest.mark.parametrize(("problem", "code", "passes"), PROBLEMS, ids=repr)
def test_exit_codes_and_whether_to_try_again(
    problem: BaseException, code: str, passes: bool
) -> None:
    _, exit_codes, retryable = rows(CODES)[code].rsplit("|", 2)
    assert code == "mixed" or str(explain(problem).exit_code) in re.findall(r"\d+", exit_codes)
    assert not passes or retryable.strip() != "no"
