"""The course of ``delete``: by id, name or idempotency key, waiting until they are gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mini_nova.commands.nova._kinds.each import Each
from mini_nova.commands.nova._kinds.waiting import wait_until_gone
from mini_nova.commands.nova.servers._idempotency_key import journal_of
from mini_nova.compute.boot.booking import server_ids
from mini_nova.compute.boot.journal import Journal
from mini_nova.compute.boot.keyed_servers import KeyedServers
from mini_nova.compute.boot.pauses import Pauses
from mini_nova.compute.resources import servers
from mini_nova.compute.resources.server_names import ids_of_names
from mini_nova.context import Context
from mini_nova.errors import Interrupted, NotFound
from mini_nova.output.results import Sentences

PAUSES = Pauses()


class Deletion:
    """How to delete: where names are looked up, and whether and how long to wait."""

    def __init__(
        self, context: Context, all_tenants: bool, wait: bool, timeout: float | None
    ) -> None:
        self._context = context
        self._scope = servers.ALL_TENANTS if all_tenants else ()
        self._wait = wait
        self._timeout = timeout
        self._ids: list[str] = []
        self._ids_of_names: Mapping[str, str] = {}
        self._is_keyed = False

    def run(self, references: Sequence[str]) -> None:
        """Delete servers by id or exact name."""
        compute = self._context.compute
        self._ids_of_names = ids_of_names(compute, references, self._scope)
        deletions = Each(self._context, references, self._delete)
        deletions.show()
        if self._wait and self._ids:
            self._follow(", ".join(references))
        deletions.check("Unable to delete the specified server(s).")

    def run_keyed(self, key: str) -> None:
        """Delete the servers with an idempotency key, while no boot with it is under way here."""
        self._is_keyed = True
        compute = self._context.compute
        journal = journal_of(self._context, compute, key)
        keyed_servers = KeyedServers(compute, key, PAUSES)
        note = self._context.io.note

        def work() -> None:
            self._run_exclusively(keyed_servers, journal)

        journal.run(compute.session, note, work)

    def _run_exclusively(self, keyed_servers: KeyedServers, journal: Journal) -> None:
        """Delete the servers with a key while boots with it wait."""
        note = self._context.io.note
        ids = server_ids(keyed_servers.find(journal, note))
        if not ids:
            note("no server has this idempotency key")
            self._context.show(Sentences(()))
        while ids:
            self.run(ids)
            if self._context.dry_run:
                return
            ids = self._without_deleted(server_ids(keyed_servers.look()))
        journal.end()

    def _without_deleted(self, ids: Sequence[str]) -> tuple[str, ...]:
        return tuple(server_id for server_id in ids if server_id not in self._ids)

    def _delete(self, reference: str) -> str:
        compute = self._context.compute
        server_id = reference
        try:
            server_id = servers.delete(compute, reference, self._scope, self._ids_of_names)
        except NotFound:
            if not self._is_keyed:
                raise  # if it was listed a moment ago, it is just gone
        self._ids.append(server_id)
        return f"Request to delete server {reference} has been accepted."

    def _follow(self, label: str) -> None:
        try:
            wait_until_gone(self._context, self._ids, label, self._timeout)
        except KeyboardInterrupt:
            hint = f"To go on waiting: mini-nova delete --wait {' '.join(self._ids)}"
            raise Interrupted("interrupted; the deletion goes on", hint=hint) from None
