"""Check what this machine stores: a login in the cache, a secret in the keyring."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from mini_nova_auth import clock
from mini_nova_auth.access.access import Access
from mini_nova_auth.diagnosis.doctor.step import GOOD, ODD, SKIPPED, Step
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.login.cache import Cache
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.secrets import keyring_store
from mini_nova_auth.secrets.secret import ApplicationCredential
from mini_nova_auth.settings.declarations import ONE_TIME


def check_storage(plan: Plan, cache: Cache | None) -> Iterator[Step]:
    """Yield a step for the cache, and one for the keyring if a secret may come from it."""
    with suppress(ConfigurationError):  # the settings check has reported it
        yield _check_cache(plan, cache)
        setting = _keyring_secret(plan)
        if setting:
            yield _check_keyring(plan, setting)


def _keyring_secret(plan: Plan) -> str:
    """Return the setting of the first secret that only the keyring may have; '' if none."""
    settings = plan.settings
    if settings["password_command"] or settings["password_fd"]:
        return ""
    for setting in plan.secret_settings:
        if setting != ONE_TIME and not settings[setting]:
            return setting
    return ""


def _check_cache(plan: Plan, cache: Cache | None) -> Step:
    if cache is None:
        return Step(SKIPPED, "cache", "not used (--no-cache)")
    trouble = cache.trouble()
    if trouble:
        return Step(
            ODD,
            "cache",
            f"{cache.directory} cannot be used, so every command logs in again: {trouble}",
            "Check its owner and mode, or set XDG_CACHE_HOME.",
            "cache-unusable",
        )
    entry = cache.load(plan.key)
    if entry is None:
        return Step(SKIPPED, "cache", "it has no login for these settings")
    if not plan.is_made_with(entry):
        sentence = "its login was made with another secret; the next command logs in again"
        return Step(SKIPPED, "cache", sentence, code="other-secret")
    if not entry.access.is_fresh(clock.read()):
        sentence = "its login has expired; the next command logs in again"
        return Step(SKIPPED, "cache", sentence, code="token-expired")
    sentence = "it has a login"
    seconds_left = entry.access.seconds_left(clock.read())
    if seconds_left is not None:
        sentence += f", valid for {seconds_left / 60:.0f} min"
    return Step(GOOD, "cache", sentence)


def _check_keyring(plan: Plan, setting: str) -> Step:
    lookup = keyring_store.look_up(plan.secret_name(setting))
    description = setting.replace("_", " ")
    if lookup.secret:
        if isinstance(lookup.secret, ApplicationCredential):
            description = "application credential"
        return Step(GOOD, "keyring", f"it has the {description}")
    if lookup.trouble:
        hint = "Unlock it, or provide the secret in another way."
        return Step(ODD, "keyring", lookup.trouble, hint, "keyring")
    sentence = f"it has no {description} for this login, or there is no keyring"
    return Step(SKIPPED, "keyring", sentence)


def cached_page_login(plan: Plan, cache: Cache | None) -> Access | None:
    """Return a fresh login that its user made on a page, in this scope or another; or None."""
    if cache is None or plan.secret_settings or not plan.asks_identity:
        return None
    for entry in cache.load_scopes(plan.key):
        if entry.access.is_fresh(clock.read()):
            return entry.access
    return None
