"""Checkup: what the steps of a checkup share, and what they have learned so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mini_nova_auth.access.access import Access
from mini_nova_auth.diagnosis.doctor.budgeted_sender import BudgetedSender
from mini_nova_auth.login.cache import Cache
from mini_nova_auth.login.identity import Identity
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.secrets.chain import SourcedSecret
from mini_nova_auth.secrets.secret import Secret
from mini_nova_auth.settings.resolve import Settings


@dataclass
class Checkup:
    """The tools of a checkup and its results.

    ``secret`` returns a secret of the login by its setting, and raises ConfigurationError if there
    is none. ``tell`` tells the user what to do elsewhere. ``page_login`` is a login from the cache
    that its user made on a page of an identity provider, and need not repeat.
    ``newest_microversion`` is the newest of compute's that the client knows; None if it knows all.
    ``cache`` is None if it must not be used. ``documents`` are version documents by their URLs.
    """

    plan: Plan
    send: BudgetedSender
    secret: Callable[[str], SourcedSecret]
    tell: Callable[[str], None]
    page_login: Access | None = None
    identity: Identity | None = None
    access: Access | None = None
    is_clock_compared: bool = False
    newest_microversion: tuple[int, int] | None = None
    cache: Cache | None = None
    documents: dict[str, Any] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        """The settings to check."""
        return self.plan.settings

    def secrets(self) -> dict[str, Secret]:
        """Return the login's secrets by their settings. Raises ConfigurationError."""
        return {name: self.secret(name).secret for name in self.plan.secret_settings}
