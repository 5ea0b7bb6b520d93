"""Values that are not what they seem, and addresses from the current directory."""

from pathlib import Path

import pytest
import yaml

from mini_nova_auth.settings.oddities import complaint_about, foreign_addresses, oddities
from mini_nova_auth.settings.resolve import Settings, resolve
from mini_nova_auth.settings.sources.clouds_yaml import CloudsYaml
from mini_nova_auth.settings.sources.environment import Environment
from tests.auth.support import settings_of


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("plain", ""),
        ("two words", ""),
        ("pässword", ""),
        ("x\r", "ends in a carriage return (\\r)"),
        ("x\ny", "contains a line break (\\n)"),
        ("\tx", "contains a tab (\\t)"),
        ("x\u200b", "ends in an invisible character (U+200B)"),
        (" x", "starts or ends with a blank"),
        ("x\u00a0", "ends in an invisible character (U+00A0)"),
        ("'x'", "is enclosed in quotes (')"),
        ('"', ""),
    ],
)
def test_complaints_about_a_text(text: str, complaint: str) -> None:
    assert complaint_about(text) == complaint


def settings_in(folder: Path, content: str) -> Settings:
    path = folder / "clouds.yaml"
    path.write_text(content)
    return resolve([CloudsYaml("lab", {"OS_CLIENT_CONFIG_FILE": str(path)})])


def sentences(settings: Settings) -> list[str]:
    return [remark.sentence.rpartition(") ")[2] for remark in oddities(settings)]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("username: 007", "is read as the number 7"),
        ("username: 1_000", "is read as the number 1000"),
        ("username: 12:30", "is read as the number 750"),
        ("username: 0x1F", "is read as the number 31"),
        ("username: 1.50", "is read as the number 1.5"),
        ("username: yes", "is read as the boolean True"),
        ("username: 2001-12-14t21:59:43Z", "is read as the date 2001-12-14 21:59:43+00:00"),
        ("password: 0123", "is read as a number"),
    ],
)
def test_a_value_without_quotes_that_is_no_text_to_yaml(
    tmp_path: Path, line: str, sentence: str
) -> None:
    settings = settings_in(tmp_path, f"clouds: {{lab: {{auth: {{{line}}}}}}}")
    assert sentences(settings) == [sentence]


@pytest.mark.parametrize(
    "line",
    ["username: '007'", "username: 7", "verify: false", "insecure: yes", "username: 2001-12-14"],
)
def test_a_value_that_is_read_as_written_is_not_odd(tmp_path: Path, line: str) -> None:
    settings = settings_in(tmp_path, f"clouds: {{lab: {{{line}}}}}")
    assert sentences(settings) == []


def test_microversions_are_read_as_written(tmp_path: Path) -> None:
    settings = settings_in(
        tmp_path,
        "clouds: {lab: {compute_default_microversion: 2.90, image_default_microversion: 2.10}}",
    )
    assert settings["compute_api_version"] == "2.90"
    assert settings.service_setting("image", "default_microversion") == "2.10"
    assert sentences(settings) == []


def test_keys_that_stand_twice(tmp_path: Path) -> None:
    settings = settings_in(
        tmp_path,
        "clouds:\n lab:\n  auth: {username: a}\n  auth: {username: b, username: c}\n other: {}\n",
    )
    assert [remark.code for remark in oddities(settings)] == ["key-twice", "key-twice"]
    assert "clouds.yaml:4: 'auth:' stands twice" in next(oddities(settings)).sentence


def test_an_address_of_the_current_directory_with_a_secret_from_elsewhere() -> None:
    Path("clouds.yaml").write_text(
        yaml.safe_dump({"clouds": {"lab": {"auth": {"auth_url": "http://h/v3"}}}})
    )
    clouds = CloudsYaml("lab", {"HOME": "/nonexistent"})
    environment = Environment({"OS_PASSWORD": "s3cr3t"})
    remarks = list(foreign_addresses(resolve([environment, clouds])))
    assert [remark.code for remark in remarks] == ["address-foreign"]
    assert "auth_url (clouds.yaml:" in remarks[0].sentence


def test_a_second_secret_beside_the_address_does_not_hide_it() -> None:
    auth = {"auth_url": "http://h/v3", "passcode": "123456"}
    Path("clouds.yaml").write_text(yaml.safe_dump({"clouds": {"lab": {"auth": auth}}}))
    environment = Environment({"OS_PASSWORD": "s3cr3t"})
    settings = resolve([environment, CloudsYaml("lab", {"HOME": "/nonexistent"})])
    assert [remark.code for remark in foreign_addresses(settings)] == ["address-foreign"]


def test_an_address_beside_its_own_secret_is_not_odd() -> None:
    auth = {"auth_url": "http://h/v3", "password": "s3cr3t"}
    Path("clouds.yaml").write_text(yaml.safe_dump({"clouds": {"lab": {"auth": auth}}}))
    settings = resolve([CloudsYaml("lab", {"HOME": "/nonexistent"})])
    assert list(foreign_addresses(settings)) == []


def test_an_address_from_the_environment_is_not_odd() -> None:
    settings = settings_of(auth_url="http://h/v3", password="s3cr3t")
    assert list(foreign_addresses(settings)) == []
