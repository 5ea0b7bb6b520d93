"""A login with the secrets: at the identity service, or without one."""

from __future__ import annotations

from collections.abc import Callable

from mini_nova_auth.access.access import Access
from mini_nova_auth.errors import AuthenticationFailed, FactorsNeeded
from mini_nova_auth.login import stored_credential
from mini_nova_auth.login.entry import Entry
from mini_nova_auth.login.identity import Identity
from mini_nova_auth.login.login_secrets import LoginSecrets
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.methods.method import Method

_SECOND_FACTORS = {"totp": "passcode", "password": "password"}  # settings, by Keystone's method


class FullLogin:
    """Log in with the secrets, and with a second factor if Keystone asks for one."""

    def __init__(
        self,
        plan: Plan,
        find_identity: Callable[[], Identity],
        secrets: LoginSecrets,
        run: Callable[[Method], Access],
    ) -> None:
        self._plan = plan
        self._find_identity = find_identity
        self._secrets = secrets
        self._run = run

    def access(self, refused: str = "", *, outdated: str = "") -> Entry:
        """Log in.

        Raises ConfigurationError if a setting or secret is missing, AuthenticationFailed,
        Unavailable or ProtocolError.
        """
        self._plan.require_complete()
        identity = self._find_identity()
        secrets = self._secrets.collect()
        is_stored_credential = stored_credential.is_among(secrets)
        method = self._plan.method(identity, secrets)
        try:
            access = self._run(method)
        except FactorsNeeded as problem:
            access = self._run(self._second_factor(identity, problem))
        except AuthenticationFailed as problem:
            self._secrets.forget()
            if is_stored_credential:
                problem.hint = stored_credential.REFUSED_HINT
            raise
        self._secrets.remember(secrets)
        if is_stored_credential:
            stored_credential.require_scope(self._plan.settings, access)
        return self._plan.entry(access, secrets)

    def _second_factor(self, identity: Identity, problem: FactorsNeeded) -> Method:
        """Return the method that shows the missing factor with Keystone's receipt.

        Raises the problem if several factors are missing, or if nobody has the secret.
        """
        if len(problem.missing) != 1:
            raise problem
        (kind,) = problem.missing
        if kind not in _SECOND_FACTORS:
            raise problem
        setting = _SECOND_FACTORS[kind]
        secret = self._secrets.find(setting)
        if not secret or not isinstance(secret, str):
            raise problem
        return self._plan.second_factor(
            identity,
            kind,
            {setting: secret},
            problem.receipt,
        )
