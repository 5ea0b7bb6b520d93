"""A real OpenStack, given by OS_* variables; without one these tests are skipped, and say so.

What it needs: flavor testflav (id 6), image cirros-0.3.0-x86_64 with the contract's id, a network to boot on.
"""

import os
import urllib.request
from pathlib import Path

import pytest

from tests.acceptance.black_box import Variables
from tests.acceptance.conftest import name, nova

__all__ = ["name", "nova"]

GIVEN = {name: value for name, value in os.environ.items() if name.startswith("OS_")}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips this folder where there is no cloud."""
    reason = _missing()
    if reason:
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip(reason=reason))


def _missing() -> str:
    url = GIVEN.get("OS_AUTH_URL")
    if not url:
        return "no cloud: OS_AUTH_URL is not set"
    try:
        urllib.request.urlopen(url, timeout=10).close()
    except OSError as problem:
        return f"no cloud: OS_AUTH_URL does not answer ({problem})"
    return ""


@pytest.fixture(scope="session")
def given() -> Variables:
    """The variables of the real cloud."""
    return GIVEN
