"""The application credential that ``mini-nova login`` stored in the password's place."""

from __future__ import annotations

from collections.abc import Mapping

from mini_nova_auth.access.access import Access
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.secrets.secret import ApplicationCredential, Secret
from mini_nova_auth.settings.resolve import Settings

REFUSED_HINT = "It has expired or was deleted: log in again with 'mini-nova login'."


def is_among(secrets: Mapping[str, Secret]) -> bool:
    """Whether an application credential stands in the password's place."""
    return isinstance(secrets.get("password"), ApplicationCredential)


def require_scope(settings: Settings, access: Access) -> None:
    """Raise ConfigurationError if the settings ask for another scope than the credential's
    project.
    """
    from mini_nova_auth.methods.v3 import scope_of

    scope = scope_of(settings)
    body = scope.body()
    if body is None:
        return
    project = scope.project_id or scope.project_name
    if "project" not in body or project not in (access.project.id, access.project.name):
        raise ConfigurationError(
            f'the application credential in the keyring is for project "{access.project.name}", '
            f"not for {scope}",
            hint="Give the password (OS_PASSWORD), or log in with 'mini-nova login' for that "
            "project.",
        )
