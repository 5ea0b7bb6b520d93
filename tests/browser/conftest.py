"""A browser, a sandbox, and its page in it; all that the browser received and said is kept."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

pytest.importorskip("uvicorn", reason="the sandbox is an extra: pip install '.[sandbox]'")
pytest.importorskip(
    "playwright.sync_api", reason="the browser's driver is not installed: pip install '.[dev]'"
)

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.visit import LIMIT, Visit
from tests.sandbox.process import SandboxProcess

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder as slow: a browser takes its time."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)


def chromium() -> str | None:
    """The path of the browser: CHROMIUM, or the first of its names that is installed."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip("there is no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=path, args=FLAGS, timeout=LIMIT)
        yield running
        running.close()


class Visitors:
    """Opens pages of sandboxes, each in a browser without a past."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._visits: list[Visit] = []

    def __call__(
        self,
        sandbox: SandboxProcess,
        *,
        width: int = 1280,
        scheme: Literal["light", "dark"] = "light",
        reduced_motion: bool = False,
    ) -> Visit:
        """Open the page and enter; ``reduced_motion`` is for somebody who wants nothing to move."""
        context = self._browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            reduced_motion="reduce" if reduced_motion else "no-preference",
        )
        context.set_default_timeout(LIMIT)
        visit = Visit(context, sandbox)
        self._visits.append(visit)
        visit.enter()
        return visit

    def close(self) -> None:
        """Leave all pages, while their sandboxes are still there."""
        for visit in self._visits:
            visit.context.close()

    @property
    def complaints(self) -> list[str]:
        """What the browser said on its console that no test expected."""
        strict = [visit for visit in self._visits if not visit.may_complain]
        return [complaint for visit in strict for complaint in visit.complaints]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visitors]:
    """A function that opens a sandbox's page."""
    visitors = Visitors(browser)
    yield visitors
    assert visitors.complaints == []


@pytest.fixture
def sandbox(tmp_path: Path, visit: Visitors) -> Iterator[SandboxProcess]:
    """A sandbox whose builds stay in each state for a second."""
    with SandboxProcess(tmp_path / "state", "--pace", "1") as process:
        yield process
        visit.close()


@pytest.fixture
def fast_sandbox(tmp_path: Path, visit: Visitors) -> Iterator[SandboxProcess]:
    """A sandbox whose builds take no time."""
    with SandboxProcess(tmp_path / "fast", "--pace", "0") as process:
        yield process
        visit.close()


@pytest.fixture
def page(visit: Visitors, fast_sandbox: SandboxProcess) -> Page:
    """The page of a fast sandbox, 1280 pixels wide."""
    return visit(fast_sandbox).page
