"""Keypairs: generated and imported."""

from __future__ import annotations

from cryptography.hazmat.primitives import serialization

from tests.sandbox.asgi_client import Api
from tests.sandbox.compute.api.steps import BASE


def test_a_generated_keypair_is_a_pair(api: Api) -> None:
    path = f"{BASE}/os-keypairs"
    keypair = api("POST", path, {"keypair": {"name": "k"}}).json["keypair"]
    private_key = serialization.load_pem_private_key(keypair["private_key"].encode(), None)
    public_key = private_key.public_key().public_bytes(
        serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    )
    assert keypair["public_key"].startswith(public_key.decode())
    assert "private_key" not in api("GET", f"{path}/k").json["keypair"]
    assert api("GET", path, user="demo").json["keypairs"] == []


def test_keypairs_are_only_imported_from_2_92(api: Api) -> None:
    body = {"keypair": {"name": "k2"}}
    assert api("POST", f"{BASE}/os-keypairs", body, version="2.92").status == 400


def test_admins_name_the_user_of_a_keypair(api: Api) -> None:
    path = f"{BASE}/os-keypairs"
    user_id = api.cloud.database.value("SELECT id FROM users WHERE name = 'demo'")
    body = {"keypair": {"name": "k", "user_id": user_id}}
    assert api("POST", path, body, version="2.10").status == 201
    assert api("GET", f"{path}/k", user="demo").status == 200
    assert api("GET", f"{path}/k").status == 404
    assert api("GET", f"{path}/k?user_id={user_id}", version="2.10").status == 200
    admin_id = api.cloud.database.value("SELECT id FROM users WHERE name = 'admin'")
    answer = api("GET", f"{path}?user_id={admin_id}", version="2.10", user="demo")
    assert answer.status == 403


def test_a_public_key_has_to_be_one(api: Api) -> None:
    body = {"keypair": {"name": "k", "public_key": "ssh-rsa bm9uc2Vuc2U= me"}}
    assert api("POST", f"{BASE}/os-keypairs", body).status == 400
