"""Options of a domain's drivers, in groups. The sandbox keeps them; no driver reads them."""

from __future__ import annotations

import json
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Forbidden, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import directory, policy
from mini_nova_sandbox.identity.v3 import ldap_options

DEFAULTS: dict[str, dict[str, Any]] = {  # Keystone's, of the options that may be set for a domain
    "identity": {"driver": "sql", "list_limit": None},
    "ldap": ldap_options.DEFAULTS,
}
HIDDEN = ("password",)  # may be set, and is never shown
OTHER_OPTIONS = {"identity": (), "ldap": HIDDEN}
SCHEMA = {
    "type": "object",
    "properties": {"config": {"type": "object", "minProperties": 1}},
    "required": ["config"],
}
Groups = dict[str, dict[str, Any]]


def show(call: Call) -> Answer:
    """Show a domain's options: all, a group's, or one. Raises Forbidden, NotFound."""
    policy.require_reader(call, "get_domain_config")
    return Answer(body={"config": _select(call, _stored(call))})


def show_default(call: Call) -> Answer:
    """Show the defaults: all, a group's, or one. Raises Forbidden."""
    policy.require_reader(call, "get_domain_config_default")
    _check_names(call.path.get("group", ""), call.path.get("option", ""))
    return Answer(body={"config": _select(call, DEFAULTS)})


def create(call: Call) -> Answer:
    """Give a domain the options of the body and no others. Raises Forbidden, NotFound."""
    policy.require_admin(call, "create_domain_config")
    groups = _check_groups(call.body["config"])
    before = _options(call)
    call.database.delete("domain_options", domain_id=_domain_id(call))
    _store(call, groups)
    return Answer(200 if before else 201, {"config": _visible(groups)})


def update(call: Call) -> Answer:
    """Change options that the domain has. Raises BadRequest, Forbidden, NotFound."""
    policy.require_admin(call, "update_domain_config")
    _select(call, _options(call))
    _store(call, _check_groups(_sent_groups(call)))
    return Answer(body={"config": _visible(_options(call))})


def _sent_groups(call: Call) -> Groups:
    """Return the groups of a body, which leaves out what the path names. Raises BadRequest."""
    group, option = call.path.get("group"), call.path.get("option")
    config = call.body["config"]
    if group is None:
        return dict(config)
    if option is None:
        if set(config) != {group}:
            raise BadRequest(
                f"Trying to update group {group}, so that, and only that, group must"
                " be specified in the config provided."
            )
        return dict(config)
    if set(config) != {option}:
        raise BadRequest(
            f"Trying to update option {option} in group {group}, so that, and only"
            " that, option must be specified in the config provided."
        )
    return {group: dict(config)}


def delete(call: Call) -> Answer:
    """Delete a domain's options: all, a group's, or one. Raises Forbidden, NotFound."""
    policy.require_admin(call, "delete_domain_config")
    domain_id = _domain_id(call)
    criteria = {"domain_id": domain_id}
    if "group" in call.path:
        _select(call, _options(call))
        criteria["option_group"] = call.path["group"]
    if "option" in call.path:
        criteria["name"] = call.path["option"]
    call.database.delete("domain_options", **criteria)
    return Answer(204)


def _domain_id(call: Call) -> str:
    return str(directory.by_id(call.database, "domain", call.path["id"])["id"])


def _options(call: Call) -> Groups:
    """Return a domain's options by group."""
    sql = "SELECT * FROM domain_options WHERE domain_id = ? ORDER BY option_group, name"
    groups: Groups = {}
    for row in call.database.rows(sql, _domain_id(call)):
        groups.setdefault(row["option_group"], {})[row["name"]] = json.loads(row["value"])
    return groups


def _stored(call: Call) -> Groups:
    """Return a domain's visible options by group. Raises NotFound if it has none."""
    groups = _visible(_options(call))
    if not groups and "group" not in call.path:
        raise NotFound(
            f"Could not find any options in domain configuration for domain {call.path['id']}."
        )
    return groups


def _visible(groups: Groups) -> Groups:
    """Return groups without the options that are never shown."""
    return {
        group: {name: value for name, value in options.items() if name not in HIDDEN}
        for group, options in groups.items()
    }


def _select(call: Call, groups: Groups) -> dict[str, Any]:
    """Return what the path names: everything, ``{group: options}``, or ``{option: value}``."""
    group, option = call.path.get("group"), call.path.get("option")
    place = f"in domain configuration for domain {call.path.get('id')}."
    if group is None:
        return groups
    _check_names(group, option or "")
    if group not in groups:
        raise NotFound(f"Could not find group {group} {place}")
    if option is None:
        return {group: groups[group]}
    if option not in groups[group]:
        raise NotFound(f"Could not find option {option} in group {group} {place}")
    return {option: groups[group][option]}


def _check_groups(groups: Groups) -> Groups:
    for group, options in groups.items():
        _check_names(group, "")
        if not isinstance(options, dict):
            raise BadRequest(f"Invalid domain specific configuration: group {group} is no object.")
        for option in options:
            _check_names(group, option)
    return groups


def _check_names(group: str, option: str) -> None:
    """Raise Forbidden if a group or option may not be set for a domain; '' is none."""
    words = "is not supported for domain specific configurations."
    if group and group not in DEFAULTS:
        raise Forbidden(f"Invalid domain specific configuration: Group {group} {words}")
    if option and option not in {*DEFAULTS[group], *OTHER_OPTIONS[group]}:
        raise Forbidden(
            f"Invalid domain specific configuration: Option {option} in group {group} {words}"
        )


def _store(call: Call, groups: Groups) -> None:
    domain_id = _domain_id(call)
    for group, options in groups.items():
        for name, value in options.items():
            call.database.run(
                "INSERT OR REPLACE INTO domain_options (domain_id, option_group, name, value)"
                " VALUES (?, ?, ?, ?)",
                domain_id,
                group,
                name,
                json.dumps(value),
            )


_CONFIG = "/v3/domains/{id}/config"
_DEFAULT = "/v3/domains/config"
_LEVELS = ("", "/{group}", "/{group}/{option}")
OPERATIONS = (
    *(Operation("GET", f"{_DEFAULT}{level}/default", show_default) for level in _LEVELS),
    Operation("PUT", _CONFIG, create, schema=SCHEMA),
    *(Operation("GET", _CONFIG + level, show) for level in _LEVELS),
    *(Operation("PATCH", _CONFIG + level, update, schema=SCHEMA) for level in _LEVELS),
    *(Operation("DELETE", _CONFIG + level, delete) for level in _LEVELS),
)
