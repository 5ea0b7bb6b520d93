"""Policies, blobs of any type; nothing reads them. And consumers of OAuth (OS-OAUTH1)."""

from __future__ import annotations

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import policy
from mini_nova_sandbox.identity.v3 import resource, views
from mini_nova_sandbox.identity.v3.resource import Resource
from mini_nova_sandbox.identity.v3.schemas import wrap
from mini_nova_sandbox.state import chance

_TEXT = {"type": "string", "maxLength": 65535}
_POLICY = {"type": {"type": "string", "maxLength": 255}, "blob": _TEXT}
_CONSUMER = {"description": {"type": ["string", "null"], "maxLength": 65535}}
POLICY = Resource(
    kind="policy",
    collection="policies",
    defaults={"blob": None, "type": None},
    create_schema=wrap("policy", _POLICY, "blob", "type"),
    update_schema=wrap("policy", _POLICY),
    filters=("type",),
)
CONSUMER = Resource(
    kind="consumer",
    collection="consumers",
    defaults={"description": None, "secret": None},
    create_schema=wrap("consumer", _CONSUMER),
    update_schema=wrap("consumer", _CONSUMER),
    prefix="/v3/OS-OAUTH1",
    hidden=("secret",),
    missing="Consumer not found",
)


def create_consumer(call: Call) -> Answer:
    """Create a consumer and show its secret, once. Raises Forbidden."""
    policy.require_admin(call, "create_consumer")
    members = {**call.body["consumer"], "secret": chance.new_hex_id("consumer")}
    row = resource.insert(CONSUMER, call, members)
    view = {**resource.view(CONSUMER, call, row), "secret": row["secret"]}
    return Answer(201, {"consumer": view})


def access_tokens(call: Call) -> Answer:
    """List a user's access tokens: none, because nobody authorizes consumers here."""
    policy.require_admin(call, "list_access_tokens")
    return views.collection(call, "access_tokens", [])


OPERATIONS = (
    Operation("POST", CONSUMER.path, create_consumer, schema=CONSUMER.create_schema),
    Operation("GET", "/v3/users/{id}/OS-OAUTH1/access_tokens", access_tokens),
    *resource.operations(POLICY),
    *resource.operations(CONSUMER),
)
