"""Read clouds.yaml, with secure.yaml above it and a vendor's profile below."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from mini_nova_auth.errors import AuthToolkitError, ConfigurationError
from mini_nova_auth.settings.declarations import BY_NAME, SETTINGS
from mini_nova_auth.settings.resolve import resolve
from mini_nova_auth.settings.source import Value
from mini_nova_auth.settings.sources.cloud_values import merge
from mini_nova_auth.settings.sources.clouds_yaml import CloudsYaml
from mini_nova_auth.settings.sources.documents import parse
from tests.auth.support import json_values

CLOUD = {
    "auth": {
        "auth_url": "http://h:5000/v3",
        "username": "alice",
        "password": "s3cr3t-pa55",
        "project_name": "demo",
    },
    "region_name": "RegionOne",
    "identity_api_version": 3,
    "verify": False,
    "interface": "internal",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Create the user's configuration directory."""
    folder = tmp_path / "config" / "openstack"
    folder.mkdir(parents=True)
    return folder


def write(path: Path, content: Any) -> Path:
    """Write a YAML file."""
    path.write_text(yaml.safe_dump(content))
    return path


def read(folder: Path, name: str = "lab", **variables: str) -> CloudsYaml:
    """Return a cloud of the files in a directory."""
    return CloudsYaml(
        name,
        {"XDG_CONFIG_HOME": str(folder.parent), "HOME": str(folder.parent / "nobody"), **variables},
    )


def text(source: CloudsYaml, name: str) -> str | None:
    """Return a setting's value."""
    value = source.get(BY_NAME[name])
    return None if value is None else value.value


def test_values_are_read_from_the_auth_section_and_beside_it(folder: Path) -> None:
    path = write(folder / "clouds.yaml", {"clouds": {"lab": CLOUD}})
    source = read(folder)
    assert source.get(BY_NAME["username"]) == Value("alice", f"{path}:7 (auth.username)")
    assert source.get(BY_NAME["region_name"]) == Value("RegionOne", f"{path}:10 (region_name)")
    assert (
        text(source, "identity_api_version"),
        text(source, "verify"),
        text(source, "cacert"),
    ) == (
        "3",
        "False",
        None,
    )


def test_lists_of_regions_and_interfaces(folder: Path) -> None:
    regions = [{"name": "One", "values": {}}, {"name": "Two"}]
    write(
        folder / "clouds.yaml",
        {"clouds": {"lab": {"regions": regions, "interface": ["internal", "public"]}}},
    )
    assert text(read(folder), "region_name") == "One"
    assert text(read(folder), "interface") == "internal,public"


@pytest.mark.parametrize("name", ["clouds.yaml", "clouds.yml", "clouds.json"])
def test_yaml_and_json_suffixes(folder: Path, name: str) -> None:
    (folder / name).write_text(json.dumps({"clouds": {"lab": CLOUD}}))
    assert text(read(folder), "username") == "alice"


def test_the_current_directory_takes_precedence(folder: Path) -> None:
    write(folder / "clouds.yaml", {"clouds": {"lab": {"auth": {"username": "config"}}}})
    write(Path("clouds.yaml"), {"clouds": {"lab": {"auth": {"username": "here"}}}})
    assert text(read(folder), "username") == "here"


def test_the_default_configuration_directory_is_in_the_home_directory(tmp_path: Path) -> None:
    folder = tmp_path / ".config" / "openstack"
    folder.mkdir(parents=True)
    write(folder / "clouds.yaml", {"clouds": {"lab": CLOUD}})
    assert text(CloudsYaml("lab", {"HOME": str(tmp_path)}), "username") == "alice"


def test_a_file_named_by_a_variable_replaces_the_search(folder: Path, tmp_path: Path) -> None:
    write(folder / "clouds.yaml", {"clouds": {"lab": CLOUD}})
    other = write(tmp_path / "mine.yaml", {"clouds": {"mine": {"auth": {"username": "bob"}}}})
    assert text(read(folder, "mine", OS_CLIENT_CONFIG_FILE=str(other)), "username") == "bob"
    with pytest.raises(ConfigurationError, match='no cloud named "lab"; it has mine'):
        text(read(folder, OS_CLIENT_CONFIG_FILE=str(other)), "username")


def test_a_missing_file_named_by_a_variable_is_an_error(folder: Path, tmp_path: Path) -> None:
    write(folder / "clouds.yaml", {"clouds": {"lab": CLOUD}})
    with pytest.raises(ConfigurationError, match=r"none\.yaml cannot be read: No such file"):
        text(read(folder, OS_CLIENT_CONFIG_FILE=str(tmp_path / "none.yaml")), "username")


def test_secure_yaml_overrides_clouds_yaml(folder: Path) -> None:
    without = {**CLOUD, "auth": {**CLOUD["auth"], "password": "old"}}  # type: ignore[dict-item]
    write(folder / "clouds.yaml", {"clouds": {"lab": without}})
    write(folder / "secure.yaml", {"clouds": {"lab": {"auth": {"password": "secure"}}}})
    assert (text(read(folder), "password"), text(read(folder), "username")) == ("secure", "alice")


