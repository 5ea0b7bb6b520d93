"""SQL conditions with their parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Conditions:
    """Conditions that a row must meet, all of them, and the values of their placeholders."""

    tests: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, sql: str, *values: Any) -> None:
        """Add a condition."""
        self.tests.append(sql)
        self.values.extend(values)

    def add_choice(self, column: str, values: Sequence[Any]) -> None:
        """Add the condition that a column has one of these values."""
        marks = placeholders(values)
        self.add(f"{column} IN ({marks})", *values)

    def add_any(self, alternatives: Conditions) -> None:
        """Add the condition that at least one of these alternatives holds."""
        tests = " OR ".join(alternatives.tests)
        self.add(f"({tests})", *alternatives.values)

    def joined(self, further: Conditions) -> Conditions:
        """Return these conditions and further ones."""
        tests = [*self.tests, *further.tests]
        values = [*self.values, *further.values]
        return Conditions(tests, values)

    @property
    def sql(self) -> str:
        """The conditions, joined by AND."""
        return " AND ".join(self.tests)


def placeholders(values: Sequence[Any]) -> str:
    """Return a placeholder for each value: ``?, ?``."""
    return ", ".join("?" * len(values))
