"""The acceptance tests, against a real OpenStack."""

from tests.acceptance.test_commands import *  # noqa: F403 - the same tests, with this folder's cloud
from tests.acceptance.test_logins import *  # noqa: F403
