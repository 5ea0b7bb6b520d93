"""Describe the user of a login."""

from __future__ import annotations

from mini_nova_auth.login.plan import Plan


def describe_user(plan: Plan) -> str:
    """Return the user, client or application credential that logs in, e.g. ``alice@Default``."""
    settings = plan.settings
    if plan.kind == "applicationcredential":
        credential = (
            settings["application_credential_id"] or settings["application_credential_name"]
        )
        return f"application credential {credential}"
    if settings["client_id"] and not settings["username"]:
        return f"client {settings['client_id']}"
    if not settings["username"]:
        return settings["user_id"] or "the token"
    domain = (
        settings["user_domain_name"]
        or settings["user_domain_id"]
        or settings["default_domain_name"]
    )
    if domain:
        return f"{settings['username']}@{domain}"
    return settings["username"]
