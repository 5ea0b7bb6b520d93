"""What a query asks of providers: traits (``required``) and aggregates (``member_of``)."""

from __future__ import annotations

from uuid import UUID

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.placement import names
from mini_nova_sandbox.placement.providers import Provider

ALTERNATIVES = "in:"
FORBIDDEN = "!"


class Criteria:
    """The traits and aggregates that a provider must, or must not, have.

    A rule is a set of alternatives, of which it needs one.
    """

    def __init__(self, call: Call, suffix: str = "") -> None:
        """Read the parameters with a suffix, as in ``required1``. Raises BadRequest."""
        self._database = call.database
        self._traits: list[set[str]] = []
        self._forbidden_traits: set[str] = set()
        self._aggregates: list[set[str]] = []
        self._forbidden_aggregates: set[str] = set()
        for text in call.query_values(f"required{suffix}"):
            self._add_traits(text)
        for text in call.query_values(f"member_of{suffix}"):
            self._add_aggregates(text)

    def _add_traits(self, text: str) -> None:
        if text.startswith(ALTERNATIVES):
            self._traits.append(set(text.removeprefix(ALTERNATIVES).split(",")))
        else:
            for word in text.split(","):
                if word.startswith(FORBIDDEN):
                    self._forbidden_traits.add(word.removeprefix(FORBIDDEN))
                else:
                    self._traits.append({word})
        named_traits = self._forbidden_traits.union(*self._traits)
        unknown = named_traits - names.traits(self._database)
        if unknown:
            words = ", ".join(sorted(unknown))
            raise BadRequest(
                f'Invalid trait(s) in "required" parameter: No such trait(s): {words}.'
            )

    def _add_aggregates(self, text: str) -> None:
        is_forbidden = text.startswith(FORBIDDEN)
        words = text.removeprefix(FORBIDDEN).removeprefix(ALTERNATIVES).split(",")
        for word in words:
            try:
                UUID(word)
            except ValueError as error:
                raise BadRequest(
                    "Invalid query string parameters: Expected 'member_of' parameter to contain"
                    f" valid UUID(s). Got: {text}"
                ) from error
        if is_forbidden:
            self._forbidden_aggregates |= set(words)
        else:
            self._aggregates.append(set(words))

    def matches(self, *providers: Provider) -> bool:
        """Whether providers fit together."""
        database = self._database
        traits = {trait for each in providers for trait in names.traits_of(database, each)}
        if traits & self._forbidden_traits:
            return False
        if not all(traits & rule for rule in self._traits):
            return False
        return all(self._is_member(each) for each in providers)

    def _is_member(self, provider: Provider) -> bool:
        aggregates = set(names.aggregates_of(self._database, provider))
        if aggregates & self._forbidden_aggregates:
            return False
        return all(aggregates & rule for rule in self._aggregates)
