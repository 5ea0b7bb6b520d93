"""``boot`` against a cloud: what it asks, in which order, and what it shows."""

import json
from typing import Any

import pytest
import yaml

from tests.cli.compute.boot.test_create_request import CONTRACT_BODY, IMAGE
from tests.local_cloud import Fault, LocalCloud
from tests.runner import nova

FIRST = "00000000-0000-4000-8000-000000000001"
SECOND = "00000000-0000-4000-8000-000000000002"

BY_IDS = ("boot", "vm", "--flavor", "6", "--image", IMAGE)
UUID_NAME = "11111111-2222-3333-4444-555555555555"


@pytest.fixture
def warm(cloud: LocalCloud) -> LocalCloud:
    """The cloud, with a login and the version document in the cache and no request on record."""
    assert nova("list").exit_code == 0
    cloud.requests.clear()
    return cloud


def _requests(cloud: LocalCloud) -> list[str]:
    return [
        f"{request.method} {request.target}".replace("/compute/v2.1", "")
        for request in cloud.requests
    ]


def _shown_id(cloud: LocalCloud) -> str:
    (server_id,) = cloud.servers
    return server_id


def test_ids_need_no_lookup(warm: LocalCloud) -> None:
    run = nova(*BY_IDS, "-f", "json")
    assert run.exit_code == 0
    assert _requests(warm) == ["POST /servers", f"GET /servers/{_shown_id(warm)}"]


def test_a_table_has_the_name_of_the_image(warm: LocalCloud) -> None:
    run = nova(*BY_IDS)
    assert ["image", f"cirros-0.3.0-x86_64 ({IMAGE})"] in run.cells
    assert _requests(warm)[2:] == [f"GET /image/v2/images/{IMAGE}"]


@pytest.mark.parametrize(
    ("properties", "image"),
    [(("os=a",), FIRST), (("os=a", "size=big"), FIRST), (("os=b",), SECOND)],
)
def test_an_image_by_its_properties(
    cloud: LocalCloud, properties: tuple[str, ...], image: str
) -> None:
    cloud.add_image("both", FIRST, os="a", size="big")
    cloud.add_image("other", SECOND, os="b", size="big")
    options = [word for text in properties for word in ("--image-with", text)]
    run = nova("boot", "vm", "--flavor", "6", *options)
    assert run.exit_code == 0, run.stderr
    (create,) = cloud.matching("POST", "/servers")
    assert create.json["server"]["imageRef"] == image


def test_the_first_of_several_images_is_used_and_said(cloud: LocalCloud) -> None:
    cloud.add_image("old", FIRST, os="a")
    cloud.add_image("new", SECOND, os="a")
    run = nova("boot", "vm", "--flavor", "6", "--image-with", "os=a")
    assert run.errors[:2] == [
        f"WARNING: Multiple matching images: ['{SECOND}', '{FIRST}']",
        f"WARNING: Using image: {SECOND}",
    ]


def test_no_image_has_the_properties(cloud: LocalCloud) -> None:
    run = nova("boot", "vm", "--flavor", "6", "--image-with", "os=a")
    assert run.exit_code == 4
    assert run.errors[0] == (
        "ERROR (CommandError): No images match the property expected by --image-with"
    )
    assert cloud.count("POST", "/servers") == 0


def test_each_name_is_one_request_more(warm: LocalCloud) -> None:
    network = warm.add_network(name="lab")
    run = nova(
        "boot",
        "vm",
        "--flavor",
        "testflav",
        "--image",
        "cirros-0.3.0-x86_64",
        "--nic",
        "net-name=lab",
    )
    assert run.exit_code == 0
    assert _requests(warm) == [
        "GET /image/v2/images?name=cirros-0.3.0-x86_64",
        "GET /flavors?is_public=None",
        "GET /network/v2.0/networks?name=lab",
        "POST /servers",
        f"GET /servers/{_shown_id(warm)}",
    ]
    server = warm.matching("POST", "/servers")[0].json["server"]
    assert (server["flavorRef"], server["imageRef"], server["networks"]) == (
        "6",
        IMAGE,
        [{"uuid": network["id"]}],
    )


def test_the_version_document_is_read_once_and_cached(cloud: LocalCloud) -> None:
    for _ in range(3):
        assert nova(*BY_IDS).exit_code == 0
    assert cloud.count("GET", r"/compute/v2\.1$") == 1
    assert cloud.logins == 1


@pytest.mark.parametrize("name", ["42", UUID_NAME])
def test_a_flavor_whose_name_looks_like_an_id(warm: LocalCloud, name: str) -> None:
    warm.add_flavor(name=name, id="f1")
    assert nova("boot", "vm", "--flavor", name, "--image", IMAGE).exit_code == 0
    assert [
        request.json["server"]["flavorRef"] for request in warm.matching("POST", "/servers")
    ] == [name, "f1"]


