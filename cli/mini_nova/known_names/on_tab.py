"""The answer to TAB: names out of the file of the cloud that the words and the environment mean.

It is run before anything else of mini-nova is loaded, and sends nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from mini_nova.known_names import file
from mini_nova_auth.settings.declarations import SETTINGS

_NIC = "nic"
_NETWORK_ID = "network-id"
# What a name may consist of, besides letters and digits, to be offered: shells give other
# characters a meaning, even within some quotes.
_HARMLESS = " ._-+:@/=,%()[]#"
_WITHOUT_HARMLESS = str.maketrans("", "", _HARMLESS)
_LONGEST = 255


def answer(arguments: Sequence[str], variables: Mapping[str, str]) -> str:
    """Return the lines for ``KIND WORD [WORDS]``: a value, and after a tab what it stands for.

    ``WORD`` is the word before the cursor, ``WORDS`` are those of the command line, as they were
    typed. Ids are offered once a part of them is typed.
    """
    if len(arguments) < 2:
        return ""
    kind, word, *words = arguments
    bare_word = _bare(word)
    if bare_word.startswith("--"):
        bare_word = bare_word.partition("=")[2]
    lines = file.read(file.path(_flags(words), variables))
    return "".join(f"{value}\t{text}\n" for value, text in _offers(kind, bare_word, lines))


def _offers(kind: str, word: str, lines: Iterable[file.Line]) -> Iterator[tuple[str, str]]:
    """Yield the values that may stand for a word, each once, with a text for people."""
    prefix = ""
    if kind == _NIC:
        prefix, _, word = word.rpartition("=")
        if prefix.rpartition(",")[2] not in ("net-id", "net-name"):
            return
        kind = _NETWORK_ID if prefix.endswith("net-id") else "network"
        prefix += "="
    is_by_id = kind == _NETWORK_ID
    kind = "network" if is_by_id else kind
    values = set()
    for line in lines:
        if line.kind != kind or not _is_harmless(line.name) or not _is_harmless(line.id):
            continue
        offers = [] if is_by_id else [(line.name, "")]
        if line.id != line.name and (is_by_id or _begins_id(line.id, word)):
            offers.append((line.id, line.name))
        for value, text in offers:
            if value not in values:
                values.add(value)
                yield prefix + value, text


def _begins_id(item_id: str, word: str) -> bool:
    return word != "" and item_id.startswith(word)


def _is_harmless(text: str) -> bool:
    """Whether a text can be offered: it is no option, and no shell finds more in it than text."""
    if not text or len(text) > _LONGEST or text[0] in "-#" or text != text.strip():
        return False
    rest = text.translate(_WITHOUT_HARMLESS)
    return not rest or rest.isalnum()


def _flags(words: Sequence[str]) -> dict[str, str]:
    """Return the settings among the words of a command line, by their names."""
    names = {flag: setting for setting in SETTINGS for flag in setting.flags}
    flags: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        flag, equals, value = _bare(word).partition("=")
        setting = names.get(flag.replace("_", "-"))
        if setting is None:
            continue
        if not setting.metavar:
            flags[setting.name] = "true"
        else:
            flags[setting.name] = value if equals else _bare(next(rest, ""))
    return flags


def _bare(word: str) -> str:
    """Return a word without the quotes and backslashes that were typed for the shell."""
    for character in "\\'\"":
        word = word.replace(character, "")
    return word
