"""All that the page shows of one server: its trace, its launch, its network, and its domain."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree as Tree

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import instances
from mini_nova_sandbox.compute.guests import guest_of
from mini_nova_sandbox.page.exchange import Exchange
from mini_nova_sandbox.page.server_rows import QUERY, server_row
from mini_nova_sandbox.state.database import Row
from mini_nova_sandbox.virt.driver import DriverError

ONE_ROW = QUERY.replace("instances.deleted = 0", "uuid = ?")


async def details(cloud: Cloud, instance: Row, exchange: Exchange | None) -> dict[str, Any]:
    """Return the details of a server; its exchange is None unless the page launched it."""
    uuid = instance["uuid"]
    row = cloud.database.row(ONE_ROW, uuid, 1)
    assert row is not None, "rows of instances are never removed"  # noqa: S101 - an invariant
    xml, reason = await _domain_xml(cloud, instance)
    return {
        "server": server_row(row),
        "is_deleted": bool(row["deleted"]),
        "fault_details": row["fault_details"],
        "trace": cloud.trace.steps(uuid),
        "exchange": None if exchange is None else exchange.view(),
        "nw_info": json.loads(row["nw_info"]),
        "driver": cloud.driver.name,
        "domain_xml": xml,
        "no_domain_reason": reason,
    }


async def _domain_xml(cloud: Cloud, row: Row) -> tuple[str, str]:
    """Return the definition of a server's guest, or '' and the driver's reason for none."""
    instance = instances.parse(row)
    try:
        text = await cloud.driver.domain_xml(guest_of(instance), instance["nw_info"])
    except DriverError as error:
        return "", str(error)
    return _indented(text), ""


def _indented(xml: str) -> str:
    """Return XML of our own or of libvirt with a line for each element."""
    if not xml:
        return ""
    root = Tree.fromstring(xml)  # noqa: S314 - it comes from libvirt_xml or from libvirt
    Tree.indent(root)
    return Tree.tostring(root, encoding="unicode")
