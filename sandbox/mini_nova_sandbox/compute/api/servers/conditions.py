"""SQL conditions with their parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Conditions:
    """Conditions that rows must all meet, and the values of their placeholders."""

    tests: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, sql: str, *values: Any) -> None:
        """Add a condition."""
        self.tests.append(sql)
        self.values.extend(values)

    def add_choice(self, column: str, values: Sequence[Any]) -> None:
        """Add the condition that a column has one of these values."""
        self.add(f"{column} IN ({placeholders(values)})", *values)

    def add_any(self, alternatives: Conditions) -> None:
        """Add the condition that at least one of other conditions holds."""
        self.add(f"({' OR '.join(alternatives.tests)})", *alternatives.values)

    @property
    def sql(self) -> str:
        """All of them, ANDed."""
        return " AND ".join(self.tests)


def placeholders(values: Sequence[Any]) -> str:
    """Return a placeholder for each value: ``?, ?``."""
    return ", ".join("?" * len(values))
