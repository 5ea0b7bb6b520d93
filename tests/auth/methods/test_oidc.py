"""Federation by OpenID Connect: the provider's token, then Keystone's, then one with a scope."""

from base64 import b64encode, urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs

import pytest

from mini_nova_auth import redact
from mini_nova_auth.clock import Reading
from mini_nova_auth.errors import (
    AuthenticationFailed,
    AuthToolkitError,
    ConfigurationError,
    ProtocolError,
    ScopeRefused,
    Unavailable,
)
from mini_nova_auth.login.identity import Identity
from mini_nova_auth.methods.federation import Federation
from mini_nova_auth.methods.method import Method
from mini_nova_auth.methods.oidc_provider import DEVICE_ENDPOINT, TOKEN_ENDPOINT, Provider
from mini_nova_auth.methods.v3 import Scope
from mini_nova_auth.methods.v3_oidc_access_token import V3OidcAccessToken
from mini_nova_auth.methods.v3_oidc_client_credentials import V3OidcClientCredentials
from mini_nova_auth.methods.v3_oidc_device import GRANT, V3OidcDevice
from mini_nova_auth.methods.v3_oidc_password import V3OidcPassword
from mini_nova_auth.secrets.secret import Secret
from mini_nova_auth.testing import answer, drive, v3_token
from mini_nova_auth.wire.message import Request, Response
from tests.auth.support import plan_of

KEYSTONE, PROVIDER = "https://keystone:5000/v3", "https://idp"
DOCUMENT = f"{PROVIDER}/.well-known/openid-configuration"
SECRET = "s3cr3t/+ 1"
FEDERATION = Federation(KEYSTONE, "lab", "openid", Scope(project_id="p1"))
CLIENT = Provider("robot", SECRET, DOCUMENT)
DISCOVERY = answer(
    200, {TOKEN_ENDPOINT: f"{PROVIDER}/token", DEVICE_ENDPOINT: f"{PROVIDER}/device"}, url=DOCUMENT
)
TOKEN = answer(
    200, {"access_token": "provider-token", "id_token": "identity-token", "token_type": "Bearer"}
)
OFFER: dict[str, Any] = {
    "device_code": "device-1",
    "user_code": "AB-CD",
    "verification_uri": f"{PROVIDER}/go",
    "expires_in": 600,
    "interval": 7,
}


def keystone_token(token: str = "scoped") -> Response:  # noqa: S107 - no secret
    headers, body = v3_token(token)
    return answer(201, body, headers, url=KEYSTONE)


def form_of(request: Request) -> dict[str, str]:
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    return {
        name: values[0]
        for name, values in parse_qs(request.body or "", keep_blank_values=True).items()
    }


def refusal(method: Method, *answers: Response) -> AuthToolkitError:
    with pytest.raises(AuthToolkitError) as caught:
        drive(method, *answers)
    assert SECRET not in f"{caught.value.message} {caught.value.hint} {method!r}"
    return caught.value


def test_a_client_logs_in_as_itself() -> None:
    method = V3OidcClientCredentials(CLIENT, FEDERATION)
    requests, access = drive(
        method, DISCOVERY, TOKEN, keystone_token("unscoped"), keystone_token("scoped")
    )
    assert [(request.method, request.url) for request in requests] == [
        ("GET", DOCUMENT),
        ("POST", f"{PROVIDER}/token"),
        ("POST", f"{KEYSTONE}/OS-FEDERATION/identity_providers/lab/protocols/openid/auth"),
        ("POST", f"{KEYSTONE}/auth/tokens"),
    ]
    assert form_of(requests[1]) == {
        "client_id": "robot",
        "grant_type": "client_credentials",
        "scope": "openid profile",
    }
    assert (
        requests[1].headers["Authorization"]
        == "Basic " + b64encode(b"robot:s3cr3t%2F%2B+1").decode()
    )
    assert requests[2].headers["Authorization"] == "Bearer provider-token"
    assert '"token": {"id": "unscoped"}' in (requests[3].body or "")
    assert '"scope": {"project": {"id": "p1"}}' in (requests[3].body or "")
    assert access.token == "scoped"


