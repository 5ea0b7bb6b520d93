"""Step: something that a checkup looked at, and the result."""

from __future__ import annotations

from typing import Any, NamedTuple

from mini_nova_auth.diagnosis.findings import ERROR, INFO, WARNING, Finding

GOOD, BAD, ODD, SKIPPED = "good", "bad", "odd", "skipped"
_MARKS = {ERROR: BAD, WARNING: ODD, INFO: SKIPPED}


class Step(NamedTuple):
    """A step and its result.

    ``mark`` is good, bad, odd (it works, but something is wrong) or skipped. ``code`` names what
    is bad or odd, for programs.
    """

    mark: str
    subject: str
    sentence: str
    hint: str = ""
    code: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the step as machine formats print it."""
        return {
            "mark": self.mark,
            "what": self.subject,
            "sentence": self.sentence,
            "hint": self.hint or None,
            "code": self.code or None,
        }


def from_finding(subject: str, finding: Finding) -> Step:
    """Return a finding as a step."""
    mark = _MARKS[finding.severity]
    return Step(mark, subject, finding.message, finding.hint, finding.code)
