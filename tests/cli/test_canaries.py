"""A canary in every place that a secret can come in by, and none in anything that comes out.

What is let in: flags, variables, files, descriptors, commands, the keyring, stdin; and by servers:
tokens, receipts, cookies, generated passwords, addresses with passwords in them, echoes of what
they were sent. What comes out: stdout (but for the two commands that print a token), stderr with
``--debug`` and ``--timings``, and every file that is left.
"""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import keyring
import pytest
import yaml

from mini_nova_auth.wire import retry
from tests.cli.compute.boot.test_create_request import IMAGE
from tests.local_cloud import Fault, LocalCloud
from tests.runner import Run, nova

CANARY = "c4nary"
COMMANDS = (
    ("list",),
    ("show", "nosuch"),
    ("boot", "vm", "--flavor", "6", "--image", IMAGE),
    ("boot", "vm", "--flavor", "nosuch", "--image", IMAGE),
    ("catalog", "list"),
    ("catalog", "check"),
    ("catalog", "endpoint", "compute", "--why"),
    ("cloud", "explain"),
    ("cloud", "list"),
    ("cloud", "status"),
    ("doctor",),
    ("doctor", "-f", "json"),
    ("whoami",),
    ("token", "show"),
    ("token", "show", f"{CANARY}-argument"),
    ("token", "revoke", f"{CANARY}-argument"),
    ("cache", "list"),
    ("api", "GET", "/servers", "-i"),
    ("api", "POST", "/servers", "--data", '{"server": {"adminPass": "c4nary-body"}}'),
    ("sandbox", "status"),
    ("logout",),
)
SWITCHES = ((), ("--debug", "--timings"), ("--debug", "--no-cache"))


class Way(NamedTuple):
    """A way in for a secret: what it does to the environment, the flags it adds, and the cloud
    it is right for.
    """

    name: str
    plant: Callable[[pytest.MonkeyPatch, Path], tuple[str, ...]]


def _variable(name: str, **others: str) -> Way:
    def plant(monkeypatch: pytest.MonkeyPatch, folder: Path) -> tuple[str, ...]:
        monkeypatch.delenv("OS_PASSWORD")
        for key, value in others.items():
            monkeypatch.setenv(key, value)
        monkeypatch.setenv(name, f"{CANARY}-{name}")
        return ()

    return Way(name, plant)


def _flag(name: str, *others: str) -> Way:
    def plant(monkeypatch: pytest.MonkeyPatch, folder: Path) -> tuple[str, ...]:
        monkeypatch.delenv("OS_PASSWORD")
        return (*others, name, f"{CANARY}-flag")

    return Way(name, plant)


def _file(kind: str, secret: dict[str, object]) -> Way:
    def plant(monkeypatch: pytest.MonkeyPatch, folder: Path) -> tuple[str, ...]:
        given = {
            name: os.environ[name] for name in ("OS_AUTH_URL", "OS_USERNAME", "OS_PROJECT_NAME")
        }
        for name in [name for name in os.environ if name.startswith("OS_")]:
            monkeypatch.delenv(name)
        auth = {name.removeprefix("OS_").lower(): value for name, value in given.items()}
        lab = {"auth": auth} if kind == "secure.yaml" else {"auth": {**auth, **secret}}
        Path("clouds.yaml").write_text(yaml.safe_dump({"clouds": {"lab": lab}}))
        if kind == "secure.yaml":
            Path(kind).write_text(yaml.safe_dump({"clouds": {"lab": {"auth": secret}}}))
        monkeypatch.setenv("OS_CLOUD", "lab")
        return ()

    return Way(f"{kind} {next(iter(secret))}", plant)


def _descriptor(monkeypatch: pytest.MonkeyPatch, folder: Path) -> tuple[str, ...]:
    monkeypatch.delenv("OS_PASSWORD")
    (folder / "secret").write_text(f"{CANARY}-descriptor\n" * 9)
    return ("--password-fd", str(os.open(folder / "secret", os.O_RDONLY)))


def _command(monkeypatch: pytest.MonkeyPatch, folder: Path) -> tuple[str, ...]:
    monkeypatch.delenv("OS_PASSWORD")
    monkeypatch.setenv("OS_PASSWORD_CMD", f"cat {folder}/command")
    (folder / "command").write_text(f"{CANARY}-command\n")
    return ()


def _keyring(monkeypatch: pytest.MonkeyPatch, folder: Path) -> tuple[str, ...]:
    monkeypatch.delenv("OS_PASSWORD")
    monkeypatch.setattr(keyring, "get_password", lambda service, account: f"{CANARY}-keyring")
    return ()