@pytest.mark.parametrize("scope", [Scope(), Scope(project_id="p1", unscoped=True)])
def test_without_a_scope_the_unscoped_token_is_the_login(scope: Scope) -> None:
    method = V3OidcAccessToken(Federation(KEYSTONE, "lab", "openid", scope), "in-hand")
    requests, access = drive(method, keystone_token("unscoped"))
    assert requests[0].headers["Authorization"] == "Bearer in-hand"
    assert access.token == "unscoped"


def test_names_are_quoted_in_the_path() -> None:
    requests, _ = drive(
        V3OidcAccessToken(Federation(KEYSTONE, "a/../b", "c?d"), "t"), keystone_token()
    )
    assert requests[0].url.endswith("/identity_providers/a%2F..%2Fb/protocols/c%3Fd/auth")


def test_the_password_goes_to_the_provider() -> None:
    method = V3OidcPassword(
        Provider("cli", endpoints={TOKEN_ENDPOINT: f"{PROVIDER}/t"}), FEDERATION, "carol", SECRET
    )
    requests, _ = drive(method, TOKEN, keystone_token(), keystone_token())
    assert requests[0].url == f"{PROVIDER}/t"
    assert "Authorization" not in requests[0].headers
    grant = {"client_id": "cli", "grant_type": "password", "username": "carol", "password": SECRET}
    assert form_of(requests[0]) == {**grant, "scope": "openid profile"}


def test_the_id_token_may_be_shown_to_keystone() -> None:
    method = V3OidcClientCredentials(
        Provider("robot", SECRET, DOCUMENT, token_type="id_token"), FEDERATION
    )
    requests, _ = drive(method, DISCOVERY, TOKEN, keystone_token(), keystone_token())
    assert requests[2].headers["Authorization"] == "Bearer identity-token"


def pending(error: str = "authorization_pending", wall: float = 0.0) -> Response:
    return answer(400, {"error": error})._replace(taken=Reading(wall))


def test_the_flow_polls_until_the_user_has_logged_in_on_the_page() -> None:
    method = V3OidcDevice(Provider("cli", discovery_endpoint=DOCUMENT), FEDERATION)
    offer = answer(200, OFFER)._replace(taken=Reading(0.0))
    waiting = (pending(), pending("slow_down"), pending())
    requests, access = drive(
        method, DISCOVERY, offer, *waiting, TOKEN, keystone_token(), keystone_token()
    )
    assert form_of(requests[1]) == {"client_id": "cli", "scope": "openid profile"}
    polls = requests[2:6]
    assert [poll.wait for poll in polls] == [7.0, 7.0, 12.0, 12.0]
    assert [bool(poll.notice) for poll in polls] == [True, False, False, False]
    assert polls[0].notice == f"To log in, open {PROVIDER}/go and type AB-CD"
    assert form_of(polls[0]) == {"client_id": "cli", "grant_type": GRANT, "device_code": "device-1"}
    assert access.token == "scoped"


def offers(*methods: str) -> Response:
    """A discovery document that offers these methods of proof."""
    endpoints = {TOKEN_ENDPOINT: f"{PROVIDER}/token", DEVICE_ENDPOINT: f"{PROVIDER}/device"}
    return answer(200, {**endpoints, "code_challenge_methods_supported": list(methods)})


def assert_proven(request: Request, poll: Request) -> None:
    """The poll redeems the code with the secret whose hash the request had."""
    fields, redeemed = form_of(request), form_of(poll)
    digest = sha256(redeemed["code_verifier"].encode()).digest()
    assert fields["code_challenge"] == urlsafe_b64encode(digest).decode().rstrip("=")
    assert fields["code_challenge_method"] == "S256"
    assert 43 <= len(redeemed["code_verifier"]) <= 128
    assert redeemed["code_verifier"] not in redact.text(redeemed["code_verifier"])


