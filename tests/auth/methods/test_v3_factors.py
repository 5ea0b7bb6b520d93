"""Several factors: codes, both factors in one request, and receipts."""

import json

import pytest

from mini_nova_auth.errors import ConfigurationError, FactorsNeeded
from mini_nova_auth.methods.v3 import RECEIPT_HEADER, Scope, User
from mini_nova_auth.methods.v3_multifactor import V3MultiFactor, from_settings, method_names
from mini_nova_auth.methods.v3_password import V3Password
from mini_nova_auth.methods.v3_totp import V3Totp
from mini_nova_auth.testing import answer, drive, v3_token
from tests.auth.support import settings_of

from .refusals import CASES, refusal_of

URL = "http://h:5000/v3"
CODE, SECRET = "123456", "s3cr3t-pa55"
ALICE = User(name="alice", domain_id="default")
RECEIPT = answer(
    401,
    {
        "receipt": {"methods": ["password"], "user": {"name": "alice"}},
        "required_auth_methods": [["password", "totp"]],
    },
    {RECEIPT_HEADER: "receipt-1"},
)


def success() -> tuple[int, object, dict[str, str]]:
    """The status, body and headers of a successful login."""
    headers, body = v3_token()
    return 201, body, headers


def test_a_code_is_sent() -> None:
    requests, _ = drive(V3Totp(URL, CODE, ALICE), answer(*success()))
    user = {"name": "alice", "domain": {"id": "default"}, "passcode": CODE}
    assert json.loads(requests[0].body or "") == {
        "auth": {"identity": {"methods": ["totp"], "totp": {"user": user}}}
    }
    assert RECEIPT_HEADER not in requests[0].headers


def test_both_factors_in_one_request() -> None:
    method = V3MultiFactor(URL, {"password": SECRET, "totp": CODE}, ALICE, Scope(project_id="p1"))
    requests, _ = drive(method, answer(*success()))
    auth = json.loads(requests[0].body or "")["auth"]
    assert auth["identity"]["methods"] == ["password", "totp"]
    assert auth["identity"]["password"]["user"]["password"] == SECRET
    assert auth["identity"]["totp"]["user"]["passcode"] == CODE
    assert auth["scope"] == {"project": {"id": "p1"}}


def test_a_token_may_be_one_of_the_factors() -> None:
    requests, _ = drive(
        V3MultiFactor(URL, {"token": "old", "totp": CODE}, ALICE), answer(*success())
    )
    assert json.loads(requests[0].body or "")["auth"]["identity"]["token"] == {"id": "old"}


def test_a_receipt_names_the_missing_factor_and_is_not_in_the_message() -> None:
    with pytest.raises(FactorsNeeded) as caught:
        drive(V3Password(URL, SECRET, ALICE), RECEIPT)
    error = caught.value
    assert (error.receipt, error.missing, error.status) == ("receipt-1", ("totp",), 401)
    assert (
        error.message == 'password of user "alice@default" was accepted; a TOTP code is needed too'
    )
    assert "OS_PASSCODE" in error.hint
    assert "receipt-1" not in f"{error} {error.hint} {error!r}"


def test_the_code_goes_with_the_receipt() -> None:
    requests, _ = drive(V3Totp(URL, CODE, ALICE, receipt="receipt-1"), answer(*success()))
    assert requests[0].headers[RECEIPT_HEADER] == "receipt-1"


@pytest.mark.parametrize(
    "body", [b"", b"[]", {"receipt": 1, "required_auth_methods": [1, [2]]}, {"receipt": {}}]
)
def test_a_malformed_receipt_is_still_a_receipt(body: object) -> None:
    with pytest.raises(FactorsNeeded, match="another factor is needed too"):
        drive(V3Password(URL, SECRET, ALICE), answer(401, body, {RECEIPT_HEADER: "r"}))


@pytest.mark.parametrize(("refusal", "kind"), CASES)
def test_refusals(refusal: object, kind: type[Exception]) -> None:
    for method in (V3Totp(URL, SECRET, ALICE), V3MultiFactor(URL, {"password": SECRET}, ALICE)):
        assert isinstance(refusal_of(method, refusal), kind)  # type: ignore[arg-type]


def test_secrets_are_not_in_a_repr() -> None:
    receipt = V3Password(URL, SECRET, ALICE, receipt="receipt-1")
    methods = (
        receipt,
        V3Totp(URL, CODE, ALICE, receipt="receipt-1"),
        V3MultiFactor(URL, {"password": SECRET}, ALICE),
    )
    assert not [word for word in (CODE, SECRET, "receipt-1") if word in repr(methods)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ("password", "totp")),
        ("v3password,v3totp", ("password", "totp")),
        ("v3totp, v3token", ("totp", "token")),
    ],
)
def test_the_names_of_the_methods(text: str, names: tuple[str, ...]) -> None:
    assert method_names(settings_of(auth_methods=text)) == names


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="kerberos"):
        method_names(settings_of(auth_methods="v3password,v3kerberos"))


def test_the_settings_choose_the_factors() -> None:
    settings = settings_of(
        auth_type="v3multifactor", username="alice", project_id="p1", auth_methods="v3totp"
    )
    assert from_settings(settings, URL, {"passcode": CODE}) == V3MultiFactor(
        URL, {"totp": CODE}, ALICE, Scope(project_id="p1", project_domain_id="default")
    )
