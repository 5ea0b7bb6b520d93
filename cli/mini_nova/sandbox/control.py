"""Call the sandbox's control API with its key: status, traces of servers, planned faults."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from mini_nova.errors import (
    Ambiguous,
    BadUsage,
    CommandError,
    MiniNovaError,
    NotFound,
    ServiceError,
)
from mini_nova.sandbox import state

if TYPE_CHECKING:
    from requests import Response

LIMIT = 60.0  # seconds for an answer; a large state takes a while
_ERRORS: dict[int, type[MiniNovaError]] = {
    400: BadUsage,
    404: NotFound,
    409: Ambiguous,
    412: CommandError,
}


def call(directory: Path, method: str, path: str, body: Any = None) -> Any:
    """Return the answer's JSON, None if it is empty.

    Raises CommandError if no sandbox runs on the directory, and if it refuses: BadUsage (400),
    NotFound (404), Ambiguous (409: several have the name), CommandError (412: its state does not
    allow it), ServiceError otherwise.
    """
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
            value = answer.json() if answer.content else None
        except (requests.RequestException, ValueError) as problem:
            raise CommandError(
                f"the sandbox at {running['url']} gives no answer",
                hint="See: mini-nova sandbox logs",
            ) from problem
    if not answer.ok:
        raise _refusal(answer, value)
    return value


def quote_segment(name: str) -> str:
    """Quote a name as one segment of a path."""
    return quote(name, safe="")


def _refusal(answer: Response, value: Any) -> MiniNovaError:
    message = f"HTTP {answer.status_code}"
    if isinstance(value, dict) and "error" in value:
        message = value["error"]["message"]
    error = _ERRORS.get(answer.status_code, ServiceError)
    return error(message, status=answer.status_code)
