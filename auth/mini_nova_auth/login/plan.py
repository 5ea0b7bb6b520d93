"""Plan: what the settings ask of a login. Pure: nothing is read, sent or asked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from mini_nova_auth import redact
from mini_nova_auth.access.access import Access
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.login.cache import Key
from mini_nova_auth.login.cache_key import cache_key
from mini_nova_auth.login.entry import Entry
from mini_nova_auth.login.fingerprint import fingerprint
from mini_nova_auth.login.kind import identity_version, login_kind
from mini_nova_auth.login.summary import Selection
from mini_nova_auth.methods import registry
from mini_nova_auth.settings.declarations import ONE_TIME
from mini_nova_auth.settings.resolve import Settings

if TYPE_CHECKING:
    from mini_nova_auth.login.identity import Identity
    from mini_nova_auth.methods.method import Method
    from mini_nova_auth.secrets.secret import Secret, SecretName

_USER_SETTINGS = (
    "username",
    "user_id",
    "application_credential_id",
    "application_credential_name",
    "client_id",
)
_CLIENT_SECRETS = ("client_secret",)  # a provider's client may have one, whoever logs in


class Plan:
    """What the settings ask of a login. Each answer is worked out once, when it is first needed.

    Every answer may raise ConfigurationError: an unknown login type or identity version.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def kind(self) -> str:
        """The kind of login, by its name in the registry of methods."""
        return login_kind(self.settings)

    @cached_property
    def version(self) -> str:
        """The identity version that the settings name: '1', '2', '3', or '' to discover it."""
        return identity_version(self.settings, self.kind)

    @property
    def asks_identity(self) -> bool:
        """Whether the login asks an identity service at all."""
        return registry.asks_identity(self.kind)

    @property
    def is_federated(self) -> bool:
        """Whether an identity provider logs the user in, and Keystone accepts its token."""
        return bool(registry.needs(self.kind))

    @cached_property
    def secret_settings(self) -> tuple[str, ...]:
        """The settings of the secrets that the login needs, the most important first."""
        if self.kind == "multifactor":
            from mini_nova_auth.methods.v3_multifactor import SECRETS, method_names

            return tuple(SECRETS[name] for name in method_names(self.settings))
        return registry.secrets(self.kind)

    @cached_property
    def key(self) -> Key:
        """The key of the login in the cache."""
        return cache_key(
            self.settings,
            self.kind,
            self.version,
            self.secret_settings,
        )

    @cached_property
    def selection(self) -> Selection:
        """What a prompt selects this login by. It holds no secret."""
        settings = self.settings
        users = [settings[name] for name in _USER_SETTINGS if settings[name]]
        return Selection(
            cloud=settings["cloud"],
            auth_url=redact.url(settings["auth_url"]),
            user=users[0] if users else "",
            project=settings["project_name"] or settings["project_id"],
        )

    @cached_property
    def fingerprints(self) -> dict[str, int]:
        """The fingerprints of the secrets that the settings hold, by these settings.

        A secret that is valid once is not among them.
        """
        secrets = {}
        for name in (*self.secret_settings, *_CLIENT_SECRETS):
            if self.settings[name]:
                secrets[name] = self.settings[name]
        return self._fingerprints(secrets)

    def is_made_with(self, entry: Entry) -> bool:
        """Whether a cached login was made with the secrets that the settings hold.

        It is, too, if they hold none: a keyring or a person is not asked for a cached login.
        """
        cached = {name: entry.fingerprints.get(name) for name in self.fingerprints}
        return cached == self.fingerprints

    def entry(self, access: Access, secrets: Mapping[str, Secret] | None = None) -> Entry:
        """Return the cache's entry for a login that this process has just made with secrets."""
        fingerprints = {**self.fingerprints, **self._fingerprints(secrets or {})}
        return Entry(
            access,
            selection=self.selection,
            fingerprints=fingerprints,
            is_new=True,
        )

    def require_complete(self) -> None:
        """Raise ConfigurationError, in the classic client's words, if a login cannot be tried."""
        from mini_nova_auth.login.completeness import require_complete

        require_complete(self.settings, self.kind)

    def secret_name(self, setting: str = "") -> SecretName:
        """Name the secret of a setting, by default the first that the login needs.

        Raises ConfigurationError if the login needs no secret.
        """
        from mini_nova_auth.login.secret_name import secret_name

        if not setting:
            if not self.secret_settings:
                raise ConfigurationError(f'a login of type "{self.kind}" needs no secret')
            setting = self.secret_settings[0]
        return secret_name(self.settings, setting)

    def method(self, identity: Identity, secrets: Mapping[str, Secret]) -> Method:
        """Return the method that logs in with these secrets, by their settings.

        An application credential may stand in the password's place. Raises ConfigurationError if
        the identity version does not support this kind of login.
        """
        password = secrets.get("password", "")
        if isinstance(password, str):
            return self._method(self.kind, identity, secrets)
        from mini_nova_auth.methods.v3_application_credential import V3ApplicationCredential

        return V3ApplicationCredential(
            identity.url,
            secret=password.secret,
            id=password.id,
        )

    def exchange(self, identity: Identity, token: str) -> Method:
        """Return the method that exchanges a token of the same user for one of the planned scope.

        Raises ConfigurationError if the identity version does not support it.
        """
        return self._method("token", identity, {"token": token})

    def second_factor(
        self, identity: Identity, kind: str, secrets: Mapping[str, Secret], receipt: str
    ) -> Method:
        """Return the method that adds a factor of this kind to those of Keystone's receipt."""
        return self._method(kind, identity, {**secrets, "receipt": receipt})

    def _fingerprints(self, secrets: Mapping[str, Secret]) -> dict[str, int]:
        numbers = {}
        for name, secret in secrets.items():
            if isinstance(secret, str) and name != ONE_TIME:
                numbers[name] = fingerprint(self.key.identity, name, secret)
        return numbers

    def _method(self, kind: str, identity: Identity, secrets: Mapping[str, Secret]) -> Method:
        registered = registry.find(kind, identity.version)
        if registered is None:
            raise _unsupported(kind, identity.version)
        texts = {name: secret for name, secret in secrets.items() if isinstance(secret, str)}
        return registered.method(
            self.settings,
            identity.url,
            texts,
        )


def _unsupported(kind: str, version: str) -> ConfigurationError:
    """Return the error for an identity version without this kind of login."""
    versions = registry.versions(kind)
    names = " or ".join(f"v{other}" for other in versions)
    return ConfigurationError(
        f'identity v{version} has no login of type "{kind}"; {names} has',
        hint=f"Set OS_IDENTITY_API_VERSION={versions[-1]}, or log in by user and password.",
    )
