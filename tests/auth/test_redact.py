"""Nothing that is shown holds a secret."""

import json
from base64 import b64encode
from html import escape
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mini_nova_auth import clock, redact
from mini_nova_auth.methods.method import Method
from mini_nova_auth.methods.v1_password import V1Password
from mini_nova_auth.methods.v2 import Tenant
from mini_nova_auth.methods.v2_password import V2Password
from mini_nova_auth.methods.v2_token import V2Token
from mini_nova_auth.methods.v3 import User
from mini_nova_auth.methods.v3_application_credential import V3ApplicationCredential
from mini_nova_auth.methods.v3_password import V3Password
from mini_nova_auth.methods.v3_token import V3Token
from mini_nova_auth.settings.source import Value
from mini_nova_auth.testing import v2_access
from mini_nova_auth.wire.message import Request, Response
from tests.auth.support import SCALARS

SECRET = "pl4nted-s3cret"
URL = "http://cloud.example:5000"


@pytest.mark.parametrize("name", [*sorted(redact.SECRET_HEADERS), "X-Auth-Token", "X-AUTH-KEY"])
def test_headers_that_carry_secrets_are_hidden(name: str) -> None:
    assert redact.headers({name: SECRET, "Accept": "a"}) == {name: redact.MASK, "Accept": "a"}


@pytest.mark.parametrize(
    "method",
    [
        V1Password(URL, "alice", SECRET, "demo"),
        V2Password(URL, SECRET, username="alice", tenant=Tenant(name="demo")),
        V2Token(URL, SECRET),
        V3Password(URL, SECRET, user=User(name="alice", domain_id="default")),
        V3Token(URL, SECRET),
        V3ApplicationCredential(URL, SECRET, id="a1"),
    ],
    ids=lambda method: type(method).__name__,
)
def test_no_login_shows_its_secret(method: Method) -> None:
    request = next(method.flow())
    redacted = json.dumps(
        [redact.headers(request.headers), redact.body(json.loads(request.body or "null"))]
    )
    assert SECRET in f"{request.headers}{request.body}"
    assert SECRET not in redacted
    assert redact.MASK in redacted


def test_a_v2_answers_token_is_hidden_and_the_rest_is_not() -> None:
    _, body = v2_access(SECRET)
    redacted = redact.body(body)
    assert SECRET not in json.dumps(redacted)
    assert redacted["access"]["user"] == body["access"]["user"]


def test_a_servers_secrets_are_hidden() -> None:
    server = {
        "name": "vm",
        "id": "s1",
        "adminPass": SECRET,
        "user_data": SECRET,
        "personality": [{"path": "/a", "contents": SECRET}],
    }
    redacted = redact.body({"server": server})["server"]
    assert SECRET not in json.dumps(redacted)
    assert (redacted["name"], redacted["id"]) == ("vm", "s1")


def test_everything_else_stays_as_it_is() -> None:
    value = {
        "auth": {"identity": {"methods": ["password"], "password": {"user": {"id": "u1"}}}},
        "password": None,
        "n": [1, True],
    }
    assert redact.body(value) == value


def test_the_original_value_is_not_changed() -> None:
    value = {"a": {"password": SECRET}}
    redact.body(value)
    assert value == {"a": {"password": SECRET}}


KEYS = st.sampled_from(sorted(redact.SECRET_KEYS)).flatmap(
    lambda key: st.sampled_from([key, key.upper(), key.title()])
)
PLANTED = (
    st.builds(lambda key: {key: SECRET}, KEYS)
    | st.just({"token": {"id": SECRET}})
    | st.builds(lambda key: {key: [SECRET]}, KEYS)
)


@given(
    st.recursive(
        PLANTED | SCALARS,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
        ),
        max_leaves=10,
    )
)
def test_a_planted_secret_is_never_shown(value: Any) -> None:
    assert SECRET not in repr(redact.body(value))


@pytest.mark.parametrize(
    ("url", "redacted"),
    [
        ("http://h:5000/v3?limit=1#part", "http://h:5000/v3?limit=1"),
        (f"http://alice:{SECRET}@h:5000/v3", "http://h:5000/v3"),
        (
            f"http://h/o?temp_url_sig={SECRET}&temp_url_expires=5",
            "http://h/o?temp_url_sig=***&temp_url_expires=5",
        ),
        (f"http://h/?a=1&X-Auth-Token={SECRET}", "http://h/?a=1&X-Auth-Token=***"),
        (f"http://alice:{SECRET}@[::1/v3", "[::1/v3"),
    ],
)
def test_urls(url: str, redacted: str) -> None:
    assert redact.url(url) == redacted


@pytest.mark.parametrize(
    "url",
    [f"alice:{SECRET}@h:5000/v3", f"http://alice:a/{SECRET}@h/v3", f"http://alice:a?{SECRET}@h/v3"],
)
def test_a_password_in_a_malformed_url_is_not_shown(url: str) -> None:
    assert SECRET not in redact.url(url)


@given(st.text(max_size=40))
def test_any_text_has_a_redacted_form(text: str) -> None:
    assert isinstance(redact.url(text), str)


def test_a_learned_secret_is_found_in_any_spelling() -> None:
    redact.learn('p"w/é s3cr3t')
    for spelling in (
        'p"w/é s3cr3t',
        "p%22w%2F%C3%A9%20s3cr3t",
        'p\\"w/\\u00e9 s3cr3t',
        repr('p"w/é s3cr3t'),
    ):
        assert "s3cr3t" not in redact.text(f"said {spelling}!")
        assert redact.MASK in redact.text(f"said {spelling}!")


