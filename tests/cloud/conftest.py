"""A real OpenStack, set by OS_* variables; without one these tests are one skip that says so.

What it needs: flavor testflav (id 6), image cirros-0.3.0-x86_64 with the contract's id, a network
to boot on.
"""

import os
import urllib.request
from pathlib import Path

import pytest

from tests.acceptance.black_box import Variables
from tests.acceptance.conftest import name, nova

__all__ = ["name", "nova"]

GIVEN = {name: value for name, value in os.environ.items() if name.startswith("OS_")}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a cloud, skip this folder as one test that gives the reason."""
    reason = _missing()
    mine = [item for item in items if Path(__file__).parent in item.path.parents]
    if not reason or not mine:
        return
    mine[0].add_marker(pytest.mark.skip(reason=reason))
    config.hook.pytest_deselected(items=mine[1:])
    items[:] = [item for item in items if item not in mine[1:]]


def _missing() -> str:
    url = GIVEN.get("OS_AUTH_URL")
    if not url:
        return "no cloud: OS_AUTH_URL is not set"
    try:
        urllib.request.urlopen(url, timeout=60).close()
    except OSError as problem:
        return f"no cloud: OS_AUTH_URL does not answer ({problem})"
    return ""


@pytest.fixture(scope="session")
def given() -> Variables:
    """The variables of the real cloud."""
    return GIVEN
