"""What has become of extensions, and what the sandbox does not do: federation."""

from __future__ import annotations

from functools import partial
from typing import NoReturn

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Forbidden, Gone
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import policy
from mini_nova_sandbox.identity.v3 import auth, views


def certificates(_call: Call) -> NoReturn:
    """Say that certificates of PKI tokens are gone. Raises Gone."""
    raise Gone("This API is no longer available due to the removal of support for PKI tokens.")


def revoked_tokens(_call: Call) -> NoReturn:
    """Refuse the list of revoked PKI tokens. Raises Forbidden."""
    raise Forbidden("You are not authorized to perform the requested action.")


def revocation_events(call: Call) -> Answer:
    """List no events: a revoked token of the sandbox is deleted. Raises Forbidden."""
    allowed = "service" in call.caller.roles
    policy.require(call, "list_revoke_events", allowed=allowed)
    links = {"next": None, "self": f"{call.root}{call.url_path}", "previous": None}
    return Answer(body={"events": [], "links": links})


def federation(collection: str, action: str, call: Call) -> Answer:
    """List none of a kind of federation's things. Raises Forbidden."""
    policy.require_reader(call, action)
    return views.collection(call, collection, [])


_FEDERATION = "/v3/OS-FEDERATION"
OPERATIONS = (
    Operation("GET", "/v3/OS-SIMPLE-CERT/ca", certificates, public=True),
    Operation("GET", "/v3/OS-SIMPLE-CERT/certificates", certificates, public=True),
    Operation("GET", "/v3/auth/tokens/OS-PKI/revoked", revoked_tokens),
    Operation("GET", "/v3/OS-REVOKE/events", revocation_events),
    *(
        Operation("GET", f"{_FEDERATION}/{name}", partial(federation, name, f"list_{name}"))
        for name in ("identity_providers", "mappings", "service_providers")
    ),
    Operation("GET", f"{_FEDERATION}/projects", auth.own_projects),
    Operation("GET", f"{_FEDERATION}/domains", auth.own_domains),
)
