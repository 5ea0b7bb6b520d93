"""What a command line did: the requests it sent, what it printed, and its exit code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from tests.local_cloud import Recorded

from .cases import Case

_BANNER = "nova CLI is deprecated"
_IDENTITY = "/identity"
# Reads that only find an id: one client may send more or fewer of them than the other.
_LOOKUPS = {
    "/compute/v2.1/servers": {"name", "all_tenants", "deleted", "limit"},
    "/compute/v2.1/flavors": {"is_public"},
}
_FINDERS = ("/image/", "/network/")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.]+)?")


class Request(NamedTuple):
    """A request without what differs each time."""

    method: str
    target: str
    microversion: str
    body: Any

    def __str__(self) -> str:
        body = json.dumps(self.body, ensure_ascii=False, sort_keys=True)
        return f"{self.microversion} {self.method} {self.target} {body}"


class Outcome(NamedTuple):
    """What came of a command line.

    ``writes`` are in order; ``queries`` are the reads that have a query, apart from lookups.
    """

    writes: list[Request]
    queries: list[Request]
    stdout: list[str]
    stderr: list[str]
    exit_code: int


def outcome(
    case: Case, requests: Sequence[Recorded], stdout: str, stderr: str, exit_code: int
) -> Outcome:
    """Put together what came of a case."""
    ours = [request for request in requests if not request.path.startswith(_IDENTITY)]
    writes = [_request(request) for request in ours if request.method not in ("GET", "HEAD")]
    is_list = case.command == "list"
    queries = [_request(request) for request in ours if _is_query(request, is_list=is_list)]
    mask = _mask if case.command.startswith("usage") and "--start" not in case.line else _keep
    return Outcome(
        writes,
        [query._replace(target=mask(query.target)) for query in queries],
        [mask(line) for line in stdout.splitlines()],
        _lines(stderr, exit_code),
        exit_code,
    )


def _is_query(request: Recorded, *, is_list: bool) -> bool:
    if request.method not in ("GET", "HEAD") or not request.query:
        return False
    if request.path.startswith(_FINDERS):
        return False
    return is_list or not set(request.query) <= _LOOKUPS.get(request.path, set())


def _request(request: Recorded) -> Request:
    body = json.loads(request.body) if request.body else None
    query = sorted(f"{key}={value}" for key, values in request.query.items() for value in values)
    target = "?".join([request.path, *(["&".join(query)] if query else [])])
    return Request(request.method, target, _microversion(request), body)


def _microversion(request: Recorded) -> str:
    if not request.path.startswith("/compute"):
        return ""
    generic = request.headers.get("OpenStack-API-Version", "").removeprefix("compute ")
    return generic or request.headers.get("X-OpenStack-Nova-API-Version", "2.1")


def _lines(stderr: str, exit_code: int) -> list[str]:
    """The lines of stderr without the banner; of a usage error, only the line that names it."""
    lines = [line for line in stderr.splitlines() if line and not line.startswith(_BANNER)]
    if exit_code == 2:
        return [line for line in lines if line.startswith("error: ")] or lines
    return lines


def _keep(text: str) -> str:
    return text


def _mask(text: str) -> str:
    """The text with its dates masked: they are today's."""
    return _DATE.sub("DATE", text)


def as_json(result: Outcome, outputs: list[list[str]]) -> dict[str, Any]:
    """An outcome for the record; its output is the number of a text in ``outputs``."""
    if result.stdout not in outputs:
        outputs.append(result.stdout)
    fields: dict[str, Any] = {"stdout": outputs.index(result.stdout), "exit": result.exit_code}
    for name in ("writes", "queries", "stderr"):
        if value := getattr(result, name):
            fields[name] = value
    return fields


def from_json(fields: dict[str, Any], outputs: Sequence[list[str]]) -> Outcome:
    """An outcome of the record."""
    return Outcome(
        _requests(fields.get("writes", ())),
        _requests(fields.get("queries", ())),
        outputs[fields["stdout"]],
        fields.get("stderr", []),
        fields["exit"],
    )


def _requests(rows: Iterable[Sequence[Any]]) -> list[Request]:
    return [Request(*row) for row in rows]
