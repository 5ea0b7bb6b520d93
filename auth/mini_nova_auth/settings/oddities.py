"""Oddities: settings that are not what they seem, or come from an odd place. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator

from mini_nova_auth.settings.declarations import SETTINGS
from mini_nova_auth.settings.resolve import Settings, mask
from mini_nova_auth.settings.source import Remark, Value

MISREAD, INVISIBLE, FOREIGN = "misread", "blanks", "address-foreign"
_NAMES = {"\r": "a carriage return (\\r)", "\n": "a line break (\\n)", "\t": "a tab (\\t)"}
_LINE_END_HINT = "Retype it; a file with the line ends of Windows adds \\r to each value."
_SECRET_SETTINGS = [
    setting for setting in SETTINGS if setting.secret or setting.group == "secret from"
]


def oddities(settings: Settings) -> Iterator[Remark]:
    """Iterate over what may make a login fail: values that are not what they seem, odd files."""
    for setting, value in settings.items():
        display = "" if setting.secret else f" {mask(setting, value.value)}"
        yield from _value_oddities(setting.name, value, display)
    for name, values in settings.service_settings():
        value = values[0]
        yield from _value_oddities(name, value, f" {value.value}")
    yield from settings.source_oddities()


def foreign_addresses(settings: Settings) -> Iterator[Remark]:
    """Report the addresses in files of the current directory, unless all secrets are from there.

    Whoever wrote the file decides which server gets the secret, or the token. Without a secret in
    the settings it may come from the keyring, and the token from the cache.
    """
    secrets = [settings.value(setting.name) for setting in _SECRET_SETTINGS]
    origins = {secret.is_foreign for secret in secrets if secret is not None}
    if origins == {True}:
        return
    for name, value in _addresses(settings):
        if value.is_foreign:
            yield Remark(
                f"{name} ({value.source}) is from the current directory, but the secret is not",
                "Check it: whoever wrote that file decides where the secret or the token goes.",
                FOREIGN,
            )


def complaint_about(text: str) -> str:
    """Describe the invisible characters or the quotes of a text; '' if it has none."""
    for letter in text:
        if not letter.isprintable():
            name = _NAMES.get(letter, f"an invisible character (U+{ord(letter):04X})")
            verb = "ends in" if text.endswith(letter) else "contains"
            return f"{verb} {name}"
    if text != text.strip():
        return "starts or ends with a blank"
    for quote in ("'", '"'):
        is_quoted = text.startswith(quote) and text.endswith(quote)
        if is_quoted and len(text) > 1:
            return f"is enclosed in quotes ({quote})"
    return ""


def _value_oddities(name: str, value: Value, display: str) -> Iterator[Remark]:
    complaint = complaint_about(value.value)
    if complaint:
        hint = _LINE_END_HINT if "\r" in value.value else "Retype it without."
        yield Remark(f"{name} (from {value.source}) {complaint}", hint, INVISIBLE)
    if value.misreading:
        article = "the" if display else "a"
        yield Remark(
            f"{name} (from {value.source}) is read as {article} {value.misreading}{display}",
            "Put it in quotes.",
            MISREAD,
        )


def _addresses(settings: Settings) -> Iterator[tuple[str, Value]]:
    """Iterate over the settings that are URLs, those of single services too."""
    for setting, value in settings.items():
        if setting.metavar == "URL":
            yield setting.name, value
    for name, values in settings.service_settings():
        if "endpoint" in name:
            yield name, values[0]