def test_a_proof_is_sent_if_the_provider_offers_it() -> None:
    method = V3OidcDevice(Provider("cli", discovery_endpoint=DOCUMENT), FEDERATION)
    tokens = (TOKEN, keystone_token(), keystone_token())
    requests, _ = drive(method, offers("plain", "S256"), answer(200, OFFER), pending(), *tokens)
    assert_proven(requests[1], requests[2])
    assert_proven(requests[1], requests[3])
    others, _ = drive(method, offers("S256"), answer(200, OFFER), *tokens)
    assert form_of(others[1])["code_challenge"] != form_of(requests[1])["code_challenge"]


@pytest.mark.parametrize("document", [DISCOVERY, offers("plain"), offers()])
def test_no_proof_is_sent_if_the_provider_does_not_offer_it(document: Response) -> None:
    method = V3OidcDevice(Provider("cli", discovery_endpoint=DOCUMENT), FEDERATION)
    tokens = (TOKEN, keystone_token(), keystone_token())
    requests, _ = drive(method, document, answer(200, OFFER), *tokens)
    assert not [name for name in (*form_of(requests[1]), *form_of(requests[2])) if "code_" in name]


def test_a_proof_is_sent_if_the_provider_requires_it_without_a_document() -> None:
    endpoints = {TOKEN_ENDPOINT: f"{PROVIDER}/token", DEVICE_ENDPOINT: f"{PROVIDER}/device"}
    method = V3OidcDevice(Provider("cli", endpoints=endpoints), FEDERATION)
    sentence = "Missing parameter: code_challenge_method"
    refused = answer(400, {"error": "invalid_request", "error_description": sentence})
    tokens = (TOKEN, keystone_token(), keystone_token())
    requests, access = drive(method, refused, answer(200, OFFER), *tokens)
    assert_proven(requests[1], requests[2])
    assert access.token == "scoped"


def test_an_address_with_the_code_is_preferred() -> None:
    method = V3OidcDevice(Provider("cli", discovery_endpoint=DOCUMENT), FEDERATION)
    offer = answer(200, {**OFFER, "verification_uri_complete": f"{PROVIDER}/go?c=AB-CD"})
    requests, _ = drive(method, DISCOVERY, offer, TOKEN, keystone_token(), keystone_token())
    assert (
        requests[2].notice == f"To log in, open {PROVIDER}/go?c=AB-CD and check that it shows AB-CD"
    )


@pytest.mark.parametrize("last", [pending(wall=601.0), pending("expired_token")])
def test_an_expired_code_is_reported(last: Response) -> None:
    method = V3OidcDevice(Provider("cli", discovery_endpoint=DOCUMENT), FEDERATION)
    offer = answer(200, OFFER)._replace(taken=Reading(0.0))
    problem = refusal(method, DISCOVERY, offer, pending(wall=500.0), last)
    assert isinstance(problem, AuthenticationFailed)
    assert "nobody logged in" in problem.message


def test_a_denied_login_is_reported() -> None:
    method = V3OidcDevice(Provider("cli", discovery_endpoint=DOCUMENT), FEDERATION)
    problem = refusal(method, DISCOVERY, answer(200, OFFER), pending("access_denied"))
    assert "turned down" in problem.message


@pytest.mark.parametrize(
    ("seconds", "interval"),
    [(None, 5.0), (0, 1.0), (-3, 1.0), (10**9, 60.0), ("soon", 5.0), (True, 5.0)],
)
def test_the_interval_is_the_providers_within_limits(seconds: Any, interval: float) -> None:
    method = V3OidcDevice(Provider("cli", discovery_endpoint=DOCUMENT), FEDERATION)
    offer = answer(200, {**OFFER, "interval": seconds})
    requests, _ = drive(method, DISCOVERY, offer, TOKEN, keystone_token(), keystone_token())
    assert requests[2].wait == interval


