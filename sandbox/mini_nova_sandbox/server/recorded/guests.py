"""The guests of recorded servers: files of the fake driver, so that later actions find them."""

from __future__ import annotations

from mini_nova_sandbox.compute import instances, states
from mini_nova_sandbox.compute.guests import guest_of
from mini_nova_sandbox.state.database import Database
from mini_nova_sandbox.state.settings import Settings
from mini_nova_sandbox.virt.fake import FakeDriver


def write_files(database: Database, settings: Settings) -> None:
    """Write a guest for each server that is on a host. Raises OSError."""
    driver = FakeDriver(settings.instances, pace=0)
    for row in database.rows("SELECT * FROM instances WHERE host IS NOT NULL"):
        instance = instances.parse(row)
        power_state = instance["power_state"]
        if power_state != states.POWER_NOSTATE:
            driver.restore(guest_of(instance), power_state)
