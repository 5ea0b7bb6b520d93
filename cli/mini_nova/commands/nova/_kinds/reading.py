"""Commands that only read."""

from __future__ import annotations

from mini_nova.commands.nova._kinds.api_range import RangedCommand


class ReadingCommand(RangedCommand):
    """A command that changes nothing in the cloud."""