@pytest.mark.parametrize("missing", ["device_code", "user_code", "verification_uri"])
def test_an_offer_without_a_code_or_page_is_a_protocol_error(missing: str) -> None:
    method = V3OidcDevice(Provider("cli", discovery_endpoint=DOCUMENT), FEDERATION)
    offer = answer(200, {name: value for name, value in OFFER.items() if name != missing})
    assert isinstance(refusal(method, DISCOVERY, offer), ProtocolError)


@pytest.mark.parametrize(
    ("response", "kind", "hint"),
    [
        (
            answer(401, {"error": "invalid_client", "error_description": "no such client"}),
            AuthenticationFailed,
            "CLIENT_ID",
        ),
        (answer(400, {"error": "invalid_scope"}), AuthenticationFailed, "OPENID_SCOPE"),
        (
            answer(400, {"error": "unsupported_grant_type"}),
            AuthenticationFailed,
            "another OS_AUTH_TYPE",
        ),
        (answer(400, {"error": "something_new"}), AuthenticationFailed, "grants"),
        (answer(503, b""), Unavailable, "later"),
        (answer(200, {"token_type": "Bearer"}), ProtocolError, "openid"),
        (answer(200, {"access_token": "two words"}), ProtocolError, "openid"),
        (answer(200, {"access_token": "new\r\nline"}), ProtocolError, "openid"),
        (answer(200, b"<html>"), ProtocolError, ""),
        (answer(302, b"", {"Location": "https://elsewhere/"}), ConfigurationError, ""),
    ],
)
def test_refusals_of_the_provider(
    response: Response, kind: type[AuthToolkitError], hint: str
) -> None:
    problem = refusal(V3OidcClientCredentials(CLIENT, FEDERATION), DISCOVERY, response)
    assert isinstance(problem, kind)
    assert hint in problem.hint
    assert problem.status == response.status


@pytest.mark.parametrize(
    ("response", "hint"),
    [
        (
            answer(401, b"<html>", {"WWW-Authenticate": 'Bearer error="invalid_token"'}),
            "web server before Keystone",
        ),
        (
            answer(
                401, {"error": {"message": "no"}}, {"WWW-Authenticate": 'Keystone uri="http://k"'}
            ),
            "mapping",
        ),
        (answer(403, {"error": {"message": "no"}}), "mapping"),
        (
            answer(
                401,
                {
                    "error": {
                        "identity": {"methods": ["password", "mapped"]},
                        "message": "unsupported method",
                    }
                },
            ),
            "OS_PROTOCOL",
        ),
        (answer(401, b"<html>"), "browsers"),
        (
            answer(404, {"error": {"message": "Could not find Identity Provider: lab."}}),
            "OS_IDENTITY_PROVIDER",
        ),
        (answer(302, b"", {"Location": "https://idp/login"}), "browsers"),
    ],
)
def test_refusals_of_keystone(response: Response, hint: str) -> None:
    problem = refusal(V3OidcAccessToken(FEDERATION, "in-hand"), response)
    assert hint in problem.hint


def test_a_refused_scope_keeps_the_unscoped_login() -> None:
    refused = answer(401, {"error": {"message": "no"}}, url=f"{KEYSTONE}/auth/tokens")
    problem = refusal(V3OidcAccessToken(FEDERATION, "in-hand"), keystone_token("unscoped"), refused)
    assert isinstance(problem, ScopeRefused)
    assert (problem.status, problem.unscoped.token) == (401, "unscoped")
    assert 'project "p1" was refused' in problem.message
    assert "accepted" in problem.hint


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (answer(404, b"", url=DOCUMENT), "names no token_endpoint"),
        (answer(200, b"<html>", url=DOCUMENT), "names no token_endpoint"),
        (answer(200, {TOKEN_ENDPOINT: ["x"]}, url=DOCUMENT), "names no token_endpoint"),
        (answer(200, {TOKEN_ENDPOINT: "http://idp/token"}, url=DOCUMENT), "not encrypted"),
    ],
)
def test_an_unusable_discovery_document_is_a_protocol_error(document: Response, words: str) -> None:
    problem = refusal(V3OidcClientCredentials(CLIENT, FEDERATION), document)
    assert isinstance(problem, ProtocolError)
    assert words in problem.message


