"""What commands that make an image of a server share: its id, the wait, and how it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova.commands.nova._kinds.waiting import poll_snapshot
from mini_nova.compute.resources.images import Images
from mini_nova.compute.resources.servers import Acceptance
from mini_nova.context import Context
from mini_nova.errors import CommandError
from mini_nova.output.results import Record
from mini_nova_auth import lenient
from mini_nova_auth.wire.message import Response


def finish(
    context: Context,
    acceptance: Acceptance,
    label: str,
    *,
    poll: bool,
    timeout: float | None,
    show: bool,
) -> Record | None:
    """Wait for the image of a snapshot with ``poll``, and return it with ``show``."""
    image_id = _image_id(acceptance.answer)
    if poll:
        image = poll_snapshot(context, acceptance, image_id, label, timeout)
    elif show:
        image = Images(context.compute).show(image_id)
    return Record(image, _properties(image)) if show else None


def _image_id(answer: Response) -> str:
    """Return the id in the answer's JSON (from 2.45 on), or at the end of its Location."""
    image_id = lenient.text_at(answer.json_or_none(), "image_id")
    if not image_id:
        _, _, image_id = answer.header("location").rstrip("/").rpartition("/")
    if not image_id:
        raise CommandError(
            "the snapshot was accepted, but its image is not known: the answer does not name it",
            hint="'mini-nova image-list' lists the images.",
        )
    return image_id


def _properties(image: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rows of an image: each item of its metadata is one, as in the classic client."""
    rows = {key: value for key, value in image.items() if key not in ("links", "metadata")}
    for key, value in lenient.mapping(image.get("metadata")).items():
        rows[f"metadata {key}"] = value
    if "server" in rows:
        rows["server"] = lenient.text_at(image, "server", "id") or rows["server"]
    return rows
