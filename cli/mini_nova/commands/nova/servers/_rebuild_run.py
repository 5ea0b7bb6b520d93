"""The course of ``rebuild``: its request, the server in the answer, and the wait."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova.commands.nova._kinds.key_values import pairs
from mini_nova.commands.nova._kinds.waiting import check_timeout, poll_action
from mini_nova.commands.nova.servers._boot_options import CERTIFICATES_VARIABLE
from mini_nova.commands.nova.servers._files import content, injected_file
from mini_nova.commands.nova.servers._server_view import named_record
from mini_nova.compute.boot.create_request import base64_text, personality
from mini_nova.compute.names import checked_name
from mini_nova.compute.resources import servers
from mini_nova.compute.resources.images import Images
from mini_nova.compute.wait.goal import Goal
from mini_nova.context import Context
from mini_nova.errors import BadUsage
from mini_nova_auth.wire.refusal import json_member

_CONFLICTS = (
    ("key_unset", "key_name", ""),
    ("user_data_unset", "user_data", ""),
    (
        "trusted_image_certificates_unset",
        "trusted_image_certificate_id",
        f" or with {CERTIFICATES_VARIABLE} env variable set",
    ),
)


def run(
    context: Context,
    *,
    goal: Goal,
    server: str,
    image: str,
    poll: bool,
    timeout: float | None,
    minimal: bool,
    **options: Any,
) -> None:
    """Rebuild a server, show it, and wait for it with ``poll``."""
    check_timeout(poll, timeout)
    changes = _changes(options)
    image_id = Images(context.compute).id_of(checked_name(image, "image"))
    body = {"rebuild": {"imageRef": image_id, **changes}}
    acceptance = servers.act(context.compute, server, body)
    item = json_member("server", acceptance.answer)
    context.show(named_record(context, item, minimal))
    if poll:
        poll_action(context, [acceptance], server, goal=goal, timeout=timeout)


def _changes(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the options change, as JSON. Raises BadUsage, in the classic client's words."""
    _check_conflicts(options)
    changes: dict[str, Any] = {}
    if options["rebuild_password"]:
        changes["adminPass"] = options["rebuild_password"]
    if options["preserve_ephemeral"]:
        changes["preserve_ephemeral"] = True
    if options["name"]:
        changes["name"] = checked_name(options["name"], "server")
    if options["description"] is not None:
        changes["description"] = options["description"] or None
    if options["meta"]:
        changes["metadata"] = pairs(options["meta"], "--meta")
    if options["file"]:
        changes["personality"] = personality(dict(map(injected_file, options["file"])))
    if options["hostname"] is not None:
        changes["hostname"] = options["hostname"]
    return {**changes, **_replacements(options)}


def _replacements(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON of what can be replaced, or be unset by null."""
    replacements: dict[str, Any] = {}
    if options["key_name"] or options["key_unset"]:
        replacements["key_name"] = options["key_name"] or None
    if options["user_data_unset"]:
        replacements["user_data"] = None
    elif options["user_data"]:
        replacements["user_data"] = base64_text(content(options["user_data"]))
    certificates = list(options["trusted_image_certificate_id"])
    if certificates or options["trusted_image_certificates_unset"]:
        replacements["trusted_image_certificates"] = certificates or None
    return replacements


def _check_conflicts(options: Mapping[str, Any]) -> None:
    for unset, value, other in _CONFLICTS:
        if options[unset] and options[value]:
            raise BadUsage(f"Cannot specify '{_spelling(unset)}' with '{_spelling(value)}'{other}.")


def _spelling(name: str) -> str:
    words = name.replace("_", "-")
    return f"--{words}"