@pytest.mark.parametrize(
    "secret", ["a'b/c d\"é<&>+%s3cr3t", "s3cr3t\\back\nline  x", "^(s3cr3t.*[", "s3cr3t\ud800"]
)
def test_a_server_repeats_a_secret_in_its_own_spelling(secret: str) -> None:
    raw = secret.encode(errors="surrogatepass")
    quoted = quote(raw)
    redact.learn(secret)
    for spelling in (
        quoted,
        quote_plus(raw),
        quoted.replace("%C3%A9", "%c3%a9").replace("%3C", "%3c").lower(),
        str(raw)[2:-1],
        json.dumps(json.dumps(secret)),
        json.dumps(escape(secret)),
        json.dumps(quoted),
        json.dumps(secret, ensure_ascii=False),
        json.dumps(secret).replace("/", "\\/"),
        escape(secret),
        escape(secret).replace("&quot;", "&#34;").replace("&#x27;", "&#39;"),
        " ".join(secret.split()),
    ):
        assert "s3cr3t" not in redact.text(f"said {spelling}!")
    assert b64encode(raw).decode() not in redact.text(f"said {b64encode(raw).decode()}!")


def test_urls_within_a_text_lose_their_secrets() -> None:
    words = "no proxy http://u:s3cr3t@p:8080/, see https://h/o?x=1&temp_url_sig=s3cr3t or write to a@b.example"
    assert (
        redact.text(words)
        == "no proxy http://p:8080/, see https://h/o?x=1&temp_url_sig=*** or write to a@b.example"
    )
    redact.learn_from_url("http://u:s3cr3t%2Fx@h/")
    assert redact.text("it was s3cr3t/x") == "it was ***"


def test_short_secrets_are_hidden_in_the_words_of_servers_only() -> None:
    redact.learn("demo")
    assert redact.text("project demo") == "project demo"
    assert (
        redact.echo("the password demo is wrong for demonstration")
        == "the password *** is wrong for demonstration"
    )


def test_values_with_secrets_do_not_show_them() -> None:
    values = (
        Value("s3cr3t", "OS_PASSWORD"),
        Request("GET", "http://u:s3cr3t@h/", {"X-Auth-Token": "s3cr3t"}, "s3cr3t"),
        Response(200, {"X-Subject-Token": "s3cr3t"}, b"s3cr3t", "http://u:s3cr3t@h/", clock.read()),
    )
    assert "s3cr3t" not in repr(values)


def test_secrets_in_a_body_are_learned() -> None:
    redact.learn_from(
        {
            "server": {"adminPass": "s3cr3t-1", "name": "innocent"},
            "list": [{"password": "s3cr3t-2"}],
        }
    )
    assert redact.text("s3cr3t-1 innocent s3cr3t-2") == "*** innocent ***"
    redact.forget()
    assert redact.text("s3cr3t-1") == "s3cr3t-1"


@pytest.mark.parametrize(
    "name",
    [
        "X-Auth-Token",
        "X-Subject-Token",
        "X-Auth-Key",
        "Authorization",
        "Set-Cookie",
        "Openstack-Auth-Receipt",
        "X-Account-Meta-Temp-URL-Key",
        "X-Container-Meta-Temp-URL-Key-2",
        "X-Amz-Security-Token",
        "X-Vendor-Signature",
    ],
)
def test_secret_headers(name: str) -> None:
    assert redact.headers({name: "s3cr3t"}) == {name: redact.MASK}


def test_urls_in_bodies_and_redirects() -> None:
    assert redact.body({"console": {"url": "http://u:s3cr3t@h/vnc?token=s3cr3t&x=1"}}) == {
        "console": {"url": "http://h/vnc?token=***&x=1"}
    }
    assert redact.url("http://h/v1/A/c/o?temp_url_sig=s3cr3t&temp_url_expires=1") == (
        "http://h/v1/A/c/o?temp_url_sig=***&temp_url_expires=1"
    )
    assert "s3cr3t" not in redact.headers({"Location": "http://u:s3cr3t@h/"})["Location"]


@pytest.mark.parametrize(
    "url",
    [
        "http://h:6080/vnc_auto.html?path=%3Ftoken%3Ds3cr3t",
        "https://h:6080/vnc_lite.html?a=1&path=websockify%3fa%3d1%26token%3ds3cr3t",
        "ws://h:6083/?token=s3cr3t",
        "wss://h/serial?a=1&token=s3cr3t",
    ],
)
def test_the_token_of_a_console(url: str) -> None:
    """As Nova makes the URLs of consoles: for noVNC, the token is in a query inside a query."""
    assert redact.body({"console": {"url": url}}) == {
        "console": {"url": url.replace("s3cr3t", redact.MASK)}
    }
    assert redact.text(f"see {url}.") == f"see {url.replace('s3cr3t', redact.MASK)}"


@pytest.mark.parametrize(
    "key", ["password", "secret", "passcode", "adminPass", "user_data", "private_key", "apiKey"]
)
def test_secret_keys(key: str) -> None:
    assert redact.body({"a": [{key: "s3cr3t"}]}) == {"a": [{key: redact.MASK}]}


def test_the_token_in_a_path_of_v2_is_hidden() -> None:
    assert (
        redact.url("http://h:5000/v2.0/tokens/s3cr3t/endpoints")
        == "http://h:5000/v2.0/tokens/***/endpoints"
    )
    assert redact.url("http://h:5000/v2.0/tokens") == "http://h:5000/v2.0/tokens"


def test_invisible_letters_become_escapes() -> None:
    assert redact.visible("a\r\n\u200bb\\ é") == "a\\r\\n\\u200bb\\ é"
    assert redact.url("http://u:pw@h/v3\r") == "http://h/v3\\r"
