"""``--nic`` arguments and the ``networks`` they become."""

from typing import Any

import pytest

from mini_nova.compute.boot.nics import networks, parse
from mini_nova.compute.microversion import Microversion
from mini_nova.errors import BadUsage

NET, PORT = "7b0b3a0e-5b1c-4b43-8c3c-0d5b0a7c1c11", "0f6f4d5e-97b9-4c6a-8f3f-6f4a3c3b2a10"


def _networks(*arguments: str, version: Microversion = (2, 96)) -> Any:
    return networks(parse(arguments), version, {"private": NET}.__getitem__)


@pytest.mark.parametrize(
    ("argument", "network"),
    [
        (f"net-id={NET}", {"uuid": NET}),
        (f"port-id={PORT}", {"port": PORT}),
        ("net-name=private", {"uuid": NET}),
        (f"net-id={NET},v4-fixed-ip=10.0.0.9", {"uuid": NET, "fixed_ip": "10.0.0.9"}),
        (f"net-id={NET},v6-fixed-ip=fd00::9", {"uuid": NET, "fixed_ip": "fd00::9"}),
        (f"tag=left,port-id={PORT}", {"port": PORT, "tag": "left"}),
    ],
)
def test_a_card(argument: str, network: dict[str, str]) -> None:
    assert _networks(argument) == [network]


def test_cards_keep_their_order() -> None:
    assert _networks(f"port-id={PORT}", "net-name=private") == [{"port": PORT}, {"uuid": NET}]


@pytest.mark.parametrize("word", ["auto", "none"])
def test_auto_and_none_are_sent_as_words(word: str) -> None:
    assert _networks(word, version=(2, 37)) == word


def test_without_a_card_the_cloud_chooses_from_2_37_on() -> None:
    assert _networks(version=(2, 37)) == "auto"
    assert _networks(version=(2, 36)) is None


@pytest.mark.parametrize("word", ["auto", "none"])
def test_auto_and_none_do_not_exist_before_2_37(word: str) -> None:
    with pytest.raises(BadUsage, match=r"2\.37"):
        _networks(word, version=(2, 36))


@pytest.mark.parametrize("version", [(2, 32), (2, 36), (2, 42)])
def test_tags_exist_at(version: Microversion) -> None:
    assert _networks(f"net-id={NET},tag=t", version=version) == [{"uuid": NET, "tag": "t"}]


@pytest.mark.parametrize("version", [(2, 31), (2, 37), (2, 41)])
def test_tags_do_not_exist_at(version: Microversion) -> None:
    with pytest.raises(BadUsage, match="tag"):
        _networks(f"net-id={NET},tag=t", version=version)


@pytest.mark.parametrize(
    "argument",
    [
        "",
        "foo",
        "net-id",
        "net-id=",
        "net-id=a,",
        "colour=red",
        "net-id=a,net-id=b",
        "net-id=a,port-id=b",
        "net-id=a,net-name=b",
        "v4-fixed-ip=10.0.0.1",
        "tag=t",
        "net-id=a,auto",
        "Auto",
    ],
)
def test_other_forms_are_refused_in_the_classic_words(argument: str) -> None:
    with pytest.raises(BadUsage) as refused:
        parse([argument])
    assert refused.value.message.startswith(
        f"Invalid nic argument '{argument}'. Nic arguments must be of the form"
    )


@pytest.mark.parametrize(
    ("argument", "sentence"),
    [
        ("net-id=a,v4-fixed-ip=10.0.0.256", "Invalid ipv4 address."),
        ("net-id=a,v4-fixed-ip=fd00::1", "Invalid ipv4 address."),
        ("net-id=a,v6-fixed-ip=10.0.0.1", "Invalid ipv6 address."),
        (
            "net-id=a,v4-fixed-ip=10.0.0.1,v6-fixed-ip=fd00::1",
            "Only one of 'v4-fixed-ip' and 'v6-fixed-ip' may be provided.",
        ),
    ],
)
def test_addresses_are_checked(argument: str, sentence: str) -> None:
    with pytest.raises(BadUsage) as refused:
        parse([argument])
    assert refused.value.message == sentence


@pytest.mark.parametrize(
    "arguments", [("auto", "none"), ("auto", "auto"), ("none", f"net-id={NET}")]
)
def test_auto_and_none_stand_alone(arguments: tuple[str, ...]) -> None:
    with pytest.raises(BadUsage, match="cannot be used with any other nic arguments"):
        parse(arguments)
