"""Compute as the commands get it."""

import pytest

from mini_nova.compute.api import Compute
from mini_nova.context import Context
from mini_nova.io import IO
from tests.local_cloud import LocalCloud
from tests.runner import Stream


@pytest.fixture
def compute(cloud: LocalCloud) -> Compute:
    """Nova of the test's own cloud."""
    return Context(IO(Stream(), Stream())).compute
