"""Files with clouds: whose they are, what is odd about them, and what commands say of it."""

from pathlib import Path

import pytest
import yaml

from tests.local_cloud import LocalCloud
from tests.runner import Run, nova

OWN = Path(".config/openstack/clouds.yaml")  # below the home


@pytest.fixture
def auth(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The cloud's login as an auth section, and no login in the environment."""
    for name in cloud.openrc():
        monkeypatch.delenv(name)
    return {
        "auth_url": f"{cloud.url}/identity/v3",
        "username": cloud.username,
        "password": cloud.password,
        "project_name": cloud.project.name,
        "user_domain_name": cloud.domain_name,
        "project_domain_name": cloud.domain_name,
    }


def write(path: Path, section: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump({"clouds": {"lab": section}}))
    return path


def home(path: Path) -> Path:
    return Path.home() / path


def test_a_command_of_a_cloned_repository_is_not_run(auth: dict[str, str]) -> None:
    auth.pop("password")
    write(Path("clouds.yaml"), {"auth": auth, "password_command": "touch ran"})
    run = nova("list")
    assert run.exit_code == 3
    assert not Path("ran").exists()
    assert "in clouds.yaml:9 was not run" in run.stderr


def test_a_command_of_the_users_own_file_is_run(cloud: LocalCloud, auth: dict[str, str]) -> None:
    auth.pop("password")
    command = f"printf {cloud.password}"
    write(home(OWN), {"auth": auth, "password_command": command})
    run = nova("list")
    assert (run.exit_code, run.stderr) == (0, "")


@pytest.mark.parametrize("words", [("doctor",), ("cloud", "explain")])
def test_an_address_that_is_not_the_users_own_is_marked(
    auth: dict[str, str], words: tuple[str, ...]
) -> None:
    password = auth.pop("password")
    write(Path("clouds.yaml"), {"auth": auth})
    write(home(OWN.with_name("secure.yaml")), {"auth": {"password": password}})
    run = nova(*words)
    assert run.exit_code == 0
    assert "is from the current directory, but the secret is not" in run.stdout + run.stderr
    assert "current directory" not in nova("list").stderr


@pytest.mark.parametrize("words", [("doctor",), ("cloud", "explain")])
def test_a_password_that_is_a_number_to_yaml(auth: dict[str, str], words: tuple[str, ...]) -> None:
    path = write(home(OWN), {"auth": auth})
    path.write_text(path.read_text().replace(f"password: {auth['password']}", "password: 0123"))
    run = nova(*words)
    assert (
        "is read as a number. Put it in quotes" in run.stdout.replace(".\n    ", ". ") + run.stderr
    )


def test_a_microversion_without_quotes(cloud: LocalCloud, auth: dict[str, str]) -> None:
    path = write(home(OWN), {"auth": auth})
    path.write_text(path.read_text() + "    compute_default_microversion: 2.90\n")
    assert nova("list").exit_code == 0
    versions = [request.headers.get("X-OpenStack-Nova-API-Version") for request in cloud.requests]
    assert versions[-1] == "2.90"


@pytest.mark.parametrize("setting", ["verify: false", "insecure: true"])
def test_certificates_that_are_not_checked(auth: dict[str, str], setting: str) -> None:
    path = write(home(OWN), {"auth": auth})
    path.write_text(path.read_text() + f"    {setting}\n")
    run = nova("list")
    assert "TLS certificates are not checked" in run.stderr
    assert "not verified" in nova("doctor").stdout


def failed(*words: str) -> Run:
    run = nova(*words)
    assert run.exit_code == 3
    assert run.stderr.count("Traceback") == 0
    return run


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"clouds:\n  lab:\n", 'the cloud "lab" is empty'),
        (b"clouds:\n  lab: text\n", 'the cloud "lab" is empty or no mapping'),
        (b"clouds:\n", "'clouds:' of"),
        (b"cache: {}\n", "has no 'clouds:' section"),
        (b"# nothing\n", "has no 'clouds:' section"),
        (b"clouds:\n  lab:\n    auth: {username: Ren\xe9}\n", "line 3 is not UTF-8 text"),
        (b"#" * (5 * 1024**2), "is larger than 4 MiB"),
    ],
)
def test_a_file_that_has_no_such_cloud(content: bytes, sentence: str) -> None:
    path = home(OWN)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert sentence in failed("--os-cloud", "lab", "list").stderr


def test_a_directory_in_a_files_place() -> None:
    home(OWN).mkdir(parents=True)
    for words in (("--os-cloud", "lab", "list"), ("list",)):
        assert "clouds.yaml is a directory" in failed(*words).stderr
    assert "clouds.yaml is a directory" in nova("cloud", "list").stderr


def test_a_link_to_nothing() -> None:
    home(OWN).parent.mkdir(parents=True)
    home(OWN).symlink_to("nowhere")
    assert "clouds.yaml is a link to nothing" in failed("--os-cloud", "lab", "list").stderr


def test_a_variable_that_names_a_link_to_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("link.yaml").symlink_to("nowhere")
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", "link.yaml")
    assert "link.yaml cannot be read: it is a link to nothing" in failed("list").stderr


def test_a_key_that_stands_twice(auth: dict[str, str]) -> None:
    path = write(home(OWN), {"auth": auth})
    path.write_text(path.read_text() + "    auth: {username: bob}\n")
    assert "'auth:' stands twice; only the last one counts" in nova("cloud", "explain").stderr
    assert "'auth:' stands twice; only the last one counts" in nova("doctor").stdout


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("cache: {}\n", "has no 'clouds:' section"),
        ("clouds: [lab]\n", "'clouds:' of"),
        ("clouds:\n  lab:\n", 'the cloud "lab" is empty or no mapping'),
        ("clouds:\n  lab:\n    auth:\n", "'auth:' of \"lab\" is empty or no mapping"),
        ("clouds:\n  lab:\n    auth: [user]\n", "'auth:' of \"lab\" is empty or no mapping"),
    ],
)
def test_a_file_without_settings_is_mentioned_if_no_cloud_is_named(
    content: str, sentence: str
) -> None:
    path = home(OWN)
    path.parent.mkdir(parents=True)
    path.write_text(content)
    assert sentence in failed("list").stderr
    assert sentence in nova("doctor").stdout
