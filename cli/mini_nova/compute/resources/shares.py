"""The shares of Manila that are attached to a server (API 2.97).

Wire format: Nova's API reference, ``/servers/{server_id}/shares``.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from mini_nova.compute.names import segment
from mini_nova.compute.resources import servers
from mini_nova_auth.wire.refusal import json_member

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

Share = dict[str, Any]


def list_all(compute: Compute, server: str) -> Iterator[Share]:
    """Yield the shares of the server of an id or exact name. Raises NotFound, Ambiguous."""
    return servers.with_id(compute, server, partial(_list, compute))


def get(compute: Compute, server: str, share: str) -> Share:
    """Return a server's share by the share's id. Raises NotFound, Ambiguous."""
    return servers.within(compute, server, partial(_get, compute, share))


def attach(compute: Compute, server: str, share: str, tag: str | None) -> Share:
    """Attach a share to a server, which must be stopped, and return the attachment.

    The server mounts it by its tag, which is the share's id if there is none. Raises NotFound,
    Ambiguous, Conflict, Forbidden.
    """
    content = {"share_id": share}
    if tag:
        content["tag"] = tag
    body = {"share": content}
    return servers.within(compute, server, partial(_attach, compute, body))


def detach(compute: Compute, share: str, server: str) -> str:
    """Detach a share from a server, which must be stopped, and return the share's id.

    Raises NotFound, Ambiguous, Conflict, Forbidden.
    """
    return servers.within(compute, server, partial(_detach, compute, share))


def _list(compute: Compute, server_id: str) -> Iterator[Share]:
    page = compute.read_page(_path(server_id), "shares")
    return iter(page["shares"])


def _get(compute: Compute, share: str, server_id: str) -> Share:
    return compute.read_member(f"{_path(server_id)}/{segment(share)}", "share")


def _attach(compute: Compute, body: Share, server_id: str) -> Share:
    answer = compute.post(_path(server_id), body)
    return json_member("share", answer)


def _detach(compute: Compute, share: str, server_id: str) -> str:
    compute.delete(f"{_path(server_id)}/{segment(share)}")
    return share


def _path(server_id: str) -> str:
    return f"{servers.member_path(server_id)}/shares"