def test_a_provider_without_an_address_is_reported_before_anything_is_sent() -> None:
    assert isinstance(
        refusal(V3OidcClientCredentials(Provider("robot", SECRET), FEDERATION)), ConfigurationError
    )


def test_the_settings_choose_among_the_four_methods() -> None:
    federation = {
        "auth_url": KEYSTONE,
        "identity_provider": "lab",
        "protocol": "openid",
        "discovery_endpoint": DOCUMENT,
    }
    cases: list[tuple[dict[str, str], str, type]] = [
        (
            {"client_id": "robot", "client_secret": SECRET},
            "oidcclientcredentials",
            V3OidcClientCredentials,
        ),
        ({"client_id": "cli"}, "oidcdeviceauthz", V3OidcDevice),
        (
            {"client_id": "cli", "username": "carol", "password": SECRET},
            "oidcpassword",
            V3OidcPassword,
        ),
        ({"access_token": "in-hand-1"}, "oidcaccesstoken", V3OidcAccessToken),
    ]
    for values, kind, method in cases:
        for auth_type in ({}, {"auth_type": f"v3{kind}"}):
            plan = plan_of(**federation, **values, **auth_type)
            plan.require_complete()
            secrets: dict[str, Secret] = {
                name: plan.settings[name] for name in plan.secret_settings
            }
            assert plan.kind == kind
            assert type(plan.method(Identity("3", KEYSTONE), secrets)) is method


@pytest.mark.parametrize("missing", ["identity_provider", "protocol", "client_id"])
def test_a_missing_setting_is_named(missing: str) -> None:
    values = {
        "auth_url": KEYSTONE,
        "auth_type": "v3oidcdeviceauthz",
        "identity_provider": "lab",
        "protocol": "openid",
        "client_id": "cli",
    }
    with pytest.raises(ConfigurationError) as caught:
        plan_of(
            **{name: value for name, value in values.items() if name != missing}
        ).require_complete()
    assert missing in caught.value.message
    assert f"OS_{missing.upper()}" in caught.value.hint


def test_different_clients_are_different_identities() -> None:
    values = {
        "auth_url": KEYSTONE,
        "identity_provider": "lab",
        "protocol": "openid",
        "client_secret": SECRET,
    }
    robot, drone = (plan_of(client_id=name, **values).key for name in ("robot", "drone"))
    assert robot.identity != drone.identity
    into_a_domain = plan_of(client_id="robot", domain_name="d", **values).key
    assert into_a_domain.identity == robot.identity, "a token in hand is good for a domain, too"
    assert into_a_domain.scope != robot.scope
    by_token = {"auth_url": KEYSTONE, "identity_provider": "lab", "protocol": "openid"}
    first, second = (
        plan_of(access_token=token, **by_token).key for token in ("token-of-a", "token-of-b")
    )
    assert first.identity != second.identity


def test_secrets_and_tokens_of_a_login_are_redacted_anywhere() -> None:
    drive(
        V3OidcClientCredentials(CLIENT, FEDERATION),
        DISCOVERY,
        TOKEN,
        keystone_token(),
        keystone_token(),
    )
    pair = b64encode(b"robot:s3cr3t%2F%2B+1").decode()
    assert redact.text(f"{pair} provider-token") == f"{redact.MASK} {redact.MASK}"
    assert redact.form("client_id=robot&client_secret=abc&device_code=d&password=p") == (
        "client_id=robot&client_secret=***&device_code=***&password=***"
    )
