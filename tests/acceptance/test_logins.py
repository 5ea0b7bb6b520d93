"""Logins, tokens and catalogs from outside, on the cloud that the conftest gives."""

import base64
import hashlib
import hmac
import json
import os
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.black_box import Nova, Variables

SANDBOX_PATH = "/identity"  # of its Keystone
WHO = ("-f", "json", "-c", "user_name", "-c", "scope", "-c", "project_name")


def identity(nova: Nova, method: str, path: str, body: Any = None) -> Any:
    """An answer of Keystone, as the admin who runs the tests."""
    data = () if body is None else ("--data", json.dumps(body))
    run = nova("api", method, path, "--service", "identity", *data)
    assert run.exit_code == 0, run.stderr
    return run.json if run.stdout.strip() else None


@pytest.fixture
def user(nova: Nova, name: str) -> Iterator[dict[str, Any]]:
    """A user of this test's own, a member of the project."""
    who = nova("whoami", "-f", "json").json
    made = {
        "name": name,
        "password": "pa55-of-mine",
        "domain_id": "default",
        "default_project_id": who["project_id"],
    }
    created = identity(nova, "POST", "/users", {"user": made})["user"]
    roles = identity(nova, "GET", "/roles")["roles"]
    member = next(role["id"] for role in roles if role["name"] == "member")
    identity(nova, "PUT", f"/projects/{who['project_id']}/users/{created['id']}/roles/{member}")
    yield {**made, **created, "password": made["password"], "project_id": who["project_id"]}
    identity(nova, "DELETE", f"/users/{created['id']}")


