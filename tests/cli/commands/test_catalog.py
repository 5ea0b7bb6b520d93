"""``catalog list``, ``catalog show``, ``catalog diff`` and ``catalog check``."""

import json
from pathlib import Path

import pytest

from mini_nova.commands.catalog.list import endpoints_cell
from tests.local_cloud import Fault, LocalCloud
from tests.runner import nova


@pytest.mark.parametrize("tty", [False, True])
def test_the_services_with_their_endpoints(cloud: LocalCloud, tty: bool) -> None:
    run = nova("catalog", "list", tty=tty)
    assert run.cells[0] == ["Name", "Type", "Endpoints"]
    assert [row[1] for row in run.cells[1:]] == [
        "compute",
        "image",
        "network",
        "identity",
        "block-storage",
    ]
    assert f"RegionOne public: {cloud.url}/compute/v2.1; RegionOne internal: " in run.cells[1][2]


@pytest.mark.parametrize("version", [2, 3])
def test_data_has_the_shape_of_v3_whatever_the_protocol(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    for name, value in cloud.openrc(version).items():
        monkeypatch.setenv(name, value)
    compute = nova("catalog", "list", "-f", "json").json[0]
    assert compute["type"] == "compute"
    assert {"interface", "region", "url", "id"} <= set(compute["endpoints"][0])


@pytest.mark.parametrize("name", ["compute", "nova", "compute_legacy"])
def test_one_service_by_type_alias_or_name(cloud: LocalCloud, name: str) -> None:
    run = nova("catalog", "show", name)
    assert ["type", "compute"] in run.cells
    assert [
        "chosen",
        f"compute nova, public in region RegionOne: {cloud.url}/compute/v2.1",
    ] in run.cells


def test_endpoints_are_in_order_of_region_and_interface() -> None:
    places = (("B", "public"), ("A", "other"), ("A", "admin"), ("A", "public"))
    endpoints = [
        {"region": region, "interface": interface, "url": "http://h"}
        for region, interface in places
    ]
    assert endpoints_cell({"endpoints": endpoints}) == (
        "A public: http://h; A admin: http://h; A other: http://h; B public: http://h"
    )


def test_why_no_endpoint_is_chosen(cloud: LocalCloud) -> None:
    run = nova(
        "catalog", "show", "compute", "--os-region-name", "moon", "-f", "value", "-c", "chosen"
    )
    assert run.stdout == 'no compute in region "moon"; the catalog has RegionOne\n'


def test_no_such_service(cloud: LocalCloud) -> None:
    run = nova("catalog", "show", "dns")
    assert (run.exit_code, run.stdout) == (4, "")
    assert run.stderr == (
        "ERROR (CommandError): No service with a type or name of 'dns' exists in the catalog; "
        "it has block-storage, compute, identity, image, network.\n"
    )


def test_a_kept_token_that_was_revoked_is_no_fault_of_the_services(cloud: LocalCloud) -> None:
    assert nova("catalog", "list").exit_code == 0
    cloud.revoke_tokens()
    found = nova("catalog", "check", "-f", "json").json
    assert "token-refused" not in {finding["code"] for finding in found}
    cloud.faults.add(Fault("GET", "/flavors", "status", times=99, status=401))
    found = nova("catalog", "check", "-f", "json").json
    assert "token-refused" in {finding["code"] for finding in found}


def test_show_says_what_the_settings_of_the_service_choose(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OS_IMAGE_ENDPOINT_OVERRIDE", "http://glance.example:9292")
    run = nova("catalog", "show", "glance", "-f", "value", "-c", "chosen")
    assert run.stdout == "given in the settings: http://glance.example:9292\n"
    monkeypatch.setenv("OS_NETWORK_REGION_NAME", "nowhere")
    run = nova("catalog", "show", "network", "-f", "value", "-c", "chosen")
    assert run.stdout.startswith('no network in region "nowhere"')


@pytest.mark.parametrize(
    "arguments",
    [("catalog", "show", "compute"), ("catalog", "endpoint", "compute", "-f", "json"), ("doctor",)],
)
def test_a_password_in_an_endpoint_is_not_in_why_it_was_chosen(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    address = cloud.url.replace("://", "://someone:pl4nted@")
    monkeypatch.setenv("OS_COMPUTE_ENDPOINT_OVERRIDE", f"{address}/compute/v2.1")
    [why] = [line for line in nova(*arguments).lines if "given in the settings" in line]
    assert f"{cloud.url}/compute/v2.1" in why
    assert "pl4nted" not in why


def test_the_check_waits_as_long_as_it_is_told(cloud: LocalCloud) -> None:
    assert nova("catalog", "list").exit_code == 0
    cloud.faults.add(Fault("GET", "/image", "hang", times=9))
    found = nova("catalog", "check", "--timeout", "3", "-f", "json").json
    assert [
        row["message"]
        for row in found
        if row["code"] == "no-answer" and row["interface"] == "public"
    ] == [f"{cloud.url}/image/ gave no answer within 3 s"]


def test_two_catalogs_that_are_alike(cloud: LocalCloud) -> None:
    run = nova("catalog", "diff", "-", "-", "-f", "json")
    assert (run.json, run.errors, run.exit_code) == ([], ["The catalogs are alike."], 0)


def test_a_service_that_is_only_internal_or_has_an_empty_url(cloud: LocalCloud) -> None:
    for service in cloud.catalog:
        for endpoint in service["endpoints"]:
            if service["type"] == "image" and endpoint["interface"] == "public":
                endpoint["url"] = ""
    findings = nova("catalog", "check", "--offline", "-f", "json").json
    codes = {(row["code"], row["severity"], row["service"]) for row in findings}
    assert {("no-endpoint", "warning", "image"), ("url-broken", "error", "image")} <= codes


def test_why_an_endpoint_was_chosen(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OS_IMAGE_INTERFACE", "internal")
    why = nova("catalog", "endpoint", "image", "--why", "-f", "json").json
    assert why["decided_by"] == [
        {"setting": "region_name", "value": cloud.region, "source": "OS_REGION_NAME"},
        {"setting": "interface", "value": "internal", "source": "OS_IMAGE_INTERFACE"},
    ]
    assert {endpoint["interface"] for endpoint in why["others"]} == {"public", "admin"}
    cells = nova("catalog", "endpoint", "compute", "--why").cells
    assert ["", "interface public (the default)"] in cells


def test_an_override_decides_alone(cloud: LocalCloud) -> None:
    url = f"{cloud.url}/compute/v2.1"
    arguments = ("catalog", "endpoint", "compute", "--why", "--os-endpoint-override", url)
    why = nova(*arguments, "-f", "json").json
    assert why["decided_by"] == [
        {"setting": "endpoint_override", "value": url, "source": "--os-endpoint-override"}
    ]
    assert why["others"]


def test_names_with_dots_are_clouds(cloud: LocalCloud) -> None:
    auth = {
        "auth_url": f"{cloud.url}/identity/v3",
        "username": cloud.username,
        "password": cloud.password,
        "project_name": cloud.project.name,
        "user_domain_name": cloud.domain_name,
        "project_domain_name": cloud.domain_name,
    }
    clouds = {"prod.eu": {"auth": auth}, "two": {"auth": auth}}
    Path("clouds.yaml").write_text(json.dumps({"clouds": clouds}))
    run = nova("catalog", "diff", "prod.eu", "two")
    assert (run.exit_code, run.errors) == (0, ["The catalogs are alike."])
    Path("before.json").write_text(nova("catalog", "list", "-f", "json").stdout)
    assert nova("catalog", "diff", "before.json", "two").exit_code == 0
    assert nova("catalog", "diff", "./nosuch", "two").exit_code == 2
    assert "no cloud named" in nova("catalog", "diff", "nosuch.json", "two").stderr