def _kept_credential(monkeypatch: pytest.MonkeyPatch, folder: Path) -> tuple[str, ...]:
    monkeypatch.delenv("OS_PASSWORD")
    kept = "application-credential " + json.dumps({"id": "a1", "secret": f"{CANARY}-kept"})
    monkeypatch.setattr(keyring, "get_password", lambda service, account: kept)
    return ()


def _in_the_url(monkeypatch: pytest.MonkeyPatch, folder: Path) -> tuple[str, ...]:
    monkeypatch.setenv(
        "OS_AUTH_URL", os.environ["OS_AUTH_URL"].replace("://", f"://u:{CANARY}-url@")
    )
    return ()


def _client_secret(monkeypatch: pytest.MonkeyPatch, folder: Path) -> tuple[str, ...]:
    monkeypatch.delenv("OS_PASSWORD")
    monkeypatch.delenv("OS_USERNAME")
    monkeypatch.setenv("OS_ACCESS_TOKEN_ENDPOINT", os.environ["OS_AUTH_URL"])
    for name in ("IDENTITY_PROVIDER", "PROTOCOL", "CLIENT_ID"):
        monkeypatch.setenv(f"OS_{name}", "lab")
    monkeypatch.setenv("OS_CLIENT_SECRET", f"{CANARY} client/secret")
    return ()


def _unsendable(monkeypatch: pytest.MonkeyPatch, folder: Path) -> tuple[str, ...]:
    monkeypatch.delenv("OS_PASSWORD")
    return (
        "--os-token",
        f"{CANARY}-broken\nline",
        "--os-auth-type",
        "admin_token",
        "--os-endpoint",
        "http://127.0.0.1:9",
    )


WAYS = (
    _variable("OS_PASSWORD"),
    _variable("NOVA_PASSWORD"),
    _variable("OS_TOKEN"),
    _variable("OS_TOKEN", OS_AUTH_TYPE="admin_token", OS_ENDPOINT="http://127.0.0.1:9"),
    _variable("OS_PASSWORD", OS_AUTH_TYPE="http_basic", OS_ENDPOINT="http://127.0.0.1:9"),
    _variable("OS_PASSCODE", OS_AUTH_TYPE="v3totp"),
    _variable("OS_PASSCODE", OS_AUTH_TYPE="v3multifactor", OS_PASSWORD="c4nary-first"),
    _variable("OS_API_KEY", OS_IDENTITY_API_VERSION="2"),
    _variable("OS_APPLICATION_CREDENTIAL_SECRET", OS_APPLICATION_CREDENTIAL_ID="a1"),
    _flag("--os-password"),
    _flag("--os-token"),
    _flag("--os-api-key", "--os-auth-type", "v2apikey"),
    _flag("--os-passcode", "--os-auth-type", "v3totp"),
    _flag("--os-application-credential-secret", "--os-application-credential-id", "a1"),
    _file("clouds.yaml", {"password": "c4nary-file"}),
    _file("clouds.yaml", {"token": "c4nary-file", "auth_type": "token"}),
    _file(
        "clouds.yaml",
        {"application_credential_secret": "c4nary-file", "application_credential_id": "a1"},
    ),
    _file("secure.yaml", {"password": "c4nary-secure"}),
    Way("descriptor", _descriptor),
    Way("command", _command),
    Way("keyring", _keyring),
    Way("kept credential", _kept_credential),
    Way("URL", _in_the_url),
    Way("client secret", _client_secret),
    _variable("OS_ACCESS_TOKEN", OS_IDENTITY_PROVIDER="lab", OS_PROTOCOL="openid"),
    _variable(
        "OS_PASSWORD",
        OS_IDENTITY_PROVIDER="lab",
        OS_PROTOCOL="openid",
        OS_CLIENT_ID="cli",
        OS_ACCESS_TOKEN_ENDPOINT="http://127.0.0.1:9/token",
    ),
    Way("unsendable", _unsendable),
)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "sleep", lambda seconds: None)


def shown(run: Run) -> str:
    """Where a canary is in what came out, with what stands around it; '' for nowhere."""
    out = (
        run.stdout
        + run.stderr
        + "".join(
            path.read_text(errors="replace")
            for folder in (".cache", ".local")
            for path in _files(folder)
        )
    )
    at = out.lower().find(CANARY)
    return "" if at < 0 else out[max(at - 200, 0) : at + 60]


def _files(folder: str) -> list[Path]:
    return [path for path in Path(os.environ["HOME"], folder).rglob("*") if path.is_file()]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_nothing_that_came_in_comes_out(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, way: Way
) -> None:
    flags = way.plant(monkeypatch, tmp_path)
    for command, switches in itertools.product(COMMANDS, SWITCHES):
        run = nova(*switches, *flags, *command)
        assert not shown(run), (command, switches)


