"""Compose the sources of a login that no cache has: a token of another scope, else the secrets."""

from __future__ import annotations

from collections.abc import Callable

from mini_nova_auth.access.access import Access
from mini_nova_auth.login.cache import Cache
from mini_nova_auth.login.discover import find_identity
from mini_nova_auth.login.drive import drive
from mini_nova_auth.login.full import FullLogin
from mini_nova_auth.login.identity import Identity
from mini_nova_auth.login.login_secrets import LoginSecrets
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.login.rescoped import RescopedLogin
from mini_nova_auth.login.source import ColdSource
from mini_nova_auth.methods.method import Method
from mini_nova_auth.secrets.secret import Secret, SecretName
from mini_nova_auth.wire.message import Request, Response


def cold_login(
    plan: Plan,
    cache: Cache | None,
    *,
    send: Callable[[Request], Response],
    find_secret: Callable[[SecretName], Secret],
    tell: Callable[[str], None],
) -> ColdSource:
    """Compose the sources. ``cache`` is None if it must not be used.

    ``send`` sends a request, ``find_secret`` finds a secret ('' if no source has it), ``tell`` tells
    the user what to do elsewhere.
    """

    def locate(is_anew: bool) -> Identity:
        return find_identity(plan, send, None if is_anew else cache)

    def run(method: Method) -> Access:
        return drive(method, send, tell)

    secrets = LoginSecrets(plan, find_secret)
    full = FullLogin(plan, locate, secrets, run)
    if cache is None:
        return full
    return RescopedLogin(full, plan, cache, run)
