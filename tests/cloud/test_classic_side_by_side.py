"""The classic client and mini-nova side by side on a real cloud: what reading commands print."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mini_nova_auth import Session
from tests.acceptance.black_box import Nova, runner
from tests.classic.cases import Case
from tests.classic.classic_client import ClassicClient, classic_client, interpreter
from tests.cloud.conftest import GIVEN
from tests.cloud.everyday import administrator, clear
from tests.cloud.furniture import PREFIX, furnish
from tests.cloud.known_classic_differences import READS

ATTEMPTS = 3  # to see the same cloud twice, while others change it
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
        if ours in (before, after):
            break
    if str(case) in READS:
        assert ours != after, "this difference is no more: take it off the list"
    else:
        assert ours in (before, after)


def _classic(client: ClassicClient, case: Case, folder: Path) -> str:
    stdout, _, _ = client.run(case, {**GIVEN, "HOME": str(folder), "COLUMNS": "1000"}, folder)
    return stdout
