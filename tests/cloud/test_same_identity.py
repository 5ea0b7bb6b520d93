"""A day's work of Keystone on the sandbox and on a real OpenStack: the same statuses, shapes and words.

What differs has to stand in ``REASONS``, by the call and the difference.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import pytest
import requests

from tests.cloud.identity_calls import GROUPS, TOKENS, Step
from tests.cloud.sides import LIMIT, Side, compared, logged_in

ID = re.compile("[0-9a-f]{32}")
RACE = ("role assignment with role", "unassigned role")  # another request's roles: Keystone's race
_VALIDATION = "the real Keystone checks this body in its handler, with jsonschema's own words"
REASONS: dict[tuple[str, str], str] = {
    ("POST /v3/projects", "status 400, the real one 500"): "a flag that is no boolean: a traceback",
    ("GET /v3/auth/tokens", "status 200, the real one 403"): (
        "a trust's token may look at itself: the real one takes it for another user's"
    ),
    ("GET /v3/auth/projects", "status 401, the real one 404"): (
        "the token of a deleted trust: every service but the real Keystone itself says 401"
    ),
    ("GET /v3/role_assignments*", "words *"): "the real Keystone shows Python's objects",
    ("POST /v3/users*", "words *"): "the sandbox repeats no password",
    ("POST /v3/policies", "words *"): _VALIDATION,
    ("GET /v3/nope", "words *"): "the real one is a web page",
    ("GET /v3/nope", " is object, the real one no JSON"): "the real one is a web page",
}


class IdentitySide(Side):
    """One of the two clouds, and what its answers have said so far."""

    def send(self, step: Step) -> requests.Response:
        """Send a step. A real Keystone that mixes up two requests gets another chance.

        A change of a password revokes the tokens of its second, later ones included, as Keystone's
        moments have no fractions: a login whose token is kept waits for the next second.
        """
        if step.path == TOKENS and step.save:
            time.sleep(1.1)
        end = time.monotonic() + LIMIT
        while True:
            answer = self._send(step)
            is_mixed_up = answer.status_code == 400 and any(word in answer.text for word in RACE)
            if not (is_mixed_up and step.save) or time.monotonic() > end:
                break
        for word, path in step.save.items():
            self.words[word] = answer.headers.get(path) or str(_member(answer.json(), path))
        return answer

    def _send(self, step: Step) -> requests.Response:
        token = self.words[step.token or "admin"]
        self.session.headers["X-Auth-Token"] = self.session.headers["X-Subject-Token"] = token
        return self("identity", step.method, step.path, step.body)

    def words_of(self, answer: requests.Response) -> str:
        """The message of a refusal, with words in the place of this cloud's ids."""
        try:
            text = str(answer.json()["error"]["message"])
        except (ValueError, KeyError, TypeError):
            return ""
        for word, value in self.words.items():
            text = text.replace(value, f"{{{word}}}")
        return ID.sub("{id}", text)


def _member(value: Any, path: str) -> Any:
    for part in path.split("."):
        value = value[int(part)] if part.isdigit() else value[part]
    return value


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[IdentitySide, IdentitySide]]:
    """The real cloud and a sandbox."""
    with logged_in(tmp_path_factory.mktemp("sandbox"), IdentitySide) as (real, ours):
        for side in (real, ours):
            side.words["own"] = f"identity-{os.getpid()}"
            side.words["admin"] = str(side.session.headers["X-Auth-Token"])
        yield real, ours
        for side in (real, ours):
            for step in GROUPS["removal"]:
                side.send(step)
            side.session.close()


@pytest.mark.parametrize("group", [name for name in GROUPS if name != "removal"])
def test_same_answers(both: tuple[IdentitySide, IdentitySide], group: str) -> None:
    """The groups build on each other: run them all, in order."""
    problems = []
    for step in GROUPS[group]:
        problems += [f"{step}: {difference}" for difference in _differences(both, step)]
    assert problems == []


def _differences(both: tuple[IdentitySide, IdentitySide], step: Step) -> list[str]:
    answers = [side.send(step) for side in both]
    differences = compared(answers[0], answers[1])
    real, ours = (side.words_of(answer) for side, answer in zip(both, answers, strict=True))
    if real != ours and not differences:
        differences = [f"words {ours!r}, the real one's {real!r}"]
    return [
        difference
        for difference in differences
        if not any(
            fnmatchcase(str(step), call) and fnmatchcase(difference, known)
            for call, known in REASONS
        )
    ]
