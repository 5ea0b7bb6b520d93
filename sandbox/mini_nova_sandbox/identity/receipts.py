"""Logins by several methods: the rules of a user, and receipts for what is proven so far.

``multi_factor_auth_rules`` lists the sets of methods of which one is needed. A login by fewer of
them gets 401 with a receipt, and the next login brings it (``Openstack-Auth-Receipt``).
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from mini_nova_sandbox.http.call import Answer
from mini_nova_sandbox.identity import directory, tokens
from mini_nova_sandbox.identity.methods import METHODS
from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.state.database import Database

HEADER = "openstack-auth-receipt"
LIFETIME = 300.0  # seconds


def rules(database: Database, user_id: str) -> list[list[str]]:
    """Return a user's sets of methods, [] if one method is enough; unknown methods do not count."""
    user = directory.by_id(database, "user", user_id)
    options = json.loads(user["options"])
    if not options.get("multi_factor_auth_enabled", True):
        return []
    method_sets = [
        [method for method in rule if method in METHODS]
        for rule in options.get("multi_factor_auth_rules") or []
    ]
    return [rule for rule in method_sets if rule]


def suffices(database: Database, user_id: str, methods: Collection[str]) -> bool:
    """Whether a login by these methods is enough for a user."""
    user_rules = rules(database, user_id)
    return not user_rules or any(set(rule) <= set(methods) for rule in user_rules)


def issue(database: Database, user_id: str, methods: list[str]) -> Answer:
    """Answer 401 with a receipt for the methods that a user has proven."""
    now = clock.now()
    receipt = chance.new_token("receipt", 32)
    database.run("DELETE FROM receipts WHERE expires_at <= ?", now)
    row = {
        "receipt_hash": tokens.digest(receipt),
        "user_id": user_id,
        "methods": json.dumps(methods),
        "expires_at": now + LIFETIME,
    }
    database.insert("receipts", row)
    body = {
        "receipt": {
            "methods": methods,
            "user": _user(database, user_id),
            "expires_at": clock.fine_stamp(now + LIFETIME),
            "issued_at": clock.fine_stamp(now),
        },
        "required_auth_methods": rules(database, user_id),
    }
    return Answer(401, body, {HEADER: receipt})


def _user(database: Database, user_id: str) -> dict[str, Any]:
    user = directory.by_id(database, "user", user_id)
    domain = directory.by_id(database, "domain", user["domain_id"])
    reference = {"id": domain["id"], "name": domain["name"]}
    return {"id": user_id, "name": user["name"], "domain": reference}


def proven_methods(database: Database, receipt: str, user_id: str) -> list[str] | None:
    """Return the methods of a user's receipt, None if it is unknown, expired, or another user's."""
    row = database.row("SELECT * FROM receipts WHERE receipt_hash = ?", tokens.digest(receipt))
    if row is None or row["expires_at"] <= clock.now() or row["user_id"] != user_id:
        return None
    return list(json.loads(row["methods"]))
