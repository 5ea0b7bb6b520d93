"""What ``boot`` sends: the contract's request byte for byte, and what each option adds to it."""

from pathlib import Path
from typing import Any

import pytest

from mini_nova.compute.boot.block_devices import boot_volume, from_image, swap
from tests.cli.compute.boot.test_create_request import CONTRACT_BODY, IMAGE
from tests.cli.wire import create_request, old_create_request, sent

BOOT = ("boot", "vm", "--flavor", "6", "--image", IMAGE)
ZONE_AND_GROUP = ("--availability-zone", "nova", "--security-groups", "default")
BASE = {
    "name": "vm",
    "imageRef": IMAGE,
    "flavorRef": "6",
    "min_count": 1,
    "max_count": 1,
    "networks": "auto",
}
VOLUME = boot_volume("v1")
OF_IMAGE = from_image(IMAGE)
BLANK = {
    "source_type": "blank",
    "destination_type": "local",
    "boot_index": -1,
    "delete_on_termination": True,
}


def test_the_contract_byte_for_byte() -> None:
    request = old_create_request("boot", "vm_test", *BOOT[2:], *ZONE_AND_GROUP)
    headers = dict(request.headers)
    assert request.method == "POST"
    assert request.url == "http://cloud.example:8774/v1.1/1c56ca83be0944009499481e90e184dd/servers"
    assert request.body == CONTRACT_BODY.encode()
    assert headers.pop("User-Agent").startswith("mini-nova/")
    assert {name.lower(): value for name, value in headers.items()} == {
        "x-auth-project-id": "1c56ca83be0944009499481e90e184dd",
        "x-auth-token": "gAAAAABrBGNCexample",
        "content-type": "application/json",
        "accept": "application/json",
        "accept-encoding": "gzip, deflate",
        "content-length": str(len(CONTRACT_BODY)),
    }


def test_a_current_cloud_is_sent_the_microversion() -> None:
    headers = create_request(*BOOT).headers
    assert headers["X-OpenStack-Nova-API-Version"] == "2.104"
    assert headers["OpenStack-API-Version"] == "compute 2.104"
    assert "X-Auth-Project-Id" not in headers


_OPTIONS: list[tuple[str, dict[str, Any]]] = [
    ("", {}),
    ("--min-count 2", {"min_count": 2, "max_count": 2}),
    ("--max-count 3", {"max_count": 3}),
    ("--min-count 2 --max-count 3", {"min_count": 2, "max_count": 3}),
    ("--meta a=b --meta c=d=e --meta f=", {"metadata": {"a": "b", "c": "d=e", "f": ""}}),
    ("--key-name mine", {"key_name": "mine"}),
    ("--availability-zone zone:host:node", {"availability_zone": "zone:host:node"}),
    ("--security-groups web,default", {"security_groups": [{"name": "web"}, {"name": "default"}]}),
    ("--config-drive true", {"config_drive": True}),
    ("--config-drive 1", {"config_drive": True}),
    ("--config-drive false", {}),
    ("--config-drive 0", {}),
    ("--config-drive none", {}),
    ("--admin-pass secret", {"adminPass": "secret"}),
    ("--access-ip-v4 10.0.0.1", {"accessIPv4": "10.0.0.1"}),
    ("--access-ip-v6 fd00::1", {"accessIPv6": "fd00::1"}),
    ("--description words", {"description": "words"}),
    ("--description=", {}),
    ("--tags a,b", {"tags": ["a", "b"]}),
    (
        "--trusted-image-certificate-id c --trusted-image-certificate-id d",
        {"trusted_image_certificates": ["c", "d"]},
    ),
    ("--host h", {"host": "h"}),
    ("--hypervisor-hostname h", {"hypervisor_hostname": "h"}),
    ("--hostname h", {"hostname": "h"}),
    ("--nic auto", {"networks": "auto"}),
    ("--nic none", {"networks": "none"}),
    (
        "--nic net-id=n,tag=t --nic port-id=p",
        {"networks": [{"uuid": "n", "tag": "t"}, {"port": "p"}]},
    ),
    ("--nic net-id=n,v6-fixed-ip=fd00::1", {"networks": [{"uuid": "n", "fixed_ip": "fd00::1"}]}),
    (
        "--swap 5 --ephemeral size=1,format=ext4 --block-device size=2",
        {
            "block_device_mapping_v2": [
                OF_IMAGE,
                {
                    "volume_size": "2",
                    "source_type": "blank",
                    "destination_type": "local",
                    "delete_on_termination": True,
                },
                {**BLANK, "volume_size": "1", "guest_format": "ext4"},
                {**BLANK, "volume_size": "5", "guest_format": "swap"},
            ]
        },
    ),
    (
        "--block-device-mapping vdb=v1:snap:2:1",
        {
            "block_device_mapping": [
                {
                    "device_name": "vdb",
                    "snapshot_id": "v1",
                    "volume_size": "2",
                    "delete_on_termination": "1",
                }
            ]
        },
    ),
]


@pytest.mark.parametrize(
    ("options", "addition"), _OPTIONS, ids=[options for options, _ in _OPTIONS]
)
def test_each_option(options: str, addition: dict[str, Any]) -> None:
    assert sent(create_request(*BOOT, *options.split())) == {"server": {**BASE, **addition}}


