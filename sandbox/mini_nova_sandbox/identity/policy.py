"""Keystone's default policies: who may do what, and the refusal in its words.

An admin may do everything. A reader of the system may read everything; readers and managers of a
domain may read or manage what is in it.
"""

from __future__ import annotations

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import Forbidden
from mini_nova_sandbox.state.database import Row

MALFORMED = (  # how Keystone ends the refusal of a body that it cannot use
    " The server could not comply with the request since it is either malformed or otherwise"
    " incorrect. The client is assumed to be in error."
)


def refusal(action: str) -> Forbidden:
    """Return the refusal of an action, such as ``list_users``."""
    return Forbidden(f"You are not authorized to perform the requested action: identity:{action}.")


def delegated_token() -> Forbidden:
    """Return the refusal of a new token for the token of a trust."""
    return Forbidden(
        "You are not authorized to perform the requested action: Using trust-scoped token to create"
        " another token. Create a new trust-scoped token instead."
    )


def require_admin(call: Call, action: str) -> None:
    """Raise Forbidden unless the caller is an admin."""
    if not call.caller.is_admin:
        raise refusal(action)


def require(call: Call, action: str, *, allowed: bool) -> None:
    """Raise Forbidden unless the caller is an admin, or allowed for a reason of its own."""
    if not allowed:
        require_admin(call, action)


def require_reader(call: Call, action: str, *, allowed: bool = False) -> None:
    """Raise Forbidden unless the caller is an admin, a reader of the system, or allowed."""
    require(call, action, allowed=allowed or is_system_reader(call))


def require_reader_of_user(call: Call, action: str, user: Row) -> None:
    """Refuse callers but readers, those of the user's domain, and the user. Raises Forbidden."""
    is_self = user["id"] == call.caller.user_id
    require_reader(call, action, allowed=is_self or is_domain_reader(call, user["domain_id"]))


def is_system_reader(call: Call) -> bool:
    """Whether the caller has the role ``reader`` on the system."""
    return call.caller.scope == "system" and "reader" in call.caller.roles


def is_domain_reader(call: Call, domain_id: str | None) -> bool:
    """Whether the caller's token is for this domain, with the role ``reader``."""
    return _has_domain_role(call, domain_id, "reader")


def is_domain_manager(call: Call, domain_id: str | None) -> bool:
    """Whether the caller's token is for this domain, with the role ``manager``."""
    return _has_domain_role(call, domain_id, "manager")


def _has_domain_role(call: Call, domain_id: str | None, role: str) -> bool:
    caller = call.caller
    is_for_domain = caller.scope == "domain" and caller.domain_id == domain_id
    return is_for_domain and role in caller.roles


def reads_only_own_domain(call: Call) -> bool:
    """Whether the caller may list what is in its domain, and nothing else."""
    caller = call.caller
    return not caller.is_admin and is_domain_reader(call, caller.domain_id)
