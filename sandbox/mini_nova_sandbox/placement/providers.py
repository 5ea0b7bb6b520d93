"""Resource providers: the compute hosts, and those that clients have made."""

from __future__ import annotations

from dataclasses import dataclass

from mini_nova_sandbox.http.errors import Conflict, NotFound
from mini_nova_sandbox.state.database import Database

CHANGED = "placement.concurrent_update"  # the code of an error


@dataclass(frozen=True)
class Provider:
    """A provider; ``host`` is the compute host's name, or '' for one that a client has made."""

    uuid: str
    name: str
    generation: int
    parent: str = ""
    host: str = ""


def all_providers(database: Database) -> list[Provider]:
    """Return every provider: the hosts first."""
    hosts = database.rows(
        "SELECT uuid, host, coalesce(generation, 0) AS generation FROM compute_nodes"
        " LEFT JOIN placement_generations ON provider_uuid = uuid ORDER BY number"
    )
    rows = database.rows("SELECT * FROM placement_providers ORDER BY created_at, uuid")
    return [
        *(Provider(row["uuid"], row["host"], row["generation"], host=row["host"]) for row in hosts),
        *(
            Provider(row["uuid"], row["name"], row["generation"], row["parent_uuid"] or "")
            for row in rows
        ),
    ]


def find(database: Database, uuid: str) -> Provider | None:
    """Return the provider with an id, or None."""
    for provider in all_providers(database):
        if provider.uuid == uuid:
            return provider
    return None


def get(database: Database, uuid: str, suffix: str = "") -> Provider:
    """Return the provider with an id. Raises NotFound, with the suffix at the message's end."""
    provider = find(database, uuid)
    if provider is None:
        raise NotFound(f"No resource provider with uuid {uuid} found{suffix}")
    return provider


def root(database: Database, provider: Provider) -> str:
    """Return the id of the root of a provider's tree."""
    by_uuid = {each.uuid: each for each in all_providers(database)}
    while provider.parent:
        provider = by_uuid[provider.parent]
    return provider.uuid


def tree(database: Database, uuid: str) -> set[str]:
    """Return the ids of the providers in the same tree as this one."""
    provider = find(database, uuid)
    if provider is None:
        return set()
    top = root(database, provider)
    return {each.uuid for each in all_providers(database) if root(database, each) == top}


def advance(database: Database, provider: Provider) -> int:
    """Give a provider its next generation, because it has changed; return it."""
    generation = provider.generation + 1
    if provider.host:
        database.run(
            "INSERT INTO placement_generations VALUES (?1, ?2)"
            " ON CONFLICT (provider_uuid) DO UPDATE SET generation = ?2",
            provider.uuid,
            generation,
        )
    else:
        database.update("placement_providers", {"generation": generation}, uuid=provider.uuid)
    return generation


def check_generation(provider: Provider, generation: int, message: str) -> None:
    """Raise Conflict if somebody has changed the provider since the client read it."""
    if generation != provider.generation:
        raise Conflict(message, kind=CHANGED)
