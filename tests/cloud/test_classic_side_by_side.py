"""The classic client and mini-nova side by side on a real cloud: what they print, and what they
send.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mini_nova_auth import Session
from tests.acceptance.black_box import Nova, runner
from tests.acceptance.recording_path import RecordingPath, recording_paths
from tests.classic.cases import Case
from tests.classic.classic_client import ClassicClient, classic_client, interpreter
from tests.cloud.conftest import GIVEN
from tests.cloud.everyday import Day, administrator, clear, clients, masked, supplies, work
from tests.cloud.furniture import PREFIX, furnish
from tests.cloud.known_classic_differences import DAY, READS, REQUESTS

ATTEMPTS = 5  # to see the same cloud twice, while others change it
CASES = [
    Case(version, line)
    for row in Path(__file__).with_name("classic_reads.txt").read_text().splitlines()
    for versions, line in [row.split(maxsplit=1)]
    for version in versions.split(",")
]


@pytest.fixture(scope="module")
def client() -> Iterator[ClassicClient]:
    python = interpreter()
    if python is None:
        pytest.skip("there is no classic client here: pip install python-novaclient")
    with classic_client(python) as running:
        yield running


@pytest.fixture(scope="module")
def session(client: ClassicClient) -> Iterator[Session]:
    running = administrator(GIVEN)
    yield running
    clear(running, PREFIX)
    running.close()


@pytest.fixture(scope="module")
def words(session: Session, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return furnish(session, runner(GIVEN, tmp_path_factory.mktemp("home")))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_prints_the_same(
    case: Case, client: ClassicClient, words: dict[str, str], nova: Nova, tmp_path: Path
) -> None:
    line = case.line
    for word, text in words.items():
        line = line.replace(f"{{{word}}}", text)
    concrete = Case(case.version, line)
    for _ in range(ATTEMPTS):
        before = _classic(client, concrete, tmp_path)
        ours = nova(*concrete.arguments).stdout
        after = _classic(client, concrete, tmp_path)
        if ours in (before, after) or before == after:
            break
    if str(case) in READS:
        assert ours != after, "this difference is no more: take it off the list"
    else:
        assert ours in (before, after)


def _classic(client: ClassicClient, case: Case, folder: Path) -> str:
    stdout, _, _ = client.run(case, {**GIVEN, "HOME": str(folder), "COLUMNS": "1000"}, folder)
    return stdout


@pytest.fixture(scope="module")
def days(
    session: Session, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Day, RecordingPath]]:
    """A day's work with each client, and the requests that Nova received."""
    folder = tmp_path_factory.mktemp("days")
    compute = session.choice(session.access, "compute").endpoint.url
    done = {}
    for name, program in clients(folder).items():
        with (
            recording_paths(GIVEN["OS_AUTH_URL"], compute) as (keystone, path),
            supplies(session, PREFIX) as things,
        ):
            login = {**GIVEN, **things, "OS_AUTH_URL": f"{keystone.url}/v3"}
            done[name] = work(program, PREFIX, login, folder), path
    return done


def test_a_days_output_is_the_same(days: dict[str, tuple[Day, RecordingPath]]) -> None:
    classic, ours = ([masked(line) for line in day.lines] for day, _ in days.values())
    assert _apart_from(ours, DAY) == _apart_from(classic, DAY)


def test_a_days_requests_are_the_same(days: dict[str, tuple[Day, RecordingPath]]) -> None:
    classic, ours = (_writes(path) for _, path in days.values())
    assert _apart_from(ours, REQUESTS) == _apart_from(classic, REQUESTS)


def _writes(path: RecordingPath) -> list[str]:
    writes = (request for request in path.requests if request.method != "GET")
    return [
        masked(f"{request.method} {request.path} {_sorted(request.body)}") for request in writes
    ]


def _sorted(body: bytes) -> str:
    return json.dumps(json.loads(body or b"null"), sort_keys=True)


def _apart_from(lines: list[str], patterns: dict[str, str]) -> list[str]:
    """The lines that no pattern fits."""
    return [line for line in lines if not any(re.search(known, line) for known in patterns)]
