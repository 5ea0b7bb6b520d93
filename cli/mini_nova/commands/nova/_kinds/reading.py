"""Commands that only read."""

from __future__ import annotations

from mini_nova.lazy import Command


class ReadingCommand(Command):
    """A command that changes nothing in the cloud."""
