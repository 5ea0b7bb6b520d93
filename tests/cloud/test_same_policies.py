"""What Nova refuses to members: the sandbox refuses it in the same words, policy and all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from tests.cloud.member_calls import MEMBER_CALLS
from tests.cloud.sides import IMAGE, Side, logged_in
from tests.runner import wait_until

PREFIX = f"member-{os.getpid()}"
PASSWORD = "not-a-secret-1"  # of a user that lives as long as this test
BUILT = ("ACTIVE", "ERROR")


class Member(NamedTuple):
    """A member of a project of its own, with a server there, and the admin who made it."""

    side: Side
    admin: Side

    def answer(self, method: str, path: str, body: Any, version: str) -> tuple[int, str]:
        """Return the status and the text of an answer, without the ids that are in it."""
        answer = self.side("compute", method, path, body, version)
        text = answer.text if answer.status_code >= 400 else ""
        for word, value in self.side.words.items():
            text = text.replace(value, word)
        return answer.status_code, text

    def clear(self) -> None:
        """Delete the server, the user and the project."""
        self.side("compute", "DELETE", "/servers/{server}", None, "2.96")
        wait_until(lambda: self.status() is None)
        self.admin("identity", "DELETE", f"/v3/users/{self.side.words['user']}")
        self.admin("identity", "DELETE", f"/v3/projects/{self.side.words['project']}")

    def status(self) -> str | None:
        """Return the status of the server; None if it is gone."""
        answer = self.side("compute", "GET", "/servers/{server}", None, "2.96")
        return str(answer.json()["server"]["status"]) if answer.ok else None


def member_of(admin: Side) -> Member:
    """Make a project, a user who is a member of it, and a server."""
    fields = {"name": PREFIX, "domain_id": "default"}
    project = admin("identity", "POST", "/v3/projects", {"project": fields}).json()["project"]
    fields |= {"password": PASSWORD}
    user = admin("identity", "POST", "/v3/users", {"user": fields}).json()["user"]
    role = admin("identity", "GET", "/v3/roles?name=member").json()["roles"][0]
    path = f"/v3/projects/{project['id']}/users/{user['id']}/roles/{role['id']}"
    assert admin("identity", "PUT", path).status_code == 204
    side = Side(f"{admin.root}/v3", PASSWORD, PREFIX, PREFIX)
    side.words["other"] = admin.words["project"]
    server = {"name": PREFIX, "imageRef": IMAGE, "flavorRef": "6", "networks": "none"}
    answer = side("compute", "POST", "/servers", {"server": server}, "2.96")
    side.words["server"] = answer.json()["server"]["id"]
    member = Member(side, admin)
    wait_until(lambda: member.status() in BUILT)
    return member


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Member, Member]]:
    """A member on the real cloud, and one on a sandbox."""
    with logged_in(tmp_path_factory.mktemp("sandbox"), Side) as (real, ours):
        members = member_of(real), member_of(ours)
        yield members
        for member in members:
            member.clear()


@pytest.mark.parametrize(
    ("method", "path", "body", "version"), MEMBER_CALLS, ids=lambda value: str(value)[:60]
)
def test_same_refusal(
    both: tuple[Member, Member], method: str, path: str, body: Any, version: str
) -> None:
    real, ours = (member.answer(method, path, body, version) for member in both)
    assert ours == real
