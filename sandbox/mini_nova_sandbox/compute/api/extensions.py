"""Extensions: parts of the API by the old aliases that clients of v2 and early v2.1 look up."""

from __future__ import annotations

import re
from typing import Any

from mini_nova_sandbox.compute.api.extension_names import EXTENSIONS
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Gone, NotFound
from mini_nova_sandbox.http.operation import Operation

REMOVED = (  # paths that Nova itself has dropped, with everything below them
    "os-agents",
    "os-cells",
    "os-certificates",
    "os-cloudpipe",
    "os-fixed-ips",
    "os-floating-ip-dns",
    "os-floating-ips-bulk",
    "os-fping",
    "os-security-group-default-rules",
    "servers/{server_id}/consoles",
    "servers/{server_id}/os-virtual-interfaces",
)
METHODS = ("GET", "POST", "PUT", "DELETE")


def index(_call: Call) -> Answer:
    """List the extensions."""
    views = [_view(alias) for alias in EXTENSIONS]
    return Answer(body={"extensions": views})


def show(call: Call) -> Answer:
    """Show one extension."""
    alias = call.path["alias"]
    if alias not in EXTENSIONS:
        raise NotFound(f"No extension is called {alias}.")
    return Answer(body={"extension": _view(alias)})


def refuse_dropped(_call: Call) -> Answer:
    """Refuse a resource that Nova has dropped: 410."""
    raise Gone("This resource is no longer available. No forwarding address is given.")


def _view(alias: str) -> dict[str, Any]:
    name = EXTENSIONS[alias]
    words = re.sub("(?<=[a-z])(?=[A-Z])", " ", name)
    return {
        "alias": alias,
        "name": name,
        "description": f"{words}.",
        "links": [],
        "namespace": "http://docs.openstack.org/compute/ext/fake_xml",
        "updated": "2014-12-03T00:00:00Z",
    }


def _refusals(path: str) -> list[Operation]:
    """Return the operations that refuse a dropped path."""
    paths = (f"/{path}", f"/{path}/{{rest:path}}")
    return [Operation(method, each, refuse_dropped) for method in METHODS for each in paths]


OPERATIONS = (
    Operation("GET", "/extensions", index, parameters=()),
    Operation("GET", "/extensions/{alias}", show, parameters=()),
    *(operation for path in REMOVED for operation in _refusals(path)),
)
