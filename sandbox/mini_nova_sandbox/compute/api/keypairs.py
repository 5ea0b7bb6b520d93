"""A user's keypairs: imported, or generated (RSA, as Nova does) before microversion 2.92."""

from __future__ import annotations

import base64
import hashlib
import sqlite3
from typing import Any

from mini_nova_sandbox.compute import quotas
from mini_nova_sandbox.compute.api import microversions, paging, schemas
from mini_nova_sandbox.http.call import Answer, Call, Microversion
from mini_nova_sandbox.http.errors import BadRequest, Conflict, NotFound, OverQuota
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.validation import Schema
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

BITS = 2048
_NAME = {
    "type": "string",
    "minLength": 1,
    "maxLength": 255,
    "pattern": r"^(?! )[^\u0000-\u001f\u007f/]*(?<! )$",
}
_PLAIN_NAME = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[a-zA-Z0-9-_@. ]+$"}
_KEY = {"type": "string", "minLength": 1, "maxLength": 16384}
_TYPE = {"type": "string", "enum": ["ssh", "x509"]}
_USER = {"type": "string", "minLength": 1, "maxLength": 255}


def _create_schema(*required: str, **properties: Any) -> dict[str, Any]:
    keypair = schemas.obj(properties, "name", *required)
    return schemas.obj({"keypair": keypair}, "keypair")


CREATE = _create_schema(name=_NAME, public_key=_KEY)
CREATE_TYPED = _create_schema(name=_NAME, public_key=_KEY, type=_TYPE)
CREATE_FOR_USER = _create_schema(name=_NAME, public_key=_KEY, type=_TYPE, user_id=_USER)
IMPORT = _create_schema("public_key", name=_PLAIN_NAME, public_key=_KEY, type=_TYPE, user_id=_USER)


def create_schema(version: Microversion) -> Schema:
    """Return the schema of ``POST /os-keypairs``."""
    if version >= microversions.KEYPAIRS_IMPORTED:
        return IMPORT
    if version >= microversions.KEYPAIRS_OF_USER:
        return CREATE_FOR_USER
    if version >= microversions.KEYPAIR_TYPE:
        return CREATE_TYPED
    return CREATE


def index(call: Call) -> Answer:
    """List the user's keypairs by name."""
    is_paged = call.version >= microversions.KEYPAIR_PAGES
    size = paging.page_size(call) if is_paged else paging.MAX_LIMIT
    marker = call.query_value("marker") if is_paged else ""
    if marker:
        _find(call, marker)
    rows = call.database.rows(
        "SELECT * FROM key_pairs WHERE user_id = ? AND name > ? ORDER BY name LIMIT ?",
        _owner_id(call, "index"),
        marker,
        size,
    )
    is_full = len(rows) == size
    next_marker = ""
    if rows and is_paged and is_full and call.query_value("limit"):
        next_marker = rows[-1]["name"]
    views = [{"keypair": _view(call, row)} for row in rows]
    body = paging.collection(call, "keypairs", views, next_marker)
    return Answer(body=body)


def show(call: Call) -> Answer:
    """Show one keypair."""
    row = _find(call, call.path["name"])
    view = _view(call, row)
    view |= {
        "user_id": row["user_id"],
        "created_at": clock.bare_stamp(row["created_at"]),
        "deleted": False,
        "deleted_at": None,
        "id": 1,
        "updated_at": None,
    }
    return Answer(body={"keypair": view})


