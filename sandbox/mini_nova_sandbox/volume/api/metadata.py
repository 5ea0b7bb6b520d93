"""The metadata of volumes and of snapshots: the same operations on both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.volume import snapshots as snapshot_rows
from mini_nova_sandbox.volume import volumes as volume_rows
from mini_nova_sandbox.volume.api import schemas
from mini_nova_sandbox.volume.api.snapshots import requested_snapshot
from mini_nova_sandbox.volume.api.volumes import requested_volume


@dataclass(frozen=True)
class Metadata:
    """The metadata of one kind of resource, below its path.

    ``find`` returns the requested resource; ``change`` sets columns of it.
    """

    path: str
    name: str  # in a refusal: Volume
    find: Callable[[Call], dict[str, Any]]
    change: Callable[..., None]

    def index(self, call: Call) -> Answer:
        """Show the metadata."""
        return Answer(body={"metadata": self.find(call)["metadata"]})

    def add(self, call: Call) -> Answer:
        """Add metadata, replacing values of the same keys."""
        return Answer(body={"metadata": self._merge(call, call.body["metadata"] or {})})

    def replace(self, call: Call) -> Answer:
        """Replace all metadata."""
        metadata = call.body["metadata"] or {}
        self._save(call, metadata)
        return Answer(body={"metadata": metadata})

    def show(self, call: Call) -> Answer:
        """Show the value of a key. Raises NotFound."""
        key = call.path["key"]
        return Answer(body={"meta": {key: self._value(call, key)}})

    def update(self, call: Call) -> Answer:
        """Set the value of a key. Raises BadRequest."""
        meta = call.body["meta"] or {}
        if list(meta) != [call.path["key"]]:
            raise BadRequest("Request body and URI mismatch")
        self._merge(call, meta)
        return Answer(body={"meta": meta})

    def delete(self, call: Call) -> Answer:
        """Delete a key. Raises NotFound."""
        key = call.path["key"]
        self._value(call, key)
        metadata = dict(self.find(call)["metadata"])
        del metadata[key]
        self._save(call, metadata)
        return Answer(200)

    def _value(self, call: Call, key: str) -> Any:
        resource = self.find(call)
        if key not in resource["metadata"]:
            resource_id = resource["id"]
            raise NotFound(f"{self.name} {resource_id} has no metadata with key {key}.")
        return resource["metadata"][key]

    def _merge(self, call: Call, metadata: Mapping[str, Any]) -> dict[str, Any]:
        merged = {**self.find(call)["metadata"], **metadata}
        self._save(call, merged)
        return merged

    def _save(self, call: Call, metadata: Mapping[str, Any]) -> None:
        resource = self.find(call)
        self.change(call.database, resource["id"], metadata=metadata)

    def operations(self) -> tuple[Operation, ...]:
        """Return the operations below the resource's path."""
        collection = f"{self.path}/metadata"
        item = f"{collection}/{{key}}"
        return (
            Operation("GET", collection, self.index),
            Operation("POST", collection, self.add, schema=schemas.METADATA_BODY),
            Operation("PUT", collection, self.replace, schema=schemas.METADATA_BODY),
            Operation("GET", item, self.show),
            Operation("PUT", item, self.update, schema=schemas.META_BODY),
            Operation("DELETE", item, self.delete),
        )


VOLUME_METADATA = Metadata(
    "/volumes/{volume_id}", "Volume", requested_volume, volume_rows.change
).operations()
SNAPSHOT_METADATA = Metadata(
    "/snapshots/{snapshot_id}", "Snapshot", requested_snapshot, snapshot_rows.change
).operations()
