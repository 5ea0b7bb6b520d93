"""Find out why a login or a catalog fails, step by step.

The steps lead from the settings to an answer of compute, in six requests. doctor logs in afresh and
puts that login into the cache. Its report contains no secret: it can be pasted into a ticket. A
tick means good, a cross bad, ! odd but working, - not checked. The exit code is 1 if there is a
cross, otherwise 0.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

import click

from mini_nova.compute import microversion
from mini_nova.context import USER_AGENT, Context
from mini_nova.lazy import Command
from mini_nova.output.results import Rows, field
from mini_nova_auth import connection, redact
from mini_nova_auth.diagnosis.doctor.doctor import examine
from mini_nova_auth.diagnosis.doctor.step import BAD, GOOD, ODD, SKIPPED, Step
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.secrets import chain, prompt
from mini_nova_auth.secrets.chain import SourcedSecret
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.options import Timeouts

UNHEALTHY = 1  # the exit code if a step is bad
TIMEOUTS = Timeouts(5.0, 20.0)
HINT_INDENT = "    "
TITLES = ("Mark", "What", "Sentence", "Hint", "Code")
_SIGNS = {GOOD: "✓", BAD: "✗", ODD: "!", SKIPPED: "-"}
_PLAIN_SIGNS = {GOOD: "ok", BAD: "BAD", ODD: "odd", SKIPPED: "-"}


@click.command("doctor", cls=Command, help=__doc__)
@click.pass_obj
def command(context: Context) -> Rows | None:
    """Print a line for each step as it is done, or return them all for another format."""
    try:
        settings = context.settings
        transport = connection.transport_for(
            settings,
            user_agent=USER_AGENT,
            timeouts=None if settings["timeout"] else TIMEOUTS,
            watch=context.watch,
        )
    except ConfigurationError as problem:
        step = Step(BAD, "settings", problem.message, problem.hint, "settings-unusable")
        return _report(context, [step])
    steps = examine(
        settings,
        transport.send,
        secret=_cached_secrets(settings),
        cache=context.cache if context.use_cache else None,
        tell=context.tell,
        newest_microversion=microversion.NEWEST,
    )
    return _report(context, steps)


def _report(context: Context, steps: Iterable[Step]) -> Rows | None:
    """Print the steps one by one; in any format but a table, return them as rows."""
    rows = []
    for step in steps:
        if step.mark == BAD:
            context.exit_code = UNHEALTHY
        if context.is_for_people:
            _print(context, step)
        rows.append(_without_secrets(step).to_json())
    if context.is_for_people:
        return None
    return Rows(rows, tuple(field(title) for title in TITLES))


def _print(context: Context, step: Step) -> None:
    signs = _PLAIN_SIGNS
    if _can_show(context, "✓✗"):
        signs = _SIGNS
    step = _without_secrets(step)
    sign = signs[step.mark]
    sentence = step.sentence
    if not sentence.endswith((".", "!", "?")):
        sentence += "."
    context.io.report(f"{sign} {step.subject}: {sentence}")
    if step.hint and step.mark in (BAD, ODD):
        context.io.report(HINT_INDENT + step.hint, indent=0)


def _without_secrets(step: Step) -> Step:
    return step._replace(
        subject=redact.text(step.subject),
        sentence=redact.text(step.sentence),
        hint=redact.text(step.hint),
    )


def _can_show(context: Context, letters: str) -> bool:
    """Whether stdout's encoding has these letters, and its terminal is not dumb."""
    encoding = getattr(context.io.out, "encoding", None) or "utf-8"
    try:
        letters.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return os.environ.get("TERM") != "dumb"


def _cached_secrets(settings: Settings) -> Callable[[str], SourcedSecret]:
    """Return a function that finds a secret by its setting, and asks for each only once."""
    secrets: dict[str, SourcedSecret] = {}

    def secret(setting: str) -> SourcedSecret:
        if setting not in secrets:
            secrets[setting] = _find_secret(settings, setting)
        return secrets[setting]

    return secret


def _find_secret(settings: Settings, setting: str) -> SourcedSecret:
    """Find a secret where the other commands do. Raises ConfigurationError if it is nowhere."""
    plan = Plan(settings)
    name = plan.secret_name(setting)
    secret = chain.find(name, settings, chain.STORES, prompt.ask)
    if secret is None:
        words = setting.replace("_", " ")
        variable = f"OS_{setting.upper()}"
        raise ConfigurationError(
            f"there is no {words}", hint=f"Set {variable}, or use mini-nova login."
        )
    return secret