def create(call: Call) -> Answer:
    """Import a public key, or generate a pair and return its private key this once."""
    keypair = call.body["keypair"]
    name = keypair["name"]
    user_id = _owner_id(call, "create", keypair.get("user_id", ""))
    _check_quota(call, user_id)
    private_key = ""
    if keypair.get("public_key"):
        public_key = keypair["public_key"].strip()
    else:
        private_key, public_key = _generate_pair()
    row = {
        "user_id": user_id,
        "name": name,
        "type": keypair.get("type", "ssh"),
        "public_key": public_key,
        "fingerprint": fingerprint(public_key),
        "created_at": clock.now(),
    }
    try:
        call.database.insert("key_pairs", row)
    except sqlite3.IntegrityError as error:
        raise Conflict(f"Key pair '{name}' already exists.") from error
    view = _view(call, row)
    view["user_id"] = user_id
    if private_key:
        view["private_key"] = private_key
    if call.version < microversions.KEYPAIR_TYPE:
        return Answer(200, {"keypair": view})
    return Answer(201, {"keypair": view})


def delete(call: Call) -> Answer:
    """Delete a keypair."""
    row = _find(call, call.path["name"], "delete")
    user_id = row["user_id"]
    call.database.delete("key_pairs", user_id=user_id, name=row["name"])
    if call.version < microversions.KEYPAIR_TYPE:
        return Answer(202)
    return Answer(204)


def fingerprint(public_key: str) -> str:
    """Return the MD5 fingerprint of an OpenSSH public key, as Nova shows it.

    Raises BadRequest if it is not a public key.
    """
    try:
        algorithm, blob = public_key.split()[:2]
        raw = base64.b64decode(blob.encode("ascii"), validate=True)
        length = int.from_bytes(raw[:4], "big")
        raw_algorithm = raw[4 : 4 + length]
        if raw_algorithm.decode("ascii") != algorithm:
            raise ValueError
    except ValueError as error:
        raise BadRequest("Keypair data is invalid: failed to generate fingerprint") from error
    digest = hashlib.md5(raw, usedforsecurity=False).digest()
    return digest.hex(":")


def _check_quota(call: Call, user_id: str) -> None:
    database = call.database
    limits = quotas.limits(database, call.caller.project_id)
    limit = limits["key_pairs"]
    if limit == quotas.UNLIMITED:
        return
    count = database.value("SELECT count(*) FROM key_pairs WHERE user_id = ?", user_id)
    if count >= limit:
        raise OverQuota("Quota exceeded, too many key pairs.")


def _generate_pair() -> tuple[str, str]:
    """Return a new private key in PEM and its public key in OpenSSH's form."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    private_key = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    public_key = key.public_key().public_bytes(
        serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    )
    public_text = public_key.decode()
    return private_key.decode(), f"{public_text} Generated-by-Nova"


def _owner_id(call: Call, policy: str, user_id: str = "") -> str:
    """Return the user whose keypairs a request is about.

    That is the caller, or a user named in the body or, from 2.10, in the query. Raises Forbidden
    if anyone but an admin names another user.
    """
    if not user_id and call.version >= microversions.KEYPAIRS_OF_USER:
        user_id = call.query_value("user_id")
    if not user_id:
        return call.caller.user_id
    if user_id != call.caller.user_id:
        call.caller.require_admin(f"os_compute_api:os-keypairs:{policy}")
    return user_id


def _find(call: Call, name: str, policy: str = "show") -> Row:
    user_id = _owner_id(call, policy)
    row = call.database.row("SELECT * FROM key_pairs WHERE user_id = ? AND name = ?", user_id, name)
    if row is None:
        raise NotFound(f"Keypair {name} not found for user {user_id}")
    return row


def _view(call: Call, row: Row) -> dict[str, Any]:
    view = {
        "name": row["name"],
        "public_key": row["public_key"],
        "fingerprint": row["fingerprint"],
    }
    if call.version >= microversions.KEYPAIR_TYPE:
        view["type"] = row["type"]
    return view


OPERATIONS = (
    Operation(
        "GET",
        "/os-keypairs",
        index,
        parameters=("user_id", "limit", "marker"),
        strict_since=microversions.STRICT,
    ),
    Operation("POST", "/os-keypairs", create, schema=create_schema),
    Operation("GET", "/os-keypairs/{name}", show),
    Operation("DELETE", "/os-keypairs/{name}", delete),
)
