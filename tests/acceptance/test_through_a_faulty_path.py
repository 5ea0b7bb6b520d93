"""Boots through a path that loses and spoils: made is asked, every id is told, no ending lies."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.acceptance.black_box import runner
from tests.acceptance.faulty_path import FaultyPath
from tests.runner import Run
from tests.sandbox.process import SandboxProcess

BOOTS = 300
AT_ONCE = 6
RATE = 0.25  # of all requests; a boot sends some six
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
BY_IDS = ("--flavor", "6", "--image", IMAGE)
BY_NAMES = ("--flavor", "testflav", "--image", "cirros-0.3.0-x86_64")
POLL = ("--poll", "--timeout", "300")
TWO = ("--max-count", "2")
KINDS = (
    BY_IDS,
    (*BY_IDS, *POLL),
    BY_NAMES,
    (*BY_IDS, "--idempotency-key", "KEY"),
    (*BY_NAMES, *POLL, "--idempotency-key", "KEY"),
    (*BY_IDS, *TWO),
    (*BY_IDS, *TWO, *POLL),
    (*BY_IDS, *TWO, "--idempotency-key", "KEY"),
    (*BY_IDS, *TWO, *POLL, "--idempotency-key", "KEY"),
    (*BY_IDS, *POLL, "--return-reservation-id"),
    (*BY_IDS, *POLL, "--rm-on-failure"),
)
ROOM = ("--hosts=4", "--host-vcpus=999", "--host-memory-mb=999999", "--host-disk-gb=9999")
FAILURES = (1, 2, 3, 4, 6)  # exit codes after which nothing is left that was not told


class Ending(NamedTuple):
    """How one boot ended, beside the ids of what the cloud has of it."""

    name: str
    options: tuple[str, ...]
    run: Run
    made: set[str]

    @property
    def number(self) -> int:
        """How many servers were requested."""
        return 2 if "--max-count" in self.options else 1

    @property
    def complaints(self) -> list[str]:
        """What is wrong with the ending."""
        exit_code = self.run.exit_code
        text = self.run.stdout + self.run.stderr
        count = len(self.made)
        faults = {
            "a traceback": "Traceback" in text or "something went wrong inside" in text,
            "an exit code that fits nothing": exit_code not in (0, 7, *FAILURES),
            "an id was not told": bool(self.made - set(ID.findall(text))),
            "another boot's server": bool(set(ID.findall(self.run.stdout)) - self.made - {IMAGE}),
            "not as many as requested": exit_code == 0 and count != self.number,
            "refused, and made": exit_code in (2, 4) and count > 0,  # 3: a login during the wait
            "more than requested": exit_code != 7 and count > self.number,
        }
        return [fault for fault, is_so in faults.items() if is_so]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    """A sandbox at full speed."""
    pytest.importorskip("uvicorn", reason="the sandbox is an extra: pip install '.[sandbox]'")
    state = tmp_path_factory.mktemp("faulty") / "state"
    with SandboxProcess(state, "--pace", "0", *ROOM) as process:
        yield process


def servers_by_name(sandbox: SandboxProcess) -> dict[str, set[str]]:
    """The ids of the cloud's servers by their names; those of one request have one name here."""
    servers: dict[str, set[str]] = {}
    for server in sandbox.servers():
        name = re.sub(r"-[12]$", "", server["name"])
        servers.setdefault(name, set()).add(server["id"])
    return servers


def boot_through(
    sandbox: SandboxProcess, home: Path, seed: int, boots: int
) -> tuple[list[Ending], FaultyPath]:
    """Boot so many servers through a faulty path, several at once, each from a home of its own."""
    secret = sandbox.password("admin")
    with FaultyPath(sandbox.url, seed, RATE) as path:
        variables = {
            "OS_AUTH_URL": f"{path.url}/identity/v3",
            "OS_USERNAME": "admin",
            "OS_PASSWORD": secret,
            "OS_PROJECT_NAME": "admin",
            "OS_USER_DOMAIN_NAME": "Default",
            "OS_PROJECT_DOMAIN_NAME": "Default",
        }

        def boot(number: int, kind: tuple[str, ...]) -> tuple[str, tuple[str, ...], Run]:
            name = f"seed{seed}x{number:03}"
            folder = home / name
            folder.mkdir()
            options = tuple(f"key-of-{name}" if word == "KEY" else word for word in kind)
            nova = runner(variables, folder)
            return name, kind, nova("boot", name, *options, "--nic", "none", "-f", "json")

        with ThreadPoolExecutor(AT_ONCE) as pool:
            kinds = itertools.islice(itertools.cycle(KINDS), boots)
            runs = list(pool.map(boot, range(boots), kinds))
    servers = servers_by_name(sandbox)
    endings = [Ending(name, kind, run, servers.get(name, set())) for name, kind, run in runs]
    for run in (ending.run for ending in endings):
        words = set(re.split(r"[^\w.-]+", run.stdout + run.stderr))
        assert words.isdisjoint({secret, *path.tokens} - {""})
    return endings, path


def complaints(endings: list[Ending]) -> list[tuple[object, ...]]:
    """What is wrong, with all that explains it."""
    return [
        (ending.complaints, *ending.options, *ending.run, ending.made)
        for ending in endings
        if ending.complaints
    ]


def test_a_dozen_boots(sandbox: SandboxProcess, tmp_path: Path) -> None:
    endings, _ = boot_through(sandbox, tmp_path, seed=0, boots=len(KINDS) + 1)
    assert complaints(endings) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])
def test_three_hundred_boots(sandbox: SandboxProcess, tmp_path: Path, seed: int) -> None:
    endings, path = boot_through(sandbox, tmp_path, seed, BOOTS)
    assert complaints(endings) == [], complaints(endings)
    assert sum(path.met.values()) > BOOTS / 2
    assert len([ending for ending in endings if ending.run.exit_code == 0]) > BOOTS / 2
