"""What travels over a connection: a request as it was recorded, and an answer as it will be sent."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]
Query = dict[str, list[str]]


class Headers(Mapping[str, str]):
    """Header fields by name in any case; a field sent twice reads as one, joined by a comma."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self.pairs = list(pairs)
        self._fields: dict[str, str] = {}
        for name, value in self.pairs:
            key = name.lower()
            self._fields[key] = f"{self._fields[key]}, {value}" if key in self._fields else value

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        return f"Headers({self.pairs!r})"


@dataclass(frozen=True)
class Recorded:
    """One request, exactly as it arrived: the path is not unquoted, and `target` still has its
    query.
    """

    method: str
    target: str
    headers: Headers
    body: bytes
    connection: int
    at: float
    version: str = "HTTP/1.1"
    path: str = field(init=False)
    query: Query = field(init=False)

    def __post_init__(self) -> None:
        parts = urlsplit(
            self.target if self.target.startswith("http") else f"http://-{self.target}"
        )
        object.__setattr__(self, "path", parts.path)
        object.__setattr__(self, "query", parse_qs(parts.query, keep_blank_values=True))

    @property
    def keeps_alive(self) -> bool:
        """Whether the client means to use the connection again."""
        wish = self.headers.get("Connection", "").lower()
        return wish == "keep-alive" if self.version == "HTTP/1.0" else wish != "close"

    @property
    def json(self) -> Any:
        """The body as JSON; a body that is not JSON raises ValueError."""
        return json.loads(self.body)

    def first(self, name: str) -> str | None:
        """The first value of a query parameter, if there is one."""
        values = self.query.get(name)
        return values[0] if values else None


@dataclass(frozen=True)
class Answer:
    """One answer before it is put on the wire; Date and Content-Length are added there."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    def with_headers(self, **headers: str) -> "Answer":
        """The same answer with more header fields; underscores in the names become hyphens."""
        return replace(
            self,
            headers={**self.headers, **{name.replace("_", "-"): v for name, v in headers.items()}},
        )

    def head(self, date: str, *, closing: bool) -> bytes:
        """The status line and the header fields, to the empty line that ends them."""
        fields = {"Date": date, "Server": "local-cloud", **self.headers}
        if self.status != HTTPStatus.NO_CONTENT:
            fields["Content-Length"] = str(len(self.body))
        if closing:
            fields["Connection"] = "close"
        lines = [
            f"HTTP/1.1 {self.status} {_phrase(self.status)}",
            *(f"{k}: {v}" for k, v in fields.items()),
        ]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def json_answer(status: int, payload: Any) -> Answer:
    """An answer whose body is the payload as JSON."""
    return Answer(status, json.dumps(payload).encode(), {"Content-Type": "application/json"})


def text_answer(status: int, text: str, kind: str = "text/plain") -> Answer:
    """An answer whose body is text of some kind."""
    return Answer(status, text.encode(), {"Content-Type": f"{kind}; charset=UTF-8"})