def test_a_secure_file_named_by_a_variable(folder: Path, tmp_path: Path) -> None:
    write(folder / "clouds.yaml", {"clouds": {"lab": {"auth": {"username": "alice"}}}})
    secure = write(tmp_path / "s.yaml", {"clouds": {"lab": {"auth": {"password": "secure"}}}})
    assert text(read(folder, OS_CLIENT_SECURE_FILE=str(secure)), "password") == "secure"


@pytest.mark.parametrize("key", ["profile", "cloud"])
def test_a_cloud_overrides_its_vendors_profile(folder: Path, key: str) -> None:
    vendors = {
        "public-clouds": {
            "acme": {
                "auth": {"auth_url": "http://acme/v3", "username": "nobody"},
                "region_name": "Acme",
            }
        }
    }
    write(folder / "clouds-public.yaml", vendors)
    write(folder / "clouds.yaml", {"clouds": {"lab": {key: "acme", "auth": {"username": "alice"}}}})
    source = read(folder)
    assert (text(source, "auth_url"), text(source, "username"), text(source, "region_name")) == (
        "http://acme/v3",
        "alice",
        "Acme",
    )


def test_an_unknown_profile_adds_no_settings(folder: Path) -> None:
    write(
        folder / "clouds.yaml",
        {"clouds": {"lab": {"profile": "acme", "auth": {"username": "alice"}}}},
    )
    assert (text(read(folder), "username"), text(read(folder), "auth_url")) == ("alice", None)


def test_an_unknown_cloud_is_an_error_that_lists_the_known_ones(folder: Path) -> None:
    path = write(folder / "clouds.yaml", {"clouds": {"lab": CLOUD, "home": CLOUD}})
    with pytest.raises(ConfigurationError) as caught:
        text(read(folder, "moon"), "username")
    assert caught.value.message == f'{path} has no cloud named "moon"; it has home, lab'
    assert "s3cr3t" not in str(caught.value)


def test_a_cloud_without_any_file_is_an_error(folder: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"there is no clouds\.yaml"):
        text(read(folder), "username")


def test_the_only_cloud_of_a_file_needs_no_name(folder: Path) -> None:
    assert text(read(folder, ""), "username") is None
    path = write(folder / "clouds.yaml", {"clouds": {"lab": CLOUD}})
    assert text(read(folder, ""), "username") == "alice"
    write(path, {"clouds": {"lab": CLOUD, "home": CLOUD}})
    assert text(read(folder, ""), "username") is None


def test_a_template_in_a_url_never_takes_a_secret(folder: Path) -> None:
    write(
        folder / "clouds.yaml",
        {"clouds": {"lab": {"password": "s3cr3t", "image_endpoint": "http://{password}"}}},
    )
    with pytest.raises(ConfigurationError, match=r"\{password\} has no value in this cloud"):
        read(folder).lookup("image_endpoint")


def test_latest_becomes_the_latest_compute_microversion(folder: Path) -> None:
    write(folder / "clouds.yaml", {"clouds": {"lab": {"compute_default_microversion": "latest"}}})
    assert resolve([read(folder)])["compute_api_version"] == "2.latest"


def test_settings_beside_a_regions_values_are_an_error(folder: Path) -> None:
    regions = [{"name": "R1"}, {"name": "R2", "interface": "internal"}]
    path = write(folder / "clouds.yaml", {"clouds": {"lab": {"regions": regions}}})
    with pytest.raises(
        ConfigurationError,
        match=rf"^{path}:5 \(regions\.1\): a region may only have a name and values",
    ):
        text(read(folder), "interface")


def test_other_clouds_of_the_same_files_reuse_them(folder: Path) -> None:
    path = write(
        folder / "clouds.yaml", {"clouds": {"lab": CLOUD, "home": {"regions": ["R1", "R2"]}}}
    )
    source = read(folder)
    assert source.names == ["home", "lab"]
    path.unlink()
    assert text(source.for_cloud("lab"), "username") == "alice"
    assert text(source.for_cloud("home", "R2"), "region_name") == "R2"


BROKEN = [
    "clouds: {lab: {auth: {password: s3cr3t-pa55}}",
    "clouds:\n\tpassword: s3cr3t-pa55",
    "password: s3cr3t-pa55: more",
    "- s3cr3t-pa55",
    "s3cr3t-pa55",
    "s3cr3t-pa55: !!python/object:os.system x",
    "s3cr3t-pa55: *unknown",
    "? [s3cr3t-pa55]\n: {}",
    "s3cr3t-pa55: 2026-99-99",
    "s3cr3t-pa55: !!bool maybe",
    "s3cr3t-pa55: !!int ''",
    "s3cr3t-pa55: !!timestamp soon",
    "s3cr3t-pa55: \x00",
    "[" * 20_000 + "s3cr3t-pa55",
]


