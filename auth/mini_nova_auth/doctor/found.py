"""Found: what a checkup goes by, and what its steps have found out so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from mini_nova_auth.access import Access
from mini_nova_auth.credentials import Identity
from mini_nova_auth.doctor.line import Line
from mini_nova_auth.methods.flow import Request, Response
from mini_nova_auth.settings import Settings, Value

ACCEPT = {"Accept": "application/json"}
Send = Callable[[Request], Response]


@dataclass
class Found:
    """What has been found out so far."""

    settings: Settings
    send: Send
    secret: Callable[
        [str], Value
    ]  # a secret of the login and its source; raises ConfigurationError where there is none
    identity: Identity | None = None
    access: Access | None = None
    notes: list[Line] = field(default_factory=list)