def test_an_image_whose_name_looks_like_an_id(warm: LocalCloud) -> None:
    image = warm.add_image(name=UUID_NAME)
    assert nova("boot", "vm", "--flavor", "6", "--image", UUID_NAME).exit_code == 0
    posted = [request.json["server"]["imageRef"] for request in warm.matching("POST", "/servers")]
    assert posted == [UUID_NAME, image["id"]]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--flavor", "99", "--image", IMAGE), "No flavor with a name or ID of '99' exists."),
        (
            ("--flavor", UUID_NAME, "--image", IMAGE),
            f"No flavor with a name or ID of '{UUID_NAME}' exists.",
        ),
        (("--flavor", "huge", "--image", IMAGE), "No flavor with a name or ID of 'huge' exists."),
        (("--flavor", "m1/x", "--image", IMAGE), "No flavor with a name or ID of 'm1/x' exists."),
        (("--flavor", "6", "--image", "windows"), "No Image matching windows. (HTTP 404)"),
        (("--flavor", "6", "--image", "win/dows"), "No Image matching win/dows. (HTTP 404)"),
        (("--flavor", "6", "--image", UUID_NAME), f"No Image matching {UUID_NAME}. (HTTP 404)"),
        (
            ("--flavor", "6", "--image", IMAGE, "--nic", "net-name=moon"),
            "No Network matching moon. (HTTP 404)",
        ),
    ],
)
def test_no_such_thing(cloud: LocalCloud, options: tuple[str, ...], sentence: str) -> None:
    run = nova("boot", "vm", *options)
    assert run.exit_code == 4
    assert run.stdout == ""
    assert (
        run.errors[0].removeprefix("ERROR (CommandError): ").removeprefix("ERROR (NotFound): ")
        == sentence
    )
    assert len(run.errors) <= 2
    assert not cloud.servers


def test_several_of_a_name_are_listed_by_their_ids(cloud: LocalCloud) -> None:
    twins: dict[str, list[Any]] = {
        "--image": [cloud.add_image(name="twin")["id"] for _ in range(2)],
        "--flavor": [cloud.add_flavor(name="twin")["id"] for _ in range(2)],
        "--nic": [cloud.add_network(name="twin")["id"] for _ in range(2)],
    }
    for option, ids in twins.items():
        run = nova(*BY_IDS, option, "net-name=twin" if option == "--nic" else "twin")
        assert run.exit_code == 4
        assert "matches found for 'twin', use an ID to be more specific." in run.errors[0]
        assert all(server_id in run.errors[1] for server_id in ids)
    assert cloud.count("POST", "/servers") == 0


@pytest.mark.parametrize(
    ("message", "status", "exit_code"),
    [
        ("The requested availability zone is not available", 400, 1),
        ("Quota exceeded for instances: Requested 1, but already used 10 of 10 instances", 403, 1),
        ("Invalid input for field/attribute networks.", 400, 1),
    ],
)
def test_refusals_are_passed_on_with_the_id_of_the_request(
    warm: LocalCloud, message: str, status: int, exit_code: int
) -> None:
    warm.faults.add(Fault("POST", "/servers$", "status", status=status, message=message))
    run = nova(*BY_IDS)
    kind = {400: "BadRequest", 403: "Forbidden"}[status]
    assert run.exit_code == exit_code
    assert run.errors[0].startswith(f"ERROR ({kind}): {message} (HTTP {status}) (Request-ID: req-")
    ids_checked = ["GET /flavors?is_public=None", f"GET /image/v2/images/{IMAGE}"]
    assert _requests(warm) == ["POST /servers", *(ids_checked if status == 400 else [])]


def test_names_are_not_looked_up_again_after_a_refusal(warm: LocalCloud) -> None:
    warm.faults.add(Fault("POST", "/servers$", "status", status=400, message="No."))
    run = nova("boot", "vm", "--flavor", "testflav", "--image", "cirros-0.3.0-x86_64")
    assert run.errors[0].startswith("ERROR (BadRequest): No. (HTTP 400)")
    assert warm.count("GET", "/flavors") == warm.count("GET", "/images") == 1


def test_a_refusal_stands_if_the_ids_cannot_be_checked(warm: LocalCloud) -> None:
    warm.faults.add(
        Fault("POST", "/servers$", "status", status=400, message="No."),
        Fault("GET", "/flavors", "status", status=403),
    )
    assert nova(*BY_IDS).errors[0].startswith("ERROR (BadRequest): No. (HTTP 400)")
    assert warm.count("POST", "/servers") == 1


def test_the_table_has_the_servers_rows_and_the_password_of_the_answer(cloud: LocalCloud) -> None:
    run = nova(
        "boot", "vm", "--flavor", "6", "--image", "cirros-0.3.0-x86_64", "--admin-pass", "s3same"
    )
    rows = dict(run.cells)
    assert rows["adminPass"] == "s3same"
    assert rows["name"] == "vm"
    assert rows["flavor:original_name"] == "testflav"
    assert rows["image"] == f"cirros-0.3.0-x86_64 ({IMAGE})"
    assert rows["security_groups"] == "default"
    assert rows["id"] == _shown_id(cloud)
    assert run.stderr == ""


