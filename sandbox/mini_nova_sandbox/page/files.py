"""The page's files: HTML, style sheets, scripts, and an icon. The browser gets nothing else."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound

FOLDER = Path(__file__).parent / "static"
PAGE = "page.html"
MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def page(_call: Call) -> Answer:
    """Answer the page itself."""
    return _file(PAGE)


def static(call: Call) -> Answer:
    """Answer a file that the page needs."""
    name = call.path["name"]
    if name not in _names():
        raise NotFound(f"The page has no file {name}.")
    return _file(name)


@cache
def _names() -> frozenset[str]:
    return frozenset(path.name for path in FOLDER.iterdir() if path.suffix in MEDIA_TYPES)


def _file(name: str) -> Answer:
    path = FOLDER / name
    text = path.read_text(encoding="utf-8")
    return Answer(text=text, headers={"content-type": MEDIA_TYPES[path.suffix]})
