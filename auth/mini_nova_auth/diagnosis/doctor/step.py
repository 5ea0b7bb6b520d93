"""Line: one thing that was looked at, and what came of it."""

from __future__ import annotations

from typing import Any, NamedTuple

from mini_nova_auth.diagnosis.findings import ERROR, INFO, Finding

GOOD, BAD, ODD, SKIPPED = "good", "bad", "odd", "skipped"


class Line(NamedTuple):
    """``mark`` is good, bad, odd (it works, and yet) or skipped; ``code`` names what is bad or odd, for programs."""

    mark: str
    what: str
    sentence: str
    hint: str = ""
    code: str = ""

    def to_json(self) -> dict[str, Any]:
        """The line as machine formats print it."""
        return {**self._asdict(), "hint": self.hint or None, "code": self.code or None}


def of_finding(what: str, finding: Finding) -> Line:
    """A finding of a check as a line."""
    mark = BAD if finding.severity == ERROR else (SKIPPED if finding.severity == INFO else ODD)
    return Line(mark, what, finding.message, finding.hint, finding.code)
