"""The sandbox's own endpoints, asked with the control key: status, a server's way through the chain, planned faults."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from mini_nova.errors import CommandError, NotFound, ServiceError
from mini_nova.sandbox import state

LIMIT = 30.0  # seconds for an answer


def ask(directory: Path, method: str, path: str, body: Any = None) -> Any:
    """The answer's JSON, None for an empty one. Raises CommandError where no sandbox runs, ServiceError for a refusal."""
    import requests

    running = state.running(directory)
    if running is None:
        raise CommandError("the sandbox is not running", hint="Start it: mini-nova sandbox up")
    key = state.credentials(directory)["control"]
    with requests.Session() as session:
        session.trust_env = False  # no proxy stands between this machine and itself
        try:
            answer = session.request(
                method,
                f"{running['url']}/sandbox/{path}",
                json=body,
                timeout=LIMIT,
                headers={"Authorization": f"Bearer {key}"},
                allow_redirects=False,
            )
            told = answer.json() if answer.content else None
        except (requests.RequestException, ValueError) as problem:
            raise CommandError(
                f"the sandbox at {running['url']} gives no answer",
                hint="See: mini-nova sandbox logs",
            ) from problem
    if answer.ok:
        return told
    message = (
        told["error"]["message"]
        if isinstance(told, dict) and "error" in told
        else f"HTTP {answer.status_code}"
    )
    raise (NotFound if answer.status_code == 404 else ServiceError)(
        message, status=answer.status_code
    )


def quoted(name: str) -> str:
    """A name as one part of a path."""
    return quote(name, safe="")
