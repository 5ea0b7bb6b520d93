"""Flavors: what each command but flavor-list sends and shows."""

from typing import Any

import pytest

from tests.cli.commands.nova.exchange import answer, changes
from tests.local_cloud import LocalCloud
from tests.runner import nova

FLAVOR = {
    "id": "6",
    "name": "testflav",
    "ram": 512,
    "disk": 1,
    "vcpus": 1,
    "swap": 0,
    "OS-FLV-EXT-DATA:ephemeral": 0,
    "rxtx_factor": 1.0,
    "os-flavor-access:is_public": False,
    "description": None,
    "extra_specs": {},
    "links": [],
}
NEW = {
    "name": "big",
    "ram": 512,
    "vcpus": 2,
    "disk": 10,
    "id": "9",
    "swap": 0,
    "OS-FLV-EXT-DATA:ephemeral": 0,
    "rxtx_factor": 1.0,
    "os-flavor-access:is_public": True,
}


@pytest.mark.parametrize(
    ("line", "difference"),
    [
        ("flavor-create big 9 512 10 2", {}),
        ("flavor-create big 9 512 10 2 --rxtx-factor 1", {}),
        ("flavor-create big auto 512 10 2 --rxtx-factor 1.0", {"id": None}),
        (
            "flavor-create --is-public false big 9 512 10 2 --ephemeral 3 --swap 4 "
            "--rxtx-factor 2 --description d",
            {
                "swap": 4,
                "OS-FLV-EXT-DATA:ephemeral": 3,
                "rxtx_factor": 2.0,
                "os-flavor-access:is_public": False,
                "description": "d",
            },
        ),
    ],
)
def test_create(cloud: LocalCloud, line: str, difference: dict[str, Any]) -> None:
    answer(cloud, "POST", "/flavors", {"flavor": FLAVOR})
    run = nova(*line.split())
    assert changes(cloud) == [("POST", "/flavors", {"flavor": {**NEW, **difference}})]
    assert run.cells[0][-1] == "Description"
    assert len(run.cells) == 2


def test_from_2_102_on_a_flavor_has_no_factor(cloud: LocalCloud) -> None:
    answer(cloud, "POST", "/flavors", {"flavor": FLAVOR})
    line = "--os-compute-api-version 2.102 flavor-create big 9 512 10 2"
    assert nova(*line.split()).exit_code == 0
    ((_, _, body),) = changes(cloud)
    assert body == {"flavor": {key: NEW[key] for key in NEW if key != "rxtx_factor"}}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("big 9 x 10 2", "Ram must be an integer."),
        ("big 9 512 x 2", "Disk must be an integer."),
        ("big 9 512 10 x", "VCPUs must be an integer."),
        ("big 9 512 10 2 --swap x", "Swap must be an integer."),
        ("big 9 512 10 2 --ephemeral x", "Ephemeral must be an integer."),
    ],
)
def test_what_create_refuses(cloud: LocalCloud, line: str, sentence: str) -> None:
    run = nova("flavor-create", *line.split())
    assert run.errors[0] == f"ERROR (CommandError): {sentence}"
    assert (run.exit_code, cloud.requests) == (2, [])


@pytest.mark.parametrize("reference", ["6", "testflav"])
@pytest.mark.parametrize(
    ("line", "change"),
    [
        ("flavor-update {} text", ("PUT", "/flavors/6", {"flavor": {"description": "text"}})),
        ("flavor-delete {}", ("DELETE", "/flavors/6", None)),
        (
            "flavor-key {} set a=b hw:c=d=e",
            ("POST", "/flavors/6/os-extra_specs", {"extra_specs": {"a": "b", "hw:c": "d=e"}}),
        ),
        (
            "flavor-access-add {} p",
            ("POST", "/flavors/6/action", {"addTenantAccess": {"tenant": "p"}}),
        ),
        (
            "flavor-access-remove {} p",
            ("POST", "/flavors/6/action", {"removeTenantAccess": {"tenant": "p"}}),
        ),
    ],
)
def test_a_change(
    cloud: LocalCloud, line: str, reference: str, change: tuple[str, str, Any]
) -> None:
    access = [{"flavor_id": "6", "tenant_id": "p"}]
    answer(cloud, change[0], change[1], {"flavor": FLAVOR, "flavor_access": access})
    assert nova(*line.format(reference).split()).exit_code == 0
    assert changes(cloud) == [change]


def test_unset_removes_one_key_after_the_other(cloud: LocalCloud) -> None:
    for key in ("a", "b%2Fc"):
        answer(cloud, "DELETE", f"/os-extra_specs/{key}", None)
    assert nova("flavor-key", "testflav", "unset", "a", "b/c=1").exit_code == 0
    paths = ["/flavors/6/os-extra_specs/a", "/flavors/6/os-extra_specs/b%2Fc"]
    assert [change[1] for change in changes(cloud)] == paths


def test_a_key_that_nova_would_refuse(cloud: LocalCloud) -> None:
    run = nova("flavor-key", "testflav", "set", "a/b=1")
    assert run.errors[0] == (
        'ERROR (CommandError): Invalid key: "a/b". Keys may only contain letters, numbers, '
        "spaces, underscores, periods, colons and hyphens."
    )
    assert (run.exit_code, changes(cloud)) == (2, [])


def test_show_is_a_property_table_without_links(cloud: LocalCloud) -> None:
    answer(cloud, "GET", "/flavors/6", {"flavor": FLAVOR})
    run = nova("flavor-show", "6")
    names = [row[0] for row in run.cells[1:]]
    assert names == sorted(set(FLAVOR) - {"links"})


def test_show_reads_the_extra_specs_if_the_flavor_lacks_them(cloud: LocalCloud) -> None:
    answer(cloud, "GET", "/flavors/6", {"flavor": FLAVOR})
    answer(cloud, "GET", "/os-extra_specs", {"extra_specs": {"a": "b"}})
    run = nova("--os-compute-api-version", "2.60", "flavor-show", "6", "-f", "json")
    assert run.json["extra_specs"] == {"a": "b"}


def test_who_may_use_it(cloud: LocalCloud) -> None:
    answer(cloud, "GET", "/flavors/6", {"flavor": FLAVOR})
    access = [{"flavor_id": "6", "tenant_id": "p"}]
    answer(cloud, "GET", "/flavors/6/os-flavor-access", {"flavor_access": access})
    run = nova("flavor-access-list", "--flavor", "6")
    assert run.cells == [["Flavor_ID", "Tenant_ID"], ["6", "p"]]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], "Unable to get all access lists. Specify --flavor"),
        (["--flavor", "m1.tiny"], "Access list not available for public flavors."),
    ],
)
def test_who_may_use_it_is_not_known(cloud: LocalCloud, options: list[str], sentence: str) -> None:
    run = nova("flavor-access-list", *options)
    assert run.errors[0] == f"ERROR (CommandError): {sentence}"
