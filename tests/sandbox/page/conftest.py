"""A visitor of the page of a cloud without a server."""

from __future__ import annotations

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.page.visitor import Visitor


@pytest.fixture
def visitor(api: Api) -> Visitor:
    """Somebody who has traded a key for a session."""
    return Visitor(api)
