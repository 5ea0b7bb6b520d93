"""``GET /servers`` and ``/servers/detail``: filters, sorting and paging, as one query with parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mini_nova_sandbox.compute import states
from mini_nova_sandbox.compute.api import links
from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

TRUE = ("1", "true", "True", "TRUE", "yes", "on", "t", "y")
FALSE = ("0", "false", "False", "FALSE", "no", "off", "f", "n")
SORT_KEYS: Mapping[str, str] = {
    "access_ip_v4": "access_ip_v4",
    "access_ip_v6": "access_ip_v6",
    "auto_disk_config": "auto_disk_config",
    "availability_zone": "availability_zone",
    "config_drive": "config_drive",
    "created_at": "created_at",
    "display_description": "display_description",
    "display_name": "display_name",
    "host": "host",
    "hostname": "hostname",
    "image_ref": "image_ref",
    "instance_type_id": "flavor_id",
    "key_name": "key_name",
    "launch_index": "launch_index",
    "launched_at": "launch_time",
    "locked": "locked",
    "locked_by": "locked_by",
    "node": "node",
    "power_state": "power_state",
    "progress": "progress",
    "project_id": "project_id",
    "root_device_name": "root_device_name",
    "task_state": "task_state",
    "terminated_at": "terminated_at",
    "updated_at": "updated_at",
    "user_id": "user_id",
    "uuid": "uuid",
    "vm_state": "vm_state",
    "kernel_id": "uuid",
    "ramdisk_id": "uuid",
    "name": "display_name",
    "memory_mb": "memory_mb",
    "vcpus": "vcpus",
    "root_gb": "root_gb",
    "reservation_id": "reservation_id",
    "id": "id",
}
EQUAL: Mapping[str, str] = {  # filters that compare a column with a text
    "uuid": "uuid",
    "image": "image_ref",
    "image_ref": "image_ref",
    "flavor": "flavor_id",
    "instance_type_id": "flavor_id",
    "key_name": "key_name",
    "availability_zone": "availability_zone",
    "reservation_id": "reservation_id",
    "user_id": "user_id",
    "vm_state": "vm_state",
    "task_state": "task_state",
    "power_state": "power_state",
    "progress": "progress",
    "launch_index": "launch_index",
    "hostname": "hostname",
    "host": "host",
    "node": "node",
    "root_device_name": "root_device_name",
    "access_ip_v4": "access_ip_v4",
    "access_ip_v6": "access_ip_v6",
    "locked_by": "locked_by",
    "kernel_id": "uuid",
    "ramdisk_id": "uuid",
}
ONLY_ADMINS = ("host", "node", "uuid", "locked_by", "hostname", "root_device_name", "launch_index")
NOT_FILTERS = ("limit", "marker", "sort_key", "sort_dir", "all_tenants", "page_size")


@dataclass
class Query:
    """Conditions that are ANDed, with their values."""

    tests: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def test(self, sql: str, *values: Any) -> None:
        """Adds a condition."""
        self.tests.append(sql)
        self.values.extend(values)


def page(call: Call, columns: str) -> tuple[list[Row], bool]:
    """The rows of the page asked for, and whether more may follow. Raises BadRequest."""
    size = links.page_size(call)
    if call.version >= (2, 75):
        _refuse_unknown(call)
    query = _filtered(call)
    order = _order(call)
    marker = call.query_value("marker")
    if marker:
        _after(call, query, order, marker)
    ordered = ", ".join(f"{column} {direction}" for column, direction in order)
    sql = f"SELECT {columns} FROM instances WHERE {' AND '.join(query.tests)} ORDER BY {ordered} LIMIT ?"  # noqa: S608
    rows = call.cloud.database.rows(sql, *query.values, size)
    return rows, len(rows) == size


def _refuse_unknown(call: Call) -> None:
    known = {*FILTERS, *EQUAL, *NOT_FILTERS}
    unknown = next(
        (name for name, _ in call.query if name not in known and not name.startswith("_")), None
    )
    if unknown is not None:
        raise BadRequest(f"'{unknown}' does not match any of the regexes: '^_'")


def _filtered(call: Call) -> Query:
    query = Query()
    admin = call.caller.is_admin
    everywhere = admin and call.query_value("all_tenants") in TRUE
    project = call.query_value("project_id") or call.query_value("tenant_id")
    if call.query_value("all_tenants") in TRUE and not admin:
        call.caller.require_admin()
    if not everywhere:
        query.test("project_id = ?", call.caller.project_id)
    elif project:
        query.test("project_id = ?", project)
    _deletion(call, query)
    for name in dict.fromkeys(name for name, _ in call.query):
        if name in ONLY_ADMINS and not admin:
            continue
        if name in FILTERS:
            FILTERS[name](query, call.query_values(name), call)
        elif name in EQUAL:
            values = call.query_values(name)
            query.test(f"{EQUAL[name]} IN ({', '.join('?' * len(values))})", *values)
    return query


def _deletion(call: Call, query: Query) -> None:
    """Deleted ones are listed to admins who ask for them, and to everybody as changes."""
    wants_deleted = (
        call.query_value("deleted") in TRUE or call.query_value("status").upper() == "DELETED"
    )
    if wants_deleted and call.caller.is_admin:
        query.test("deleted = 1")
    elif not (call.query_value("changes-since") and call.query_value("deleted") not in FALSE):
        query.test("deleted = 0")


def _order(call: Call) -> list[tuple[str, str]]:
    keys, directions = call.query_values("sort_key"), call.query_values("sort_dir")
    if any(direction not in ("asc", "desc") for direction in directions) or len(directions) > max(
        len(keys), 1
    ):
        raise BadRequest("Unknown sort direction, must be one of: asc, desc")
    for key in keys:
        if key not in SORT_KEYS:
            raise BadRequest(
                f"Invalid input for query parameters sort_key. Value: {key}. '{key}' is not one of {list(SORT_KEYS)}"
            )
    default = directions[0] if directions else "desc"
    order = [
        (SORT_KEYS[key], directions[index] if index < len(directions) else default)
        for index, key in enumerate(keys)
    ]
    for column in ("created_at", "id"):
        if column not in (known for known, _ in order):
            order.append((column, default))
    return order[:12]


def _after(call: Call, query: Query, order: list[tuple[str, str]], marker: str) -> None:
    """Rows that come after the marker in this order: greater in the first column that differs."""
    names = ", ".join(column for column, _ in order)
    row = call.cloud.database.row(
        f"SELECT {names}, project_id AS owner FROM instances WHERE uuid = ?",  # noqa: S608
        marker,
    )
    if row is None or not (call.caller.is_admin or row["owner"] == call.caller.project_id):
        raise BadRequest(f"marker [{marker}] not found")
    tests: list[str] = []
    values: list[Any] = []
    for index, (column, direction) in enumerate(order):
        same = [f"{earlier} IS ?" for earlier, _ in order[:index]]
        beyond = _beyond(column, direction, row[column])
        if beyond is None:
            continue
        tests.append(f"({' AND '.join([*same, beyond[0]])})")
        values.extend([*(row[earlier] for earlier, _ in order[:index]), *beyond[1]])
    query.test(f"({' OR '.join(tests)})", *values)


def _beyond(column: str, direction: str, value: Any) -> tuple[str, list[Any]] | None:
    """What is after a value in a direction; NULL is the smallest, as SQLite sorts it."""
    if direction == "asc":
        return (f"{column} IS NOT NULL", []) if value is None else (f"{column} > ?", [value])
    return None if value is None else (f"({column} < ? OR {column} IS NULL)", [value])


def _name(query: Query, values: list[str], _call: Call) -> None:
    query.test(
        f"({' OR '.join(['display_name LIKE ? ESCAPE ?'] * len(values))})",
        *(part for one in values for part in (like(one), "\\")),
    )


def like(pattern: str) -> str:
    """A name filter as a LIKE pattern: Nova takes regular expressions; ``^``, ``$``, ``.`` and ``.*`` are understood."""
    left = "" if pattern.startswith("^") else "%"
    right = "" if pattern.endswith("$") and not pattern.endswith("\\$") else "%"
    text = pattern.removeprefix("^").removesuffix("$") if not right else pattern.removeprefix("^")
    out, index = "", 0
    while index < len(text):
        character = text[index]
        if character == "\\" and index + 1 < len(text):
            index += 1
            out += _literal(text[index])
        elif text.startswith(".*", index):
            index += 1
            out += "%"
        else:
            out += "_" if character == "." else _literal(character)
        index += 1
    return f"{left}{out}{right}"


def _literal(character: str) -> str:
    return f"\\{character}" if character in "%_\\" else character


def _status(query: Query, values: list[str], _call: Call) -> None:
    """Rows whose states show as one of these; a word that is no status finds nothing."""
    wanted = {value.upper() for value in values}
    tests, bound = ["0"], []
    for vm_state, plain, by_task in states.statuses():
        named = [task for task, shown in by_task.items() if (shown in wanted) != (plain in wanted)]
        negation = "NOT " if plain in wanted else ""
        if plain in wanted or named:
            tests.append(
                f"(vm_state = ? AND coalesce(task_state, '') {negation}IN ({', '.join('?' * len(named))}))"
            )
            bound += [vm_state, *named]
    query.test(f"({' OR '.join(tests)})", *bound)


def _moment(column: str, comparison: str) -> Callable[[Query, list[str], Call], None]:
    def test(query: Query, values: list[str], _call: Call) -> None:
        try:
            moment = clock.parse(values[-1])
        except (ValueError, OverflowError) as error:
            raise BadRequest(
                f"Invalid input for query parameters: '{values[-1]}' is not a 'date-time'"
            ) from error
        query.test(f"{column} {comparison} ?", moment)

    return test


def _flag(column: str) -> Callable[[Query, list[str], Call], None]:
    def test(query: Query, values: list[str], _call: Call) -> None:
        if values[-1] not in (*TRUE, *FALSE, ""):
            raise BadRequest(f"Unrecognized value '{values[-1]}'")
        query.test(f"{column} = ?", int(values[-1] in (*TRUE, "")))

    return test


def _tags(joiner: str, negated: bool) -> Callable[[Query, list[str], Call], None]:
    one = "EXISTS (SELECT 1 FROM json_each(instances.tags) WHERE json_each.value = ?)"

    def test(query: Query, values: list[str], call: Call) -> None:
        if call.version < (2, 26):
            return
        tags = [tag for value in values for tag in value.split(",")][:50]
        query.test(f"{'NOT ' if negated else ''}({joiner.join([one] * len(tags))})", *tags)

    return test


def _address(query: Query, values: list[str], _call: Call) -> None:
    query.test(
        "instances.nw_info LIKE ? ESCAPE ?", f'%"address": "{like(values[-1]).strip("%")}%', "\\"
    )


def _contains(column: str) -> Callable[[Query, list[str], Call], None]:
    def test(query: Query, values: list[str], _call: Call) -> None:
        query.test(f"{column} LIKE ? ESCAPE ?", like(values[-1]), "\\")

    return test


def _nothing(_query: Query, _values: list[str], _call: Call) -> None:
    """Handled elsewhere, or without meaning here."""


FILTERS: Mapping[str, Callable[[Query, list[str], Call], None]] = {
    "name": _name,
    "display_name": _name,
    "status": _status,
    "changes-since": _moment("updated_at", ">="),
    "changes-before": _moment("updated_at", "<="),
    "created_at": _moment("created_at", "="),
    "launched_at": _moment("launch_time", "="),
    "terminated_at": _moment("terminated_at", "="),
    "locked": _flag("locked"),
    "config_drive": _flag("config_drive"),
    "auto_disk_config": _flag("auto_disk_config"),
    "tags": _tags(" AND ", False),
    "tags-any": _tags(" OR ", False),
    "not-tags": _tags(" AND ", True),
    "not-tags-any": _tags(" OR ", True),
    "ip": _address,
    "ip6": _address,
    "description": _contains("display_description"),
    "display_description": _contains("display_description"),
    "deleted": _nothing,
    "project_id": _nothing,
    "tenant_id": _nothing,
    "soft_deleted": _nothing,
    "changes_since": _nothing,
    "metadata": _nothing,
    "system_metadata": _nothing,
}
