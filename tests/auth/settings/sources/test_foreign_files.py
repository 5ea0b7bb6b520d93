"""Files of the current directory, which another may have written, name no command to run."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from mini_nova_auth.settings.declarations import BY_NAME
from mini_nova_auth.settings.sources.clouds_yaml import CloudsYaml

COMMAND = {"password_command": "touch ran"}
CLOUD = {"auth": {"auth_url": "http://h:5000/v3", "username": "alice"}}
# Every place in a cloud's section from which a command may come.
SECTIONS = {
    "beside auth": {**CLOUD, **COMMAND},
    "in auth": {"auth": {**CLOUD["auth"], **COMMAND}},
    "with a hyphen": {**CLOUD, "password-command": "touch ran"},
    "in a region": {**CLOUD, "regions": [{"name": "R1", "values": COMMAND}]},
    "in a region's auth": {**CLOUD, "regions": [{"name": "R1", "values": {"auth": COMMAND}}]},
}


def write(path: Path, section: Any, key: str = "clouds") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump({key: {"lab": section}}))
    return path


def read(**variables: str) -> CloudsYaml:
    home = {"HOME": str(Path.cwd() / "home")}
    return CloudsYaml("", {**home, **variables})


def command(source: CloudsYaml) -> str:
    value = source.get(BY_NAME["password_command"])
    return value.value if value else ""


def codes(source: CloudsYaml) -> list[str]:
    return [remark.code for remark in source.warnings()]


@pytest.mark.parametrize("section", SECTIONS.values(), ids=SECTIONS)
def test_a_command_of_the_current_directory_does_not_count(section: dict[str, Any]) -> None:
    write(Path("clouds.yaml"), section)
    source = read()
    assert command(source) == ""
    assert codes(source) == ["command-not-run"]


@pytest.mark.parametrize("section", SECTIONS.values(), ids=SECTIONS)
def test_a_command_of_the_users_own_file_counts(section: dict[str, Any]) -> None:
    write(Path("home/.config/openstack/clouds.yaml"), section)
    source = read()
    assert command(source) == "touch ran"
    assert codes(source) == []


def test_a_command_of_a_file_that_a_variable_names_counts() -> None:
    write(Path("clouds.yaml"), SECTIONS["beside auth"])
    assert command(read(OS_CLIENT_CONFIG_FILE="clouds.yaml")) == "touch ran"


def test_a_command_counts_if_the_current_directory_is_the_users_configuration(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = write(Path("home/.config/openstack/clouds.yaml"), SECTIONS["beside auth"])
    monkeypatch.chdir(path.parent)
    source = CloudsYaml("", {"HOME": str(tmp_path / "home")})
    assert command(source) == "touch ran"


def test_a_command_of_secure_yaml_or_of_a_profile_does_not_count_either() -> None:
    own = Path("home/.config/openstack/clouds.yaml")
    write(own, {**CLOUD, "profile": "lab"})
    write(Path("secure.yaml"), COMMAND)
    write(Path("clouds-public.yaml"), COMMAND, "public-clouds")
    source = read()
    assert command(source) == ""
    assert codes(source) == ["command-not-run", "command-not-run"]


def test_the_users_own_secure_yaml_may_add_a_command_to_a_foreign_cloud() -> None:
    write(Path("clouds.yaml"), {**CLOUD, "password_command": "a", "password-command": "b"})
    write(Path("home/.config/openstack/secure.yaml"), {"password_command": "pass show lab"})
    assert command(read()) == "pass show lab"


def test_a_command_of_another_cloud_is_not_mentioned() -> None:
    clouds = {"lab": CLOUD, "other": COMMAND}
    Path("clouds.yaml").write_text(yaml.safe_dump({"clouds": clouds}))
    source = CloudsYaml("lab", {"HOME": "/nonexistent"})
    assert codes(source) == []


def test_values_of_the_current_directory_are_marked() -> None:
    write(Path("clouds.yaml"), CLOUD)
    write(Path("home/.config/openstack/secure.yaml"), {"auth": {"password": "s3cr3t"}})
    source = read()
    values = [source.get(BY_NAME[name]) for name in ("auth_url", "password")]
    assert [value.is_foreign for value in values if value] == [True, False]
