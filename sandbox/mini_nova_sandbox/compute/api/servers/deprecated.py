"""Actions of nova-network, which clients still send."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute.api.servers.preconditions import require_host
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Gone


def refuse_reset_network(_call: Call, _instance: Instance, _arguments: Any) -> Answer:
    """Refuse ``resetNetwork``, which Nova has dropped: 410."""
    raise Gone("This resource is no longer available. No forwarding address is given.")


def inject_network_info(call: Call, instance: Instance, _arguments: Any) -> Answer:
    """Accept ``injectNetworkInfo``, which changes nothing."""
    call.caller.require_admin("os_compute_api:os-admin-actions:inject_network_info")
    require_host(instance)
    return Answer(202)
