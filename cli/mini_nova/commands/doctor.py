"""Find out why a login or a catalog does not work: every step from the settings to compute's answer, in six requests.

It logs in anew, keeps nothing, and prints no secret: what it says can be pasted into a ticket. A tick is good, a cross is
not, ! works and yet is odd, - was not looked at. The exit code is 1 where there is a cross, else 0.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import click

from mini_nova.context import USER_AGENT, Context
from mini_nova.lazy import Command
from mini_nova.output.results import Rows, field
from mini_nova_auth import connection, redact
from mini_nova_auth.diagnosis.doctor.doctor import examine
from mini_nova_auth.diagnosis.doctor.step import BAD, GOOD, ODD, SKIPPED, Line
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.secrets import chain, prompt
from mini_nova_auth.secrets.chain import SourcedSecret
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.options import Timeouts

FOUND = 1  # the exit code where something is wrong
WITHIN = Timeouts(5.0, 20.0)
_SIGNS = {GOOD: "✓", BAD: "✗", ODD: "!", SKIPPED: "-"}
_PLAIN = {GOOD: "ok", BAD: "BAD", ODD: "odd", SKIPPED: "-"}


@click.command("doctor", cls=Command, help=__doc__)
@click.pass_obj
def command(context: Context) -> Rows | None:
    """One line a step: a tick, a cross, a mark for what is odd, a dash for what was not looked at; then what to try.

    No secret is printed. Exit code 0 without a cross, else 1.
    """
    try:
        settings = context.settings
        within = None if settings["timeout"] else WITHIN
        transport = connection.transport_for(
            settings, user_agent=USER_AGENT, timeouts=within, watch=context.watch
        )
    except ConfigurationError as problem:
        found = [Line(BAD, "settings", problem.message, problem.hint, "settings-unusable")]
        return _told(context, found)
    cache = context.cache if context.use_cache else None
    walk = examine(settings, transport.send, secret=_once(settings), cache=cache, tell=context.tell)
    if context.output_format != "table":
        return _told(context, list(walk))
    for line in walk:
        _tell(context, line)
        context.exit_code = context.exit_code or _code(line)
    return None


def _once(settings: Settings) -> Callable[[str], SourcedSecret]:
    """Gives secrets by their settings, each looked for (or asked for) once."""
    known: dict[str, SourcedSecret] = {}

    def secret(name: str) -> SourcedSecret:
        if name not in known:
            known[name] = _secret(settings, name)
        return known[name]

    return secret


def _secret(settings: Settings, name: str) -> SourcedSecret:
    """A secret of the login, from wherever the other commands have it. Raises ConfigurationError where it is nowhere."""
    found = chain.find(Plan(settings).secret_name(name), settings, chain.STORES, prompt.ask)
    if found is None:
        words = name.replace("_", " ")
        raise ConfigurationError(
            f"there is no {words}", hint=f"Set OS_{name.upper()}, or use mini-nova login."
        )
    return found


def _told(context: Context, found: list[Line]) -> Rows | None:
    context.exit_code = max(map(_code, found))
    if context.output_format == "table":
        for line in found:
            _tell(context, line)
        return None
    columns = ("Mark", "What", "Sentence", "Hint", "Code")
    shown = [
        line._replace(sentence=redact.text(line.sentence), hint=redact.text(line.hint))
        for line in found
    ]
    return Rows([line.to_json() for line in shown], tuple(field(title) for title in columns))


def _code(line: Line) -> int:
    return FOUND if line.mark == BAD else 0


def _tell(context: Context, line: Line) -> None:
    signs = _SIGNS if _can_write(context, "✓✗") else _PLAIN
    stop = "" if line.sentence.endswith((".", "!", "?")) else "."
    context.io.result_line(redact.text(f"{signs[line.mark]} {line.what}: {line.sentence}{stop}"))
    if line.hint and line.mark in (BAD, ODD):
        context.io.result_line(redact.text(f"    {line.hint}"))


def _can_write(context: Context, letters: str) -> bool:
    encoding = getattr(context.io.out, "encoding", None) or "utf-8"
    try:
        letters.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return "TERM" not in os.environ or os.environ["TERM"] != "dumb"