_OTHER_SOURCES: list[tuple[str, dict[str, Any]]] = [
    ("--boot-volume v1", {"block_device_mapping_v2": [VOLUME]}),
    ("--snapshot v1", {"block_device_mapping_v2": [{**VOLUME, "source_type": "snapshot"}]}),
    ("--boot-volume v1 --swap 1", {"block_device_mapping_v2": [VOLUME, swap("1")]}),
    (
        "--block-device id=i,source=image,dest=volume,bootindex=0,size=2,shutdown=remove",
        {
            "block_device_mapping_v2": [
                {
                    "uuid": "i",
                    "source_type": "image",
                    "destination_type": "volume",
                    "boot_index": "0",
                    "volume_size": "2",
                    "delete_on_termination": True,
                }
            ]
        },
    ),
    (
        "--block-device-mapping vda=v1",
        {"block_device_mapping": [{"device_name": "vda", "volume_id": "v1"}]},
    ),
]


@pytest.mark.parametrize(
    ("options", "addition"), _OTHER_SOURCES, ids=[options for options, _ in _OTHER_SOURCES]
)
def test_what_is_not_booted_from_an_image(options: str, addition: dict[str, Any]) -> None:
    request = create_request("boot", "vm", "--flavor", "6", *options.split())
    assert sent(request) == {"server": {**BASE, "imageRef": "", **addition}}


def test_hints_go_beside_the_server_and_a_repeated_one_is_a_list() -> None:
    request = create_request(
        *BOOT, "--hint", "group=g", "--hint", "not=a", "--hint", "not=b", "--hint", "not=c"
    )
    assert sent(request) == {
        "server": BASE,
        "os:scheduler_hints": {"group": "g", "not": ["a", "b", "c"]},
    }


def test_user_data(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text("#!/bin/sh\necho Zürich\n", encoding="utf-8")
    server = sent(create_request(*BOOT, "--user-data", str(script)))["server"]
    assert server == {**BASE, "user_data": "IyEvYmluL3NoCmVjaG8gWsO8cmljaAo="}


def test_injected_files_bring_the_last_microversion_that_has_them(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.write_bytes(b"\x00\xff")
    request = create_request(*BOOT, "--file", f"/etc/b={content}", "--file", f"/etc/a={content}")
    assert request.headers["X-OpenStack-Nova-API-Version"] == "2.56"
    assert sent(request)["server"]["personality"] == [
        {"path": "/etc/a", "contents": "AP8="},
        {"path": "/etc/b", "contents": "AP8="},
    ]


def test_variables_are_the_defaults_of_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOVACLIENT_DEFAULT_KEY_NAME", "mine")
    monkeypatch.setenv("OS_TRUSTED_IMAGE_CERTIFICATE_IDS", "c, d")
    defaults = sent(create_request(*BOOT))["server"]
    assert defaults == {**BASE, "key_name": "mine", "trusted_image_certificates": ["c", "d"]}
    options = ("--key-name", "k", "--trusted-image-certificate-id", "x")
    request = create_request(*BOOT, "--no-cache", *options)
    assert sent(request)["server"] == {**BASE, "key_name": "k", "trusted_image_certificates": ["x"]}


@pytest.mark.parametrize(
    ("newest", "version", "headers"),
    [
        (
            "2.60",
            "",
            {"X-OpenStack-Nova-API-Version": "2.60", "OpenStack-API-Version": "compute 2.60"},
        ),
        (
            "2.104",
            "2.60",
            {"X-OpenStack-Nova-API-Version": "2.60", "OpenStack-API-Version": "compute 2.60"},
        ),
        (
            "2.104",
            "2.latest",
            {"X-OpenStack-Nova-API-Version": "2.104", "OpenStack-API-Version": "compute 2.104"},
        ),
        ("2.26", "", {"X-OpenStack-Nova-API-Version": "2.26"}),
        ("2.104", "2.0", {}),
    ],
)
def test_microversions(newest: str, version: str, headers: dict[str, str]) -> None:
    options = ("--os-compute-api-version", version) if version else ()
    request = create_request(*options, *BOOT, newest=newest)
    assert {name: value for name, value in request.headers.items() if "API" in name} == headers


@pytest.mark.parametrize("newest", ["2.36", "2.1"])
def test_before_2_37_networks_are_left_out(newest: str) -> None:
    assert "networks" not in sent(create_request(*BOOT, newest=newest))["server"]


def test_before_2_37_nics_are_sent_as_ever() -> None:
    request = create_request(*BOOT, "--nic", "net-id=n,v4-fixed-ip=10.0.0.9", newest="2.1")
    assert sent(request)["server"]["networks"] == [{"uuid": "n", "fixed_ip": "10.0.0.9"}]


def test_options_work_on_the_contracts_cloud_as_well() -> None:
    request = old_create_request(*BOOT, "--meta", "a=b", "--key-name", "k", "--nic", "net-id=n")
    body = {**BASE, "metadata": {"a": "b"}, "key_name": "k", "networks": [{"uuid": "n"}]}
    assert sent(request) == {"server": body}
