"""``doctor``."""

import socket

import pytest

from mini_nova_auth.testing import v3_service
from tests.local_cloud import Fault, LocalCloud
from tests.runner import nova


def test_it_waits_as_long_as_it_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/v3"
        run = nova(
            "doctor",
            "--timeout",
            "0.3",
            "--os-auth-url",
            url,
            "--os-username",
            "u",
            "--os-password",
            "p",
        )
    assert f"✗ connection: {url} gave no answer within 0.3 s." in run.lines
    assert run.exit_code == 1


@pytest.mark.parametrize("seconds", ["0", "soon"])
def test_a_time_that_is_none_is_a_line(seconds: str) -> None:
    run = nova(
        "doctor", "--timeout", seconds, "--os-auth-url", "http://h:5000/v3", "--os-username", "u"
    )
    assert run.lines == [f'✗ settings: --timeout: "{seconds}" is not a number of seconds above 0.']
    assert run.exit_code == 1


@pytest.mark.parametrize("command", [("doctor",), ("catalog", "check")])
def test_a_cached_catalog_that_is_out_of_date_is_said_and_replaced(
    cloud: LocalCloud, command: tuple[str, ...]
) -> None:
    catalog = cloud.catalog
    old = v3_service("compute", "nova", f"{cloud.url}/old/v2.1", region=cloud.region)
    cloud.catalog = [old, *catalog[1:]]
    nova("catalog", "list")
    cloud.catalog = catalog
    run = nova(*command)
    text = run.stdout + run.stderr
    assert "cached login was out of date, and is replaced: " in text
    assert f"was {cloud.url}/old/v2.1 and is {cloud.url}/compute/v2.1" in text
    cloud.requests.clear()
    assert nova("catalog", "endpoint", "compute").lines == [f"{cloud.url}/compute/v2.1"]
    assert cloud.matching("POST", "/tokens") == []
    assert "out of date" not in nova(*command).stdout


@pytest.mark.parametrize("command", [("doctor",), ("catalog", "check")])
def test_a_cached_version_document_that_is_out_of_date_is_said_and_replaced(
    cloud: LocalCloud, command: tuple[str, ...]
) -> None:
    version = {"id": "v2.1", "min_version": "2.1", "version": "2.79", "links": []}
    body = {"version": version}
    cloud.faults.add(Fault("GET", "/compute/v2.1/?$", "status", status=200, body=body))
    nova("list")
    run = nova(*command)
    assert "offered 2.1 to 2.79 and offers 2.1 to 2.104" in run.stdout + run.stderr
    nova("list")
    assert cloud.requests[-1].headers["X-OpenStack-Nova-API-Version"] == "2.104"


def test_without_the_cache_nothing_is_replaced(cloud: LocalCloud) -> None:
    assert nova("doctor", "--no-cache").exit_code == 0
    assert nova("cache", "list", "-f", "json").json == []


def test_a_catalog_that_cannot_be_renewed_is_checked_as_it_is(cloud: LocalCloud) -> None:
    nova("catalog", "list")
    cloud.faults.add(Fault("POST", "/tokens", "status", times=9, status=401))
    run = nova("catalog", "check")
    assert "severity" in run.stdout.lower()
    assert "the cached login is checked, as there is no new one" in run.stderr