@pytest.mark.parametrize("tty", [False, True])
def test_data_has_the_servers_own_keys(cloud: LocalCloud, tty: bool) -> None:
    run = nova(*BY_IDS, "-f", "json", tty=tty)
    assert run.json["id"] == _shown_id(cloud)
    assert run.json["flavor"]["original_name"] == "testflav"
    assert run.json["adminPass"]


@pytest.mark.parametrize("options", [(), ("--poll",)])
@pytest.mark.parametrize("output_format", ["json", "jsonl", "yaml"])
def test_several_servers_are_an_array_of_servers(
    cloud: LocalCloud, output_format: str, options: tuple[str, ...]
) -> None:
    run = nova(*BY_IDS, "--max-count", "3", "-f", output_format, *options)
    items = yaml.safe_load(run.stdout) if output_format != "jsonl" else map(json.loads, run.lines)
    items = list(items)
    assert {item["id"] for item in items} == set(cloud.servers)
    assert {item["flavor"]["original_name"] for item in items} == {"testflav"}


@pytest.mark.parametrize("options", [(), ("--poll",)])
@pytest.mark.parametrize("count", ["1", "2"])
def test_keys_that_tables_hide_may_be_asked_for(
    cloud: LocalCloud, options: tuple[str, ...], count: str
) -> None:
    run = nova(*BY_IDS, "--max-count", count, "-f", "json", "-c", "addresses", *options)
    items = [run.json] if count == "1" else run.json
    assert [list(item) for item in items] == [["addresses"]] * int(count)


@pytest.mark.parametrize("options", [(), ("--poll",)])
@pytest.mark.parametrize("name", ["id", "ID", "Id"])
@pytest.mark.parametrize("count", ["1", "2"])
@pytest.mark.parametrize("output_format", ["json", "value"])
def test_every_id_is_told_and_columns_have_any_case(
    cloud: LocalCloud, options: tuple[str, ...], name: str, count: str, output_format: str
) -> None:
    run = nova(*BY_IDS, "--max-count", count, "-c", name, "-f", output_format, *options)
    assert run.exit_code == 0
    if output_format == "value":
        assert set(run.lines) == set(cloud.servers)
        return
    items = [run.json] if count == "1" else run.json
    assert [set(item) for item in items] == [{name}] * int(count)
    assert {item[name] for item in items} == set(cloud.servers)


def test_the_classic_table_of_several_servers_names_the_others_on_stderr(
    cloud: LocalCloud,
) -> None:
    run = nova(*BY_IDS, "--max-count", "3")
    rows = dict(run.cells[1:])
    assert rows["id"] in cloud.servers
    for server_id in cloud.servers:
        assert server_id in run.stderr


def test_a_reservation_is_shown_in_place_of_a_server(warm: LocalCloud) -> None:
    run = nova(*BY_IDS, "--max-count", "2", "--return-reservation-id")
    assert run.lines[:3] == [
        "+----------------+------------+",
        "| Property       | Value      |",
        "+----------------+------------+",
    ]
    assert run.lines[3].startswith("| reservation_id | r-")
    assert len(run.lines) == 5
    assert _requests(warm) == ["POST /servers"]
    assert warm.matching("POST")[0].json["server"]["return_reservation_id"] is True


def test_a_server_that_cannot_be_read_afterwards_is_booked_nevertheless(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("GET", "/servers/[^/]+$", "status", status=403))
    run = nova(*BY_IDS, "-f", "json")
    assert run.exit_code == 0
    assert run.json["id"] == _shown_id(cloud)
    assert run.stderr.startswith("WARNING: server ")


def test_on_the_contracts_cloud_the_request_is_the_contracts(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in cloud.openrc(3):
        monkeypatch.delenv(name)
    for name, value in cloud.openrc(1).items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("OS_REGION_NAME")
    run = nova(
        "boot",
        "vm_test",
        "--flavor",
        "testflav",
        "--image",
        "cirros-0.3.0-x86_64",
        "--availability-zone",
        "nova",
        "--security-groups",
        "default",
        "--poll",
    )
    assert run.exit_code == 0, run.stderr
    base = f"/compute/v1.1/{cloud.project.id}"
    assert [request.path for request in cloud.requests[:4]] == [
        "/identity/v1.0",
        f"{base}/images",
        f"{base}/flavors",
        f"{base}/servers",
    ]
    request = cloud.matching("POST")[0]
    assert request.body == CONTRACT_BODY.encode()
    assert request.headers["X-Auth-Project-Id"] == cloud.project.id
    assert sorted(request.headers) == [
        "accept",
        "accept-encoding",
        "content-length",
        "content-type",
        "host",
        "user-agent",
        "x-auth-project-id",
        "x-auth-token",
    ]
