"""The domains and projects of a recording. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from mini_nova.sandbox.recording.fields import Item, Record, by_name, flag_field, take, text_field
from mini_nova_auth.access.access import Reference

DEFAULT_DOMAIN = "default"
DOMAIN = {
    "id": text_field("id"),
    "name": text_field("name"),
    "description": text_field("description"),
    "enabled": flag_field("enabled"),
}
PROJECT = {**DOMAIN, "domain_id": text_field("domain_id")}


def domains(items: Sequence[Item], own_project: Reference) -> list[Record]:
    """Return the domains; only the login's if it may not list them."""
    records = [take(item, DOMAIN) for item in items]
    own_id = own_project.domain_id or DEFAULT_DOMAIN
    if all(record["id"] != own_id for record in records):
        name = own_project.domain_name or "Default"
        records.append({"id": own_id, "name": name, "description": "", "enabled": True})
    return by_name(records)


def projects(
    items: Sequence[Item], own_project: Reference, domain_list: Sequence[Record]
) -> list[Record]:
    """Return the projects of known domains; only the login's if it may not list them."""
    domain_ids = {domain["id"] for domain in domain_list}
    records = [take(item, PROJECT) for item in items if not item.get("is_domain")]
    records = [record for record in records if record["domain_id"] in domain_ids]
    if all(record["id"] != own_project.id for record in records):
        records.append(
            {
                "id": own_project.id,
                "name": own_project.name,
                "description": "",
                "enabled": True,
                "domain_id": own_project.domain_id or DEFAULT_DOMAIN,
            }
        )
    return by_name(records)
