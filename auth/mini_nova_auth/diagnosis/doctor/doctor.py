"""The whole checkup, step by step, each only where the one before it made it possible."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

from mini_nova_auth import clock, redact
from mini_nova_auth.access.access import Access
from mini_nova_auth.diagnosis import catalog_check
from mini_nova_auth.diagnosis.doctor import (
    address_check,
    compute_check,
    login_check,
    settings_check,
)
from mini_nova_auth.diagnosis.doctor.checkup import Found, Patient, Send
from mini_nova_auth.diagnosis.doctor.step import BAD, GOOD, ODD, SKIPPED, Line, of_finding
from mini_nova_auth.diagnosis.findings import INFO, Finding
from mini_nova_auth.diagnosis.login_findings import login_findings
from mini_nova_auth.errors import AuthToolkitError, ConfigurationError
from mini_nova_auth.login.cache import Cache
from mini_nova_auth.login.drive import drive, log
from mini_nova_auth.login.identity import Identity
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.secrets import keyring_store
from mini_nova_auth.secrets.chain import ONE_TIME, SourcedSecret
from mini_nova_auth.secrets.secret import ApplicationCredential
from mini_nova_auth.services import tokens
from mini_nova_auth.settings.resolve import Settings


def examine(
    settings: Settings,
    send: Send,
    *,
    secret: Callable[[str], SourcedSecret],
    cache: Cache | None,
    tell: Callable[[str], None] = log,
) -> Iterator[Line]:
    """The lines, as they are found. ``send`` repeats nothing; ``secret`` gives a secret of the login, and
    its source, by its setting; ``tell`` tells the user what to do elsewhere.

    Raises nothing of this package: what goes wrong is a line.
    """
    bad = False
    for line in settings_check.lines(settings):
        bad = bad or line.code in ("settings-incomplete", "scope-twice")
        yield line
    if bad:
        yield Line(SKIPPED, "login", "not tried: the settings have to be right first")
        return
    plan = Plan(settings)
    yield from kept(plan, cache)
    patient = Patient(send)
    for line in _asked(Found(plan, patient, secret, tell, _by_page(plan, cache))):
        yield from patient.notes
        patient.notes.clear()
        yield line


def _asked(found: Found) -> Iterator[Line]:
    """What has to be asked for."""
    if found.plan.asks_identity:
        yield from _identity(found)
    else:
        yield _fixed(found)
    if found.access is None:
        yield Line(SKIPPED, "compute", "not asked: there is no login")
        return
    yield from _services(found, found.access)


def _identity(found: Found) -> Iterator[Line]:
    yield from address_check.reach(found)
    if found.identity is None:
        yield Line(SKIPPED, "login", "not tried: there is no identity service to log in to")
        return
    yield from login_check.log_in(found, found.identity)
    if found.access is not None:
        yield from _times(found, found.access)
        yield from login_check.scope(found, found.access)


def _times(found: Found, access: Access) -> Iterator[Line]:
    """The clocks, where they were not told yet, and a token that ends soon."""
    skew = 0.0 if found.clock_told else access.taken.wall - access.server_time
    for finding in login_findings(skew, access.seconds_left(clock.read())):
        yield of_finding("clock" if finding.code == "clock-skew" else "login", finding)


def _fixed(found: Found) -> Line:
    """A login that asks nobody."""
    settings = found.settings
    endpoint = (settings["endpoint"] or settings["endpoint_override"]).rstrip("/")
    try:
        secrets = {name: found.secret(name).secret for name in found.plan.secrets}
        method = found.plan.method(Identity("", endpoint), secrets)
    except AuthToolkitError as problem:
        return Line(BAD, "login", problem.message, problem.hint, "login-failed")
    found.access = drive(method, found.send)
    where = redact.url(endpoint)
    return Line(
        GOOD,
        "login",
        f"{found.plan.kind}: no identity service is asked, and every service is at {where}",
    )


def _services(found: Found, access: Access) -> Iterator[Line]:
    if found.plan.asks_identity:
        yield from _catalog(found, access)
    if access.catalog.services or access.endpoint or found.settings["endpoint_override"]:
        yield from compute_check.lines(found, access)
    else:
        yield Line(SKIPPED, "compute", "not asked: the catalog is empty")


def _catalog(found: Found, access: Access) -> Iterator[Line]:
    """What is wrong with the catalog, once for all interfaces that have it; what other steps say is left to them."""
    said = {"no-compute"} | (
        {"catalog-empty"} if tokens.scope_name(access) == "unscoped" else set()
    )
    where: dict[tuple[str, str, str], list[Finding]] = {}
    findings = catalog_check.check(access, auth_url=found.settings["auth_url"])
    for finding in findings:
        if finding.severity != INFO and finding.code not in said:
            where.setdefault((finding.code, finding.service, finding.region), []).append(finding)
    aliases = [finding.message for finding in findings if finding.code == "type-alias"]
    if aliases:
        yield Line(
            SKIPPED, "catalog", f"{'; '.join(aliases)}; mini-nova accepts both", code="type-alias"
        )
    for (_, service, _), same in where.items():
        interfaces = ", ".join(
            dict.fromkeys(finding.interface for finding in same if finding.interface)
        )
        line = of_finding("catalog", same[0])
        place = f"{service} ({interfaces})" if interfaces else service
        yield line._replace(sentence=f"{place}: {line.sentence}") if place else line


def kept(plan: Plan, cache: Cache | None) -> Iterator[Line]:
    """What this machine has kept: a login in the cache, a secret in the keyring. Nothing for settings without sense."""
    with suppress(ConfigurationError):  # said among the settings
        yield from _cached(plan, cache)
        names = [name for name in plan.secrets if name != ONE_TIME and not plan.settings[name]]
        if names and not (plan.settings["password_command"] or plan.settings["password_fd"]):
            yield _keyring(plan, names[0])


def _cached(plan: Plan, cache: Cache | None) -> Iterator[Line]:
    if cache is None:
        yield Line(SKIPPED, "cache", "not used (--no-cache)")
        return
    trouble = cache.trouble()
    if trouble:
        yield Line(
            ODD,
            "cache",
            f"{cache.directory} cannot be used: {trouble}",
            "Every command logs in anew. Check its owner and mode, or set XDG_CACHE_HOME.",
            "cache-unusable",
        )
        return
    entry = cache.load(plan.key)
    if entry is None:
        yield Line(SKIPPED, "cache", "no login of these settings is kept")
    elif entry.access.is_fresh(clock.read()):
        left = entry.access.seconds_left(clock.read())
        yield Line(
            GOOD,
            "cache",
            "a login is kept" + ("" if left is None else f" for another {left / 60:.0f} min"),
        )
    else:
        yield Line(
            SKIPPED,
            "cache",
            "the kept login has ended: the next command logs in again",
            code="token-expired",
        )


def _by_page(plan: Plan, cache: Cache | None) -> Access | None:
    """What the cache has of a login by a page, in this scope or another; None for every other kind of login."""
    if cache is None or plan.secrets or not plan.asks_identity:
        return None
    key = plan.key
    entries = (cache.load(key), *cache.load_other_scopes(key))
    return next(
        (entry.access for entry in entries if entry and entry.access.is_fresh(clock.read())), None
    )


def _keyring(plan: Plan, name: str) -> Line:
    """Whether the keyring has the secret that no setting gives."""
    state = keyring_store.look_up(plan.secret_name(name))
    words = name.replace("_", " ")
    if state.secret:
        words = (
            "application credential" if isinstance(state.secret, ApplicationCredential) else words
        )
        return Line(GOOD, "keyring", f"it has the {words}")
    if state.trouble:
        return Line(
            ODD,
            "keyring",
            state.trouble,
            "Unlock it, or give the secret by another way.",
            "keyring",
        )
    return Line(SKIPPED, "keyring", f"it has no {words} for this login, or there is none")
