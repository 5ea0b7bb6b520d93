"""Keypairs of a user: given, or made here (RSA, as Nova makes them) until microversion 2.92."""

from __future__ import annotations

import base64
import hashlib
import sqlite3
from typing import Any

from mini_nova_sandbox.compute import quotas
from mini_nova_sandbox.compute.api import links, schemas
from mini_nova_sandbox.http.call import Answer, Call, Microversion
from mini_nova_sandbox.http.errors import BadRequest, Conflict, NotFound, OverQuota
from mini_nova_sandbox.http.operation import Operation
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
_KIND = {"type": "string", "enum": ["ssh", "x509"]}
_USER = {"type": "string", "minLength": 1, "maxLength": 255}


def _schema(*required: str, **properties: Any) -> dict[str, Any]:
    return schemas.obj({"keypair": schemas.obj(properties, "name", *required)}, "keypair")


V21 = _schema(name=_NAME, public_key=_KEY)
V22 = _schema(name=_NAME, public_key=_KEY, type=_KIND)
V210 = _schema(name=_NAME, public_key=_KEY, type=_KIND, user_id=_USER)
V292 = _schema("public_key", name=_PLAIN_NAME, public_key=_KEY, type=_KIND, user_id=_USER)


def schema(version: Microversion) -> dict[str, Any]:
    """The body of ``POST /os-keypairs``."""
    if version >= (2, 92):
        return V292
    if version >= (2, 10):
        return V210
    return V22 if version >= (2, 2) else V21


def index(call: Call) -> Answer:
    """All of the user's, in pages from 2.35 on."""
    paged = call.version >= (2, 35)
    size = links.page_size(call) if paged else links.MOST_ON_A_PAGE
    marker = call.query_value("marker") if paged else ""
    if marker:
        _found(call, marker)
    rows = call.cloud.database.rows(
        "SELECT * FROM key_pairs WHERE user_id = ? AND name > ? ORDER BY name LIMIT ?",
        _user(call),
        marker,
        size,
    )
    body: dict[str, Any] = {"keypairs": [{"keypair": _view(call, row)} for row in rows]}
    if paged and call.query_value("limit") and len(rows) == size:
        body["keypairs_links"] = links.next_page(call, rows[-1]["name"])
    return Answer(body=body)


def show(call: Call) -> Answer:
    """One of them."""
    row = _found(call, call.path["name"])
    own = {
        "user_id": row["user_id"],
        "created_at": clock.bare_stamp(row["created_at"]),
        "deleted": False,
        "deleted_at": None,
        "id": 1,
        "updated_at": None,
    }
    return Answer(body={"keypair": {**_view(call, row), **own}})


def create(call: Call) -> Answer:
    """Takes a public key in, or makes a pair and tells the private key this once."""
    given = call.body["keypair"]
    user_id = _user(call, given.get("user_id", ""))
    database = call.cloud.database
    limit = quotas.limits(database, call.caller.project_id)["key_pairs"]
    if (
        limit != quotas.UNLIMITED
        and database.value("SELECT count(*) FROM key_pairs WHERE user_id = ?", user_id) >= limit
    ):
        raise OverQuota("Quota exceeded, too many key pairs.")
    private, public = ("", given["public_key"].strip()) if given.get("public_key") else _generated()
    row = {
        "user_id": user_id,
        "name": given["name"],
        "type": given.get("type", "ssh"),
        "public_key": public,
        "fingerprint": fingerprint(public),
        "created_at": clock.now(),
    }
    try:
        database.insert("key_pairs", row)
    except sqlite3.IntegrityError as error:
        raise Conflict(f"Key pair '{given['name']}' already exists.") from error
    shown = {**_view(call, row), "user_id": user_id}
    if private:
        shown["private_key"] = private
    return Answer(201 if call.version >= (2, 2) else 200, {"keypair": shown})


def delete(call: Call) -> Answer:
    """Takes one away."""
    row = _found(call, call.path["name"])
    call.cloud.database.delete("key_pairs", user_id=row["user_id"], name=row["name"])
    return Answer(204 if call.version >= (2, 2) else 202)


def fingerprint(public_key: str) -> str:
    """The MD5 fingerprint of an OpenSSH public key, as Nova shows it. Raises BadRequest for what is none."""
    try:
        kind, blob = public_key.split()[:2]
        raw = base64.b64decode(blob.encode("ascii"), validate=True)
        length = int.from_bytes(raw[:4], "big")
        if raw[4 : 4 + length].decode("ascii") != kind:
            raise ValueError
    except ValueError as error:
        raise BadRequest("Keypair data is invalid: failed to generate fingerprint") from error
    digest = hashlib.md5(raw, usedforsecurity=False).hexdigest()
    return ":".join(digest[index : index + 2] for index in range(0, 32, 2))


def _generated() -> tuple[str, str]:
    """(private key in PEM, public key in OpenSSH's form)."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    )
    return private.decode(), f"{public.decode()} Generated-by-Nova"


def _user(call: Call, wanted: str = "") -> str:
    """Whose keypairs: one's own, or for admins anybody's from 2.10 on."""
    wanted = wanted or (call.query_value("user_id") if call.version >= (2, 10) else "")
    if wanted and wanted != call.caller.user_id:
        call.caller.require_admin()
    return wanted or call.caller.user_id


def _found(call: Call, name: str) -> Row:
    user_id = _user(call)
    row = call.cloud.database.row(
        "SELECT * FROM key_pairs WHERE user_id = ? AND name = ?", user_id, name
    )
    if row is None:
        raise NotFound(f"Keypair {name} not found for user {user_id}")
    return row


def _view(call: Call, row: Any) -> dict[str, Any]:
    shown = {
        "name": row["name"],
        "public_key": row["public_key"],
        "fingerprint": row["fingerprint"],
    }
    return {**shown, "type": row["type"]} if call.version >= (2, 2) else shown


OPERATIONS = (
    Operation("GET", "/os-keypairs", index),
    Operation("POST", "/os-keypairs", create, schema=schema),
    Operation("GET", "/os-keypairs/{name}", show),
    Operation("DELETE", "/os-keypairs/{name}", delete),
)
