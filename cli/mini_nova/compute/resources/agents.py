"""Guest agents' builds. Nova has had no API for them since 22.0.0, of 2020: it answers 410."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mini_nova.compute.names import segment
from mini_nova.compute.queries import with_query
from mini_nova_auth.wire.refusal import json_member

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

PATH = "/os-agents"

Agent = dict[str, Any]


def list_all(compute: Compute, hypervisor: str | None) -> Iterator[Agent]:
    """Yield the builds, all or those of a kind of hypervisor."""
    return compute.read_all(with_query(PATH, {"hypervisor": hypervisor}), "agents")


def create(compute: Compute, agent: Agent) -> Agent:
    """Register a build, and return it."""
    return json_member("agent", compute.post(PATH, {"agent": agent}))


def update(compute: Compute, agent_id: str, changes: Agent) -> Agent:
    """Change a build, and return it."""
    return json_member("agent", compute.put(f"{PATH}/{segment(agent_id)}", {"para": changes}))


def delete(compute: Compute, agent_id: str) -> str:
    """Remove a build, and return its id."""
    compute.delete(f"{PATH}/{segment(agent_id)}")
    return agent_id