def code_of(secret: bytes) -> str:
    """The code of the moment (RFC 6238, 30 seconds, SHA-1, six digits)."""
    digest = hmac.new(secret, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def test_whoami_and_token_show_agree_with_the_settings(nova: Nova, given: Variables) -> None:
    who, shown = nova("whoami", "-f", "json").json, nova("token", "show", "-f", "json").json
    assert (who["user_name"], who["project_name"]) == (
        given["OS_USERNAME"],
        given["OS_PROJECT_NAME"],
    )
    assert {name: shown[name] for name in ("user_id", "project_id", "scope", "expires")} == {
        name: who[name] for name in ("user_id", "project_id", "scope", "expires")
    }
    assert shown["methods"] == ["password"]
    assert shown["audit_ids"]


def test_scopes(nova: Nova) -> None:
    nowhere = {"OS_PROJECT_NAME": "", "OS_PROJECT_DOMAIN_NAME": ""}
    assert nova("whoami", *WHO, **nowhere, OS_SYSTEM_SCOPE="all").json["scope"] == "system"
    assert nova("whoami", *WHO, OS_PROJECT_NAME="", OS_UNSCOPED="1").json["scope"] == "unscoped"


def test_a_token_in_hand_and_an_endpoint_without_keystone(nova: Nova) -> None:
    token = nova("token", "issue", "-f", "value", "-c", "id").stdout.strip()
    by_token = nova("whoami", *WHO, OS_TOKEN=token, OS_AUTH_TYPE="v3token", OS_PASSWORD="")
    assert by_token.json["scope"] == "project"
    url = nova("catalog", "endpoint", "compute").stdout.strip()
    bare = {
        "OS_TOKEN": token,
        "OS_ENDPOINT": url,
        "OS_AUTH_URL": "",
        "OS_PASSWORD": "",
        "OS_USERNAME": "",
    }
    assert nova("list", **bare).exit_code == 0


def test_a_revoked_token_is_known_no_more(nova: Nova) -> None:
    token = nova("--no-cache", "token", "issue", "-f", "value", "-c", "id").stdout.strip()
    shown = nova("token", "show", token, "-f", "json").json
    assert len(shown["issued"]) == len(shown["expires"]) == len("2026-11-26T12:00:00+0000")
    assert nova("token", "revoke", token).stdout == "The token is revoked.\n"
    again = nova("token", "show", token)
    assert (again.exit_code, "has ended, was revoked" in again.stderr) == (4, True)
    assert token not in again.stderr
    assert nova("token", "revoke", token).exit_code == 4


def test_the_logins_own_token_revoked_is_replaced(nova: Nova) -> None:
    before = nova("token", "issue", "-f", "value", "-c", "id").stdout
    assert nova("token", "revoke").exit_code == 0
    assert nova("list").exit_code == 0
    assert nova("token", "issue", "-f", "value", "-c", "id").stdout != before


def test_a_command_with_a_token_of_its_own(nova: Nova, given: Variables, tmp_path: Path) -> None:
    run = nova("token", "exec", "--", "sh", "-c", "env; exit 5")
    assert run.exit_code == 5
    variables = dict(line.partition("=")[::2] for line in run.lines)
    assert variables["OS_AUTH_TYPE"] == "v3token"
    assert "OS_PASSWORD" not in variables
    assert given["OS_PASSWORD"] not in run.stdout
    cached = [path.read_text() for path in tmp_path.rglob("*") if path.is_file()]
    assert not [text for text in cached if variables["OS_TOKEN"] in text]
    assert nova("token", "show", variables["OS_TOKEN"]).exit_code == 0
    assert nova("token", "exec", "--", "no-such-command").exit_code == 127


def test_a_shells_exports(nova: Nova) -> None:
    lines = nova("token", "issue", "-f", "env").lines
    assert lines[0].startswith("unset ")
    assert lines[1] == "export OS_AUTH_TYPE=v3token"
    assert [line for line in lines if line.startswith("export OS_TOKEN=")]


def test_a_code_of_the_moment_and_both_factors(nova: Nova, user: dict[str, Any]) -> None:
    secret = os.urandom(20)
    blob = base64.b32encode(secret).decode()
    credential = {"type": "totp", "blob": blob, "user_id": user["id"]}
    identity(nova, "POST", "/credentials", {"credential": credential})
    as_user = {"OS_USERNAME": user["name"], "OS_PASSWORD": ""}
    by_code = nova("whoami", *WHO, **as_user, OS_AUTH_TYPE="v3totp", OS_PASSCODE=code_of(secret))
    assert by_code.json["user_name"] == user["name"]
    rules = {"multi_factor_auth_rules": [["password", "totp"]], "multi_factor_auth_enabled": True}
    identity(nova, "PATCH", f"/users/{user['id']}", {"user": {"options": rules}})
    as_user["OS_PASSWORD"] = user["password"]
    alone = nova("--no-cache", "whoami", **as_user)
    assert alone.exit_code == 3
    assert "a TOTP code is needed too" in alone.stderr
    by_receipt = nova("--no-cache", "whoami", *WHO, **as_user, OS_PASSCODE=code_of(secret))
    assert by_receipt.json["user_name"] == user["name"]
    at_once = nova(
        "--no-cache",
        "whoami",
        *WHO,
        **as_user,
        OS_AUTH_TYPE="v3multifactor",
        OS_PASSCODE=code_of(secret),
    )
    assert at_once.json["user_name"] == user["name"]


def test_acting_under_a_trust(nova: Nova, given: Variables, user: dict[str, Any]) -> None:
    who = nova("whoami", "-f", "json").json
    trust = {
        "trustor_user_id": who["user_id"],
        "trustee_user_id": user["id"],
        "project_id": who["project_id"],
        "impersonation": False,
        "roles": [{"name": "reader"}],
    }
    trust_id = identity(nova, "POST", "/OS-TRUST/trusts", {"trust": trust})["trust"]["id"]
    as_trustee = {
        "OS_USERNAME": user["name"],
        "OS_PASSWORD": user["password"],
        "OS_TRUST_ID": trust_id,
        "OS_PROJECT_NAME": "",
        "OS_PROJECT_DOMAIN_NAME": "",
    }
    trusted = nova("whoami", "-f", "json", **as_trustee).json
    assert (trusted["user_name"], trusted["roles"]) == (user["name"], ["reader"])
    assert nova("list", **as_trustee).exit_code == 0
    as_trustee["OS_USERNAME"] = given["OS_USERNAME"]
    as_trustee["OS_PASSWORD"] = given["OS_PASSWORD"]
    assert nova("whoami", **as_trustee).exit_code == 3, "it is for the trustee alone"
    identity(nova, "DELETE", f"/OS-TRUST/trusts/{trust_id}")
    as_trustee |= {"OS_USERNAME": user["name"], "OS_PASSWORD": user["password"]}
    assert nova("--no-cache", "whoami", **as_trustee).exit_code == 3


def test_an_application_credential_with_access_rules(
    nova: Nova, given: Variables, user: dict[str, Any]
) -> None:
    if SANDBOX_PATH not in given["OS_AUTH_URL"]:
        pytest.skip("services enforce access rules only if their operator has named their type")
    as_user = {"OS_USERNAME": user["name"], "OS_PASSWORD": user["password"]}
    rule = {"service": "compute", "method": "GET", "path": "/v2.1/servers/detail"}
    body = {"application_credential": {"name": "narrow", "access_rules": [rule]}}
    path = f"/users/{user['id']}/application_credentials"
    data = ("--service", "identity", "--data", json.dumps(body))
    created = nova("api", "POST", path, *data, **as_user).json["application_credential"]
    narrow = {
        "OS_AUTH_TYPE": "v3applicationcredential",
        "OS_APPLICATION_CREDENTIAL_ID": created["id"],
        "OS_APPLICATION_CREDENTIAL_SECRET": created["secret"],
        "OS_USERNAME": "",
        "OS_PASSWORD": "",
        "OS_PROJECT_NAME": "",
    }
    assert nova("whoami", *WHO, **narrow).json["scope"] == "project"
    assert nova("api", "GET", "/servers/detail", **narrow).exit_code == 0
    token = nova("token", "issue", "-f", "json", **narrow).json["id"]
    assert nova("token", "show", token, "-f", "json").json["user_name"] == user["name"]
    refused = nova("api", "GET", "/flavors", **narrow)
    assert refused.exit_code != 0
    assert "access rules do not allow this" in refused.stderr


def test_the_doctor_and_the_catalog_check_find_nothing_wrong(nova: Nova) -> None:
    doctor = nova("doctor", "-f", "json")
    assert doctor.exit_code == 0
    assert not [line for line in doctor.json if line["mark"] in ("bad", "odd")]
    check = nova("catalog", "check", "-f", "json")
    assert (check.exit_code, check.json) == (0, [])


def test_the_doctor_names_the_cause(nova: Nova) -> None:
    wrong = nova("doctor", "-f", "json", OS_PASSWORD="wr0ng-pl4nted")
    assert wrong.exit_code == 1
    assert [line["code"] for line in wrong.json if line["mark"] == "bad"] == ["refused-login"]
    assert "pl4nted" not in wrong.stdout + wrong.stderr
    project = nova("doctor", "-f", "json", OS_PROJECT_NAME="nosuch")
    assert [line["code"] for line in project.json if line["mark"] == "bad"] == ["refused-scope"]


def test_any_request(nova: Nova) -> None:
    flavors = nova("api", "GET", "/flavors?limit=1", "--paginate").json
    assert len(flavors["flavors"]) > 1
    assert set(flavors) == {"flavors"}
    missing = nova("api", "GET", "/servers/00000000-0000-0000-0000-000000000000")
    assert missing.exit_code == 4
    assert "itemNotFound" in missing.json
    bad = nova("api", "POST", "/servers", "--data", "{}")
    assert bad.exit_code == 1
    assert nova("api", "GET", "/images?limit=1", "--service", "image").exit_code in (0, 4)


def test_two_catalogs(nova: Nova, tmp_path: Path) -> None:
    saved = tmp_path / "then.json"
    saved.write_text(nova("catalog", "list", "-f", "json").stdout)
    assert nova("catalog", "diff", str(saved), "-", "-f", "json").json == []
    changed = json.loads(saved.read_text())
    changed[0]["endpoints"][0]["url"] = "http://elsewhere.example/"
    saved.write_text(json.dumps(changed))
    run = nova("catalog", "diff", str(saved), "-", "-f", "json")
    assert run.exit_code == 1
    assert [row["change"] for row in run.json] == ["changed"]
