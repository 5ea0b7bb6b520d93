"""``list`` and ``boot`` through every login and every way to find compute."""

from typing import Any

import pytest

from tests.cli.compute.boot.test_create_request import IMAGE
from tests.local_cloud import LocalCloud
from tests.runner import nova

BOOT = ("boot", "vm", "--flavor", "6", "--image", IMAGE, "--poll", "-f", "value", "-c", "status")


@pytest.fixture(autouse=True)
def _at_once(cloud: LocalCloud) -> None:
    """The cloud builds in no time."""
    cloud.pace = []


def _use(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    for name in ("OS_PROJECT_NAME", "OS_USER_DOMAIN_NAME", "OS_PROJECT_DOMAIN_NAME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("tty", [False, True])
@pytest.mark.parametrize("version", [1, 2, 3])
def test_each_version_of_the_identity_service(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch, version: int, tty: bool
) -> None:
    _use(monkeypatch, cloud.openrc(version))
    booted = nova(*BOOT, tty=tty)
    assert (booted.stdout, booted.exit_code) == ("ACTIVE\n", 0)
    listed = nova("list", "-f", "value", "-c", "Name", "-c", "Status", tty=tty)
    assert (listed.stdout, listed.exit_code) == ("vm ACTIVE\n", 0)
    assert cloud.logins == 1
    place = {1: f"v1.1/{cloud.project.id}", 2: f"v2/{cloud.project.id}", 3: "v2.1"}[version]
    assert cloud.matching("POST", "/compute")[0].path == f"/compute/{place}/servers"


@pytest.mark.parametrize("links", ["absolute", "relative", "unreachable"])
@pytest.mark.parametrize("end", ["", "/"])
def test_an_identity_address_without_a_version(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch, links: str, end: str
) -> None:
    cloud.version_links = links
    monkeypatch.setenv("OS_AUTH_URL", f"{cloud.url}/identity{end}")
    monkeypatch.delenv("OS_IDENTITY_API_VERSION")
    assert nova(*BOOT).exit_code == 0
    assert cloud.count("POST", "/identity/v3/auth/tokens$") == 1


def test_a_cloud_that_only_speaks_v2(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    cloud.identity_versions = ["v2.0"]
    _use(monkeypatch, {**cloud.openrc(2), "OS_AUTH_URL": f"{cloud.url}/identity"})
    monkeypatch.delenv("OS_IDENTITY_API_VERSION")
    assert nova("list").exit_code == 0


def test_v1_follows_the_way_it_is_sent(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    cloud.v1_redirects = 2
    _use(monkeypatch, cloud.openrc(1))
    monkeypatch.delenv("OS_REGION_NAME")
    assert nova("list").exit_code == 0


@pytest.mark.parametrize("links", ["absolute", "relative", "unreachable"])
@pytest.mark.parametrize(
    "path", ["/compute", "/compute/", "/compute/v2.1/", "/compute/v2", "/compute/v1.1"]
)
def test_compute_addresses_of_every_kind(cloud: LocalCloud, links: str, path: str) -> None:
    cloud.version_links = links
    for endpoint in cloud.catalog[0]["endpoints"]:
        endpoint["url"] = f"{cloud.url}{path}"
    booted = nova(*BOOT)
    assert (booted.stdout, booted.exit_code) == ("ACTIVE\n", 0)
    assert nova("list", "-f", "value", "-c", "Name").stdout == "vm\n"


def test_an_application_credential(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in cloud.openrc():
        monkeypatch.delenv(name)
    credential = cloud.application_credential
    variables = {
        "OS_AUTH_URL": f"{cloud.url}/identity/v3",
        "OS_AUTH_TYPE": "v3applicationcredential",
        "OS_APPLICATION_CREDENTIAL_ID": credential["id"],
        "OS_APPLICATION_CREDENTIAL_SECRET": credential["secret"],
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert nova("list").exit_code == 0


def test_a_token_in_hand(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    token = nova("token", "issue", "-f", "value", "-c", "id").stdout.strip()
    for name in ("OS_PASSWORD", "OS_USERNAME"):
        monkeypatch.delenv(name)
    assert nova("list", "--os-token", token).exit_code == 0


def test_a_token_that_was_revoked_is_renewed(cloud: LocalCloud) -> None:
    assert nova("list").exit_code == 0
    cloud.revoke_tokens()
    assert nova(*BOOT).exit_code == 0
    assert (cloud.logins, len(cloud.servers)) == (2, 1)


def test_another_project_costs_no_password(cloud: LocalCloud) -> None:
    nova("list")
    assert nova("list", "--os-project-name", "other").exit_code == 0
    methods: list[Any] = [
        r.json["auth"]["identity"]["methods"] for r in cloud.matching("POST", "/auth/tokens$")
    ]
    assert methods == [["password"], ["token"]]


@pytest.mark.parametrize(("version", "end"), [(2, "/tokens"), (3, "/auth/tokens"), (3, "/auth/")])
def test_an_identity_address_as_other_clients_want_it(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch, version: int, end: str
) -> None:
    variables = cloud.openrc(version)
    address = variables["OS_AUTH_URL"]
    _use(monkeypatch, {**variables, "OS_AUTH_URL": f"{address}{end}"})
    assert nova("list").exit_code == 0
    assert nova("doctor").exit_code == 0
    monkeypatch.setenv("OS_AUTH_URL", address)
    assert nova("list").exit_code == 0
    assert cloud.logins == 2  # of the first list and of doctor


@pytest.mark.parametrize(
    ("variable", "suffix", "words"),
    [
        ("OS_PASSWORD", "\r", "password (from OS_PASSWORD) ends in a carriage return (\\r)"),
        ("OS_PASSWORD", " ", "password (from OS_PASSWORD) starts or ends with a blank"),
        ("OS_USERNAME", "\n", "username (from OS_USERNAME) ends in a line break (\\n)"),
        ("OS_AUTH_URL", "\r", "auth_url (from OS_AUTH_URL) ends in a carriage return (\\r)"),
        ("OS_REGION_NAME", "\r", "region_name (from OS_REGION_NAME) ends in"),
        ("OS_PROJECT_NAME", "\u200b", "ends in an invisible character (U+200B)"),
    ],
)
def test_a_value_with_something_invisible(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch, variable: str, suffix: str, words: str
) -> None:
    monkeypatch.setenv(variable, cloud.openrc()[variable] + suffix)
    run = nova("list")
    assert run.exit_code == 3
    assert words in run.stderr


def test_a_password_in_quotes(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OS_PASSWORD", f"'{cloud.password}'")
    run = nova("list")
    assert "password (from OS_PASSWORD) is enclosed in quotes (')" in run.stderr
    assert cloud.password not in run.stderr


def test_the_name_of_a_cloud_with_a_carriage_return(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OS_CLOUD", "lab\r")
    assert 'no cloud named "lab\\r"' in nova("list").stderr