@pytest.mark.parametrize("content", BROKEN, ids=lambda content: repr(content[:40]))
def test_invalid_yaml_is_an_error_that_does_not_quote_the_file(folder: Path, content: str) -> None:
    (folder / "clouds.yaml").write_text(content)
    with pytest.raises(ConfigurationError, match=r"clouds\.yaml") as caught:
        text(read(folder), "username")
    assert "s3cr3t" not in f"{caught.value} {caught.value.hint}"
    assert caught.value.__cause__ is None


def test_invalid_yaml_is_an_error_with_its_line(folder: Path) -> None:
    (folder / "clouds.yaml").write_text("clouds:\n  lab: {\n")
    with pytest.raises(ConfigurationError, match="line 3 is not valid YAML"):
        text(read(folder), "username")


def test_an_error_about_an_encoding_does_not_quote_the_file(folder: Path) -> None:
    (folder / "clouds.yaml").write_bytes(
        "clouds: {lab: {auth: {password: s3cr3t-pä55}}}".encode("latin-1")
    )
    with pytest.raises(ConfigurationError) as caught:
        text(read(folder), "username")
    assert "s3cr3t" not in str(caught.value)


def test_a_directory_without_permission_is_skipped(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "clouds.yaml", {"clouds": {"lab": CLOUD}})
    is_file = Path.is_file

    def only_config(path: Path) -> bool:
        if not path.is_absolute():
            raise PermissionError(13, "Permission denied", str(path))
        return is_file(path)

    monkeypatch.setattr(Path, "is_file", only_config)
    assert text(read(folder), "username") == "alice"


def test_an_empty_file_has_no_clouds(folder: Path) -> None:
    (folder / "clouds.yaml").write_text("# nothing yet\n")
    assert parse(folder / "clouds.yaml").content == {}
    with pytest.raises(ConfigurationError, match="has no 'clouds:' section"):
        text(read(folder), "username")


def read_all_settings(source: CloudsYaml) -> None:
    """Read every setting; each is text, None, or an error of the toolkit with a message."""
    for setting in SETTINGS:
        try:
            value = source.get(setting)
            assert value is None or (isinstance(value.value, str) and value.value)
        except AuthToolkitError as error:
            assert error.message  # noqa: PT017 - either outcome is right
    try:
        assert all(isinstance(name, str) for name in source.names)
    except AuthToolkitError as error:
        assert error.message  # noqa: PT017 - either outcome is right


KEYS = (
    "clouds",
    "lab",
    "auth",
    "profile",
    "regions",
    "interface",
    "username",
    "password",
    "name",
    "verify",
    "auth_url",
)


@given(json_values(*KEYS), st.sampled_from(["lab", ""]))
def test_any_mapping_resolves_or_fails_with_an_error_of_the_toolkit(
    tmp_path_factory: pytest.TempPathFactory, value: Any, name: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    for document in (value, {"clouds": value}, {"clouds": {"lab": value}}):
        path.write_text(json.dumps(document))
        read_all_settings(
            CloudsYaml(name, {"OS_CLIENT_CONFIG_FILE": str(path), "HOME": "/nonexistent"})
        )


YAML_TEXT = st.lists(
    st.sampled_from(
        [
            "clouds",
            "lab",
            ": ",
            "\n",
            "  ",
            "- ",
            "{",
            "}",
            "[",
            "]",
            "&a ",
            "*a",
            "!!bool ",
            "!!int ",
            "!!float ",
            "!!timestamp ",
            "!!binary ",
            "!!set ",
            "!!merge ",
            "<<: ",
            "? ",
            "|\n",
            "'",
            '"',
            "#",
            "%",
            "2026-11-23",
            "0x",
            ".inf",
            "1:2",
            "é",
            "\x00",
            "\ufeff",
            "---",
            "...",
        ]
    ),
    max_size=12,
).map("".join)


@example("clouds: !!bool maybe")
@example("clouds: &a {lab: {profile: x, auth: *a}}")
@given(YAML_TEXT)
def test_any_text_resolves_or_fails_with_an_error_of_the_toolkit(
    tmp_path_factory: pytest.TempPathFactory, content: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any-text.yaml"
    path.write_text(content)
    read_all_settings(
        CloudsYaml("lab", {"OS_CLIENT_CONFIG_FILE": str(path), "HOME": "/nonexistent"})
    )


def test_merge_is_deep_and_does_not_change_its_arguments() -> None:
    base, overlay = {"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"b": 9}, "d": {"e": 4}}
    assert merge(base, overlay) == {"a": {"b": 9, "c": 2}, "d": {"e": 4}}
    assert base == {"a": {"b": 1, "c": 2}, "d": 3}


def test_yaml_is_not_imported_if_there_is_no_file(folder: Path) -> None:
    program = (
        "import sys\n"
        "from mini_nova_auth import CloudsYaml, Environment, resolve\n"
        f"settings = resolve((Environment({{'OS_USERNAME': 'a'}}), CloudsYaml('', {{'HOME': {str(folder)!r}}})))\n"
        "assert settings['username'] == 'a'\n"
        "print('yaml' in sys.modules, 'requests' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert done.stdout == "False False\n"