@pytest.mark.parametrize("way", WAYS[:2], ids=lambda way: way.name)
def test_a_login_that_goes_well_with_it(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, way: Way
) -> None:
    flags = way.plant(monkeypatch, tmp_path)
    cloud.password = f"{CANARY}-{way.name}"
    for command, switches in itertools.product(COMMANDS, SWITCHES):
        run = nova(*switches, *flags, *command)
        assert not shown(run), (command, switches)


ANSWERS = {
    "an echo in the refusal": (
        401,
        {},
        {"error": {"message": "the password c4nary-echo is wrong", "code": 401}},
    ),
    "a cookie": (200, {"Set-Cookie": "session=c4nary-cookie"}, {}),
    "a receipt": (
        401,
        {"Openstack-Auth-Receipt": "c4nary-receipt"},
        {"receipt": {"methods": ["password"]}},
    ),
    "a redirect": (
        302,
        {"Location": "http://u:c4nary-redirect@elsewhere.example/v3?token=c4nary-query"},
        None,
    ),
    "a subject": (
        201,
        {"X-Subject-Token": "c4nary-subject"},
        {"token": {"user": {"name": "demo"}}},
    ),
    "a generated password": (
        500,
        {},
        {"server": {"adminPass": "c4nary-admin", "user_data": "c4nary-data"}},
    ),
    "a console": (500, {}, {"console": {"url": "http://h/vnc?token=c4nary-console"}}),
    "a provider's tokens": (
        200,
        {},
        {"access_token": "c4nary-access", "id_token": "c4nary-id", "device_code": "c4nary-d"},
    ),
    "a temp url key": (500, {"X-Account-Meta-Temp-Url-Key": "c4nary-key"}, {}),
}


@pytest.mark.parametrize("what", ANSWERS)
def test_nothing_that_a_server_gives_comes_out(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    status, headers, body = ANSWERS[what]
    monkeypatch.setenv("OS_PASSWORD", f"{CANARY}-echo")
    for command, switches in itertools.product(COMMANDS, SWITCHES):
        if command[0] == "api":
            continue  # it prints what a service answers
        cloud.faults.clear()
        cloud.faults.add(
            Fault("*", "", "status", times=99, status=status, headers=headers, body=body)
        )
        run = nova(*switches, *command)
        if what == "a subject":
            run = run._replace(
                stdout=""
            )  # a token may be in the cache, and in a result that is asked for
            assert CANARY not in run.stderr
        else:
            assert not shown(run), (command, switches)


def test_a_secret_that_a_server_repeats_is_not_cut_in_two(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OS_PASSWORD", f"{CANARY}-" * 9)
    for padding in range(1800, 2000, 7):
        body = {"error": {"message": "x" * padding + f"{CANARY}-" * 9, "code": 401}}
        cloud.faults.add(Fault("*", "", "status", status=401, body=body))
        assert not shown(nova("--debug", "list"))


@pytest.mark.parametrize("command", ["list", "show", "endpoint"])
def test_a_password_in_an_address_of_the_catalog(cloud: LocalCloud, command: str) -> None:
    for service in cloud.catalog:
        for endpoint in service["endpoints"]:
            endpoint["url"] = endpoint["url"].replace("://", f"://u:{CANARY}@")
    for output_format in ("table", "json", "csv"):
        run = nova(
            "catalog", command, *([] if command == "list" else ["compute"]), "-f", output_format
        )
        assert run.exit_code == 0
        assert CANARY not in run.stdout + run.stderr


def test_no_secret_in_what_api_shows_of_an_error(cloud: LocalCloud) -> None:
    body = {"error": {"message": "no"}, "application_credential": {"secret": CANARY}}
    for status, hidden in ((500, True), (200, False)):
        cloud.faults.add(
            Fault(
                "GET", "/os-x", "status", status=status, body=body, headers={"Set-Cookie": CANARY}
            )
        )
        run = nova("api", "GET", "/os-x", "-i")
        assert run.stdout.count(CANARY) == (0 if hidden else 2)


def test_a_password_in_a_given_address_is_in_no_file(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = next(one["endpoints"][0]["url"] for one in cloud.catalog if one["type"] == "compute")
    monkeypatch.setenv("OS_ENDPOINT_OVERRIDE", url.replace("://", f"://u:{CANARY}@"))
    run = nova("list")
    assert run.exit_code == 0
    assert not shown(run)


def test_how_many() -> None:
    runs = (len(WAYS) + 2 + len(ANSWERS)) * len(COMMANDS) * len(SWITCHES)
    assert (len(WAYS), len(ANSWERS), len(COMMANDS), runs) == (27, 9, 21, 2394)
