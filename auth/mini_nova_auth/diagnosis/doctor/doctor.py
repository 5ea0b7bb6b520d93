"""The sequence of steps of a checkup: each is taken only if those before it made it possible."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mini_nova_auth import clock, redact
from mini_nova_auth.access.access import Access
from mini_nova_auth.diagnosis.doctor.address_check import check_address
from mini_nova_auth.diagnosis.doctor.budgeted_sender import BudgetedSender, Send
from mini_nova_auth.diagnosis.doctor.cache_renewal import renew_cache
from mini_nova_auth.diagnosis.doctor.catalog_steps import check_catalog
from mini_nova_auth.diagnosis.doctor.checkup import Checkup
from mini_nova_auth.diagnosis.doctor.compute_check import check_compute
from mini_nova_auth.diagnosis.doctor.login_check import check_login, check_scope
from mini_nova_auth.diagnosis.doctor.microversion_check import check_requested
from mini_nova_auth.diagnosis.doctor.settings_check import INCOMPLETE, TWO_SCOPES, check_settings
from mini_nova_auth.diagnosis.doctor.step import BAD, GOOD, SKIPPED, Step, from_finding
from mini_nova_auth.diagnosis.doctor.storage_check import cached_page_login, check_storage
from mini_nova_auth.diagnosis.login_findings import login_findings
from mini_nova_auth.errors import AuthToolkitError
from mini_nova_auth.login.cache import Cache
from mini_nova_auth.login.drive import drive, log
from mini_nova_auth.login.identity import Identity
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.secrets.chain import SourcedSecret
from mini_nova_auth.settings.resolve import Settings


def examine(
    settings: Settings,
    send: Send,
    *,
    secret: Callable[[str], SourcedSecret],
    cache: Cache | None,
    tell: Callable[[str], None] = log,
    newest_microversion: tuple[int, int] | None = None,
) -> Iterator[Step]:
    """Check a login, and yield each step as it is taken.

    ``send`` must not repeat requests. ``secret`` returns a secret of the login, and its source, by
    its setting. ``tell`` tells the user what to do elsewhere. ``newest_microversion`` is the newest
    of compute's that the client knows. Problems are steps: this raises none of the package's
    errors.
    """
    are_usable = True
    for step in check_settings(settings):
        yield step
        if step.code in (INCOMPLETE, TWO_SCOPES):
            are_usable = False
    if not are_usable:
        yield Step(SKIPPED, "login", "not tried: correct the settings first")
        return
    plan = Plan(settings)
    yield from check_storage(plan, cache)
    sender = BudgetedSender(send)
    page_login = cached_page_login(plan, cache)
    checkup = Checkup(plan, sender, secret, tell, page_login, cache=cache)
    checkup.newest_microversion = newest_microversion
    yield from check_requested(settings, newest_microversion)
    for step in _check_cloud(checkup):
        yield from sender.waits
        sender.waits.clear()
        yield step


def _check_cloud(checkup: Checkup) -> Iterator[Step]:
    """Take the steps that send requests."""
    if checkup.plan.asks_identity:
        yield from _check_identity(checkup)
    else:
        yield _log_in_to_endpoint(checkup)
    access = checkup.access
    if access is None:
        yield Step(SKIPPED, "compute", "not checked: there is no login")
        return
    if checkup.plan.asks_identity:
        yield from check_catalog(access, checkup.settings["auth_url"])
    if access.catalog.services or access.endpoint or checkup.settings["endpoint_override"]:
        yield from check_compute(checkup, access)
    else:
        yield Step(SKIPPED, "compute", "not checked: the catalog is empty")
    if checkup.plan.asks_identity:
        yield from renew_cache(checkup, access)


def _check_identity(checkup: Checkup) -> Iterator[Step]:
    yield from check_address(checkup)
    if checkup.identity is None:
        yield Step(SKIPPED, "login", "not tried: there is no identity service to log in to")
        return
    yield from check_login(checkup, checkup.identity)
    if checkup.access is not None:
        yield from _check_times(checkup, checkup.access)
        yield from check_scope(checkup, checkup.access)


def _check_times(checkup: Checkup, access: Access) -> Iterator[Step]:
    """Check the token's lifetime, and the clocks unless the address check compared them."""
    skew = access.taken.wall - access.server_time
    if checkup.is_clock_compared:
        skew = 0.0
    seconds_left = access.seconds_left(clock.read())
    for finding in login_findings(skew, seconds_left):
        subject = "clock" if finding.code == "clock-skew" else "login"
        yield from_finding(subject, finding)


def _log_in_to_endpoint(checkup: Checkup) -> Step:
    """Log in without an identity service, and set ``access``."""
    plan, settings = checkup.plan, checkup.settings
    endpoint = settings["endpoint"] or settings["endpoint_override"]
    identity = Identity("", endpoint.rstrip("/"))
    try:
        secrets = checkup.secrets()
        method = plan.method(identity, secrets)
    except AuthToolkitError as problem:
        return Step(BAD, "login", problem.message, problem.hint, "login-failed")
    checkup.access = drive(method, checkup.send)
    place = redact.url(identity.url)
    sentence = f"{plan.kind} uses no identity service: every service is at {place}"
    return Step(GOOD, "login", sentence)
