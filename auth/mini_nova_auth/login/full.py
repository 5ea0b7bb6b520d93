"""A login with the secrets: at the identity service, or without one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mini_nova_auth.access.access import Access
from mini_nova_auth.errors import AuthenticationFailed, FactorsNeeded, Unavailable
from mini_nova_auth.login import stored_credential
from mini_nova_auth.login.entry import Entry
from mini_nova_auth.login.identity import Identity
from mini_nova_auth.login.login_secrets import LoginSecrets
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.methods.method import Method
from mini_nova_auth.secrets.secret import Secret
from mini_nova_auth.wire.message import NOT_FOUND

_SECOND_FACTORS = {"totp": "passcode", "password": "password"}  # settings, by Keystone's method


class FullLogin:
    """Log in with the secrets, and with a second factor if Keystone asks for one.

    ``find_identity`` finds the identity service, and looks for it anew if its argument is true.
    A login at an identity provider is made by ``ask``, and waits for the next ``access``.
    """

    def __init__(
        self,
        plan: Plan,
        find_identity: Callable[[bool], Identity],
        secrets: LoginSecrets,
        run: Callable[[Method], Access],
    ) -> None:
        self._plan = plan
        self._find_identity = find_identity
        self._secrets = secrets
        self._run = run
        self._identity: Identity | None = None
        self._receipt: FactorsNeeded | None = None  # of the first factor, once it was accepted
        self._federated_entry: Entry | None = None

    def access(self, refused: str = "", *, outdated: str = "") -> Entry | None:
        """Log in, unless a secret is not at hand or the login is at an identity provider.

        Raises ConfigurationError if a setting is missing, AuthenticationFailed, Unavailable or
        ProtocolError.
        """
        self._plan.require_complete()
        if self._plan.is_federated:
            entry, self._federated_entry = self._federated_entry, None
            return entry
        secrets = self._secrets.collect()
        if secrets is None:
            return None
        identity = self._locate()
        try:
            access = self._log_in(identity, secrets)
        except (AuthenticationFailed, Unavailable) as problem:
            if not identity.is_cached or not _is_wrong_address(problem):
                raise
            access = self._log_in(self._find_identity(True), secrets)
        if access is None:
            return None
        self._identity = None
        return self._entry(access, secrets)

    def ask(self) -> None:
        """Ask for what is not at hand: secrets, a second factor, or the login at a provider.

        Raises what ``access`` raises, and ConfigurationError if a secret is nowhere.
        """
        if self._receipt is not None:
            self._ask_for_factor(self._receipt)
            return
        self._identity = self._locate()
        self._secrets.ask()
        if self._plan.is_federated:
            identity, self._identity = self._identity, None
            secrets = self._secrets.collect() or {}
            access = self._run_checked(self._plan.method(identity, secrets), secrets)
            self._federated_entry = self._entry(access, secrets)

    def _locate(self) -> Identity:
        return self._identity or self._find_identity(False)

    def _log_in(self, identity: Identity, secrets: Mapping[str, Secret]) -> Access | None:
        """Log in at the identity service. None if a second factor has to be asked for."""
        receipt, self._receipt = self._receipt, None
        if receipt is None:
            method = self._plan.method(identity, secrets)
            try:
                return self._run_checked(method, secrets)
            except FactorsNeeded as problem:
                receipt = problem
        factor = self._second_factor(identity, receipt)
        if factor is None:
            self._receipt = receipt
            return None
        return self._run_checked(factor, secrets)

    def _run_checked(self, method: Method, secrets: Mapping[str, Secret]) -> Access:
        """Run a method. If the secrets are refused, forget them."""
        try:
            return self._run(method)
        except FactorsNeeded:
            raise
        except AuthenticationFailed as problem:
            self._secrets.forget()
            if stored_credential.is_among(secrets):
                problem.hint = stored_credential.REFUSED_HINT
            raise

    def _entry(self, access: Access, secrets: Mapping[str, Secret]) -> Entry:
        self._secrets.remember()
        if stored_credential.is_among(secrets):
            stored_credential.require_scope(self._plan.settings, access)
        return self._plan.entry(access, secrets)

    def _second_factor(self, identity: Identity, receipt: FactorsNeeded) -> Method | None:
        """Return the method that shows the missing factor with Keystone's receipt.

        None if its secret is not at hand. Raises the receipt if several factors are missing.
        """
        kind, setting = _missing_factor(receipt)
        secret = self._secrets.at_hand(setting)
        if not isinstance(secret, str) or not secret:
            return None
        return self._plan.second_factor(
            identity,
            kind,
            {setting: secret},
            receipt.receipt,
        )

    def _ask_for_factor(self, receipt: FactorsNeeded) -> None:
        """Ask for the missing factor. Raises the receipt if nobody has it."""
        _, setting = _missing_factor(receipt)
        secret = self._secrets.ask_for(setting)
        if not isinstance(secret, str) or not secret:
            self._receipt = None
            raise receipt


def _is_wrong_address(problem: AuthenticationFailed | Unavailable) -> bool:
    """Whether no identity service got the request."""
    if isinstance(problem, Unavailable):
        return not problem.sent
    return problem.status == NOT_FOUND


def _missing_factor(receipt: FactorsNeeded) -> tuple[str, str]:
    """Return the method and the setting of the missing factor.

    Raises the receipt if several are missing, or one that we do not know.
    """
    if len(receipt.missing) != 1:
        raise receipt
    (kind,) = receipt.missing
    if kind not in _SECOND_FACTORS:
        raise receipt
    return kind, _SECOND_FACTORS[kind]
