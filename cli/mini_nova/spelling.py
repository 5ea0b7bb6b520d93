"""What a mistyped command or option may have meant."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

SUGGESTIONS = 3  # at most
LIKENESS = 0.65  # of 1: 'lst' and 'list' are 0.86 alike, 'boto' and 'doctor' 0.6
LONGEST_NOUN = 3  # words, as in 'server group member add'
SERVER = "server"  # the noun that the classic client leaves out
# openstackclient's verbs for what the classic client calls otherwise.
_VERBS = {
    "create": ("create", "boot", "add"),
    "add": ("add", "associate"),
    "remove": ("remove", "disassociate"),
    "set": ("set", "update"),
}


def likely(word: str, names: Collection[str]) -> list[str]:
    """Return the names that are most like a word.

    Names that begin with it come first, the shortest before others, then names with a part that
    does, then look-alikes.
    """
    from difflib import get_close_matches

    beginnings = sorted((name for name in names if name.startswith(word)), key=len)
    later_parts = [name for name in names if f"-{word}" in name]
    look_alikes = get_close_matches(
        word,
        names,
        n=SUGGESTIONS,
        cutoff=LIKENESS,
    )
    suggestions = [*beginnings, *later_parts, *look_alikes]
    distinct = list(dict.fromkeys(suggestions))
    return distinct[:SUGGESTIONS]


def did_you_mean(suggestions: Sequence[str]) -> str:
    """Return the hint "Did you mean 'a', 'b' or 'c'?", empty if there is nothing to suggest."""
    if not suggestions:
        return ""
    *first, last = [f"'{suggestion}'" for suggestion in suggestions]
    if not first:
        return f"Did you mean {last}?"
    listing = ", ".join(first)
    return f"Did you mean {listing} or {last}?"


def classic_name(words: Sequence[str], names: Collection[str]) -> tuple[int, str]:
    """Translate the first words of openstackclient's spelling, as 'server list' or 'image list'.

    Returns how many words were translated, and the classic client's name; 0 and '' if there is none.
    """
    longest = min(len(words), LONGEST_NOUN + 1)
    for count in range(longest, 1, -1):
        *noun, verb = words[:count]
        translations = _translations(noun, verb)
        for name in translations:
            if name in names:
                return count, name
    return 0, ""


def _translations(noun: Sequence[str], verb: str) -> Iterator[str]:
    """Yield the names that the classic client may have: NOUN-VERB, or VERB alone for a server."""
    first, *rest = noun
    for synonym in _VERBS.get(verb, (verb,)):
        yield "-".join([*noun, synonym])
        if first == SERVER:
            yield "-".join([*rest, synonym])
    if verb == "show":
        yield "-".join(noun)
