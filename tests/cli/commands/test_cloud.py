"""``cloud list``, ``cloud explain`` and ``cloud status``."""

import os
from pathlib import Path

import keyring
import pytest

from mini_nova.sandbox import launch
from mini_nova_auth.secrets.secret import SecretName
from tests.auth.support import plan_of
from tests.local_cloud import LocalCloud
from tests.runner import Run, nova, nova_process

CLOUDS = """\
clouds:
  lab:
    auth:
      auth_url: http://u:s3cr3t@h:5000/v3
      username: alice
      password: s3cr3t
      project_name: demo
    image_endpoint_override: http://glance:9292
    regions: [R1, R2]
  broken:
    profile: internap
"""

SANDBOX = {
    "name": "sandbox",
    "auth_url": None,
    "region": "RegionOne",
    "user": "admin",
    "project": "admin",
    "auth_type": "password",
    "problem": None,
}


@pytest.fixture
def clouds() -> Path:
    """A clouds.yaml in the current directory."""
    path = Path("clouds.yaml")
    path.write_text(CLOUDS)
    return path


@pytest.fixture
def _no_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """No sandbox runs, and none can be started."""
    monkeypatch.setattr(launch, "NEEDS", ("no_such_package",))


@pytest.mark.usefixtures("_no_sandbox")
def test_list(clouds: Path) -> None:
    run = nova("cloud", "list", "-f", "json")
    assert [(row["name"], row["region"], row["auth_url"]) for row in run.json] == [
        ("broken", None, None),
        ("lab", "R1", "http://h:5000/v3"),
        ("lab", "R2", "http://h:5000/v3"),
    ]
    assert "was shut down" in run.json[0]["problem"]
    assert "s3cr3t" not in run.stdout
    assert run.exit_code == 0


@pytest.mark.usefixtures("_no_sandbox")
def test_list_reads_the_file_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read, write = os.pipe()
    with os.fdopen(write, "w") as pipe:
        pipe.write(CLOUDS)
    try:
        monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", f"/dev/fd/{read}")
        run = nova("cloud", "list", "-f", "json")
    finally:
        os.close(read)
    assert [row["name"] for row in run.json] == ["broken", "lab", "lab"]


def test_list_names_a_sandbox_that_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "NEEDS", ())
    run = nova("cloud", "list", "-f", "json")
    assert run.json == [SANDBOX]
    Path("clouds.yaml").write_text("clouds: {sandbox: {auth: {auth_url: http://h:5000/v3}}}")
    (row,) = nova("cloud", "list", "-f", "json").json
    assert (row["name"], row["auth_url"]) == ("sandbox", "http://h:5000/v3")


@pytest.mark.usefixtures("_no_sandbox")
def test_list_without_a_file() -> None:
    run = nova("cloud", "list", "-f", "json")
    assert (run.json, run.exit_code) == ([], 0)
    assert run.errors == [
        "There is no clouds.yaml here, in ~/.config/openstack or in /etc/openstack, or it has no cloud."
    ]


def test_explain_says_that_there_is_nothing_to_explain(clouds: Path) -> None:
    run = nova("cloud", "explain", "-f", "json")
    assert (run.json, run.exit_code) == ([], 0)
    assert run.errors[0].startswith("No flag, variable or file gives any setting")


def test_explain_says_where_each_value_came_from_and_what_it_beat(
    clouds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OS_USERNAME", "bob")
    run = nova("--os-region-name", "R2", "cloud", "explain", "lab", "-f", "json")
    by_name = {row["setting"]: row for row in run.json}
    assert by_name["username"] == {
        "setting": "username",
        "value": "bob",
        "source": "OS_USERNAME",
        "beat": [{"value": "alice", "source": "clouds.yaml:5 (auth.username)"}],
    }
    assert by_name["region_name"]["source"] == "--os-region-name"
    assert by_name["password"]["value"] == "***"
    assert by_name["password"]["source"] == "clouds.yaml:6 (auth.password)"
    assert by_name["auth_url"]["value"] == "http://h:5000/v3"
    assert by_name["image_endpoint_override"]["source"] == "clouds.yaml:8 (image_endpoint_override)"
    assert "s3cr3t" not in run.stdout + run.stderr
    assert "alice (clouds.yaml:5 (auth.username))" in nova("cloud", "explain", "lab").stdout


def beat(run: Run, setting: str) -> list[tuple[str, str]]:
    """What a setting beat: values and sources."""
    (row,) = [row for row in run.json if row["setting"] == setting]
    return [(one["value"], one["source"]) for one in row["beat"]]


def test_explain_hides_a_secret_that_was_beaten_by_what_is_none(clouds: Path) -> None:
    run = nova("--os-application-credential-id", "a1", "cloud", "explain", "lab", "-f", "json")
    assert beat(run, "application_credential_id") == [("***", "clouds.yaml:6 (auth.password)")]
    assert "s3cr3t" not in run.stdout + run.stderr


def test_explain_shows_what_was_beaten_within_the_files() -> None:
    Path("secure.yaml").write_text("clouds:\n  lab:\n    auth: {password: s3cr3t}\n")
    Path("clouds-public.yaml").write_text(
        "public-clouds:\n  acme:\n    auth: {auth_url: http://a, username: nobody}\n    image_interface: admin\n"
    )
    Path("clouds.yaml").write_text(
        "clouds:\n  lab:\n    profile: acme\n    auth:\n      username: alice\n      password: 0ld\n"
        "    interface: public\n    image_interface: public\n    regions:\n    - name: R1\n      values:\n"
        "        interface: internal\n        image_interface: internal\n"
    )
    run = nova("cloud", "explain", "lab", "-f", "json")
    assert beat(run, "username") == [("nobody", "clouds-public.yaml:3 (auth.username)")]
    assert beat(run, "password") == [("***", "clouds.yaml:6 (auth.password)")]
    assert beat(run, "interface") == [("public", "clouds.yaml:7 (interface)")]
    assert beat(run, "image_interface") == [
        ("public", "clouds.yaml:8 (image_interface)"),
        ("admin", "clouds-public.yaml:4 (image_interface)"),
    ]
    assert beat(run, "auth_url") == beat(run, "region_name") == []


def test_explain_knows_the_lines_of_json() -> None:
    Path("clouds.json").write_text('{"clouds": {"lab": {\n\t"auth": {\n\t\t"username": "alice"}}}}')
    _, user = nova("cloud", "explain", "lab", "-f", "json").json
    assert user["source"] == "clouds.json:3 (auth.username)"


def test_explain_a_secret_of_the_keyring(clouds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clouds.write_text(CLOUDS.replace("      password: s3cr3t\n", ""))
    monkeypatch.setattr(keyring, "get_password", lambda service, account: "k3pt")
    run = nova("--os-cloud", "lab", "cloud", "explain", "-f", "json")
    assert run.json[-1] == {
        "setting": "password",
        "value": "***",
        "source": "the keyring",
        "beat": [],
    }
    assert "k3pt" not in run.stdout


def test_explain_an_unknown_cloud(clouds: Path) -> None:
    run = nova("cloud", "explain", "nosuch")
    assert run.exit_code == 3
    assert "it has broken, lab" in run.stderr


def test_explain_tells_of_settings_that_no_login_can_use(
    clouds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OS_AUTH_TYPE", "v3nosuch")
    run = nova("cloud", "explain", "lab", "-f", "json")
    assert {row["setting"]: row["source"] for row in run.json}["auth_type"] == "OS_AUTH_TYPE"
    assert run.errors == ['WARNING: OS_AUTH_TYPE: unknown login type "v3nosuch"']
    assert run.exit_code == 0


def test_status_before_and_after_a_login(cloud: LocalCloud) -> None:
    assert nova("cloud", "status", "--short").stdout == "demo/demo -\n"
    assert nova("list").exit_code == 0
    short = nova("cloud", "status", "--short")
    assert short.stdout.startswith("demo/demo ")
    assert short.stdout.endswith(("m\n", "h\n"))
    status = nova("cloud", "status", "-f", "json").json
    assert (status["logged_in"], status["project"], status["user"]) == (True, "demo", "demo")
    before = len(cloud.requests)
    assert (
        nova("--os-project-name", "other", "cloud", "status", "--short").stdout == "demo/other -\n"
    )
    assert len(cloud.requests) == before


def test_status_by_the_clouds_name(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    variables = {name: value for name, value in os.environ.items() if name.startswith("OS_")}
    Path("clouds.yaml").write_text(
        "clouds:\n  lab:\n    auth:\n"
        + "".join(
            f"      {name.removeprefix('OS_').lower()}: '{value}'\n"
            for name, value in variables.items()
            if name not in ("OS_REGION_NAME", "OS_IDENTITY_API_VERSION")
        )
    )
    for name in variables:
        monkeypatch.delenv(name)
    monkeypatch.setenv("OS_CLOUD", "lab")
    assert nova("cloud", "status", "--short").stdout == "lab -\n"
    assert nova("list").exit_code == 0
    assert nova("cloud", "status", "--short").stdout.startswith("lab/demo ")
    Path("clouds.yaml").unlink()  # a prompt does not even look at it
    assert nova("cloud", "status", "--short").stdout.startswith("lab/demo ")


def test_status_knows_no_login_that_a_new_one_has_ended(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert nova("list").exit_code == 0
    held: dict[tuple[str, str], str] = {}
    monkeypatch.setattr(
        keyring,
        "set_password",
        lambda service, user, secret: held.update({(service, user): secret}),
    )
    monkeypatch.setattr(keyring, "get_password", lambda service, user: held.get((service, user)))
    run = nova("login", "--password-stdin", stdin=f"{cloud.password}\n")
    assert run.exit_code == 0, run.stderr
    assert nova("cache", "list", "-f", "json").json == []
    assert nova("cloud", "status", "--short").stdout == "demo/demo -\n"


def test_status_of_nothing() -> None:
    run = nova("cloud", "status", "--short")
    assert (run.stdout, run.exit_code) == ("", 0)


def test_status_loads_neither_yaml_nor_http_nor_the_keyring(cloud: LocalCloud) -> None:
    from tests.test_startup import modules

    nova_process("list")
    loaded = modules("cloud", "status", "--short")
    heavy = {
        "requests",
        "urllib3",
        "yaml",
        "keyring",
        "tabulate",
        "http.client",
        "ssl",
        "hashlib",
        "logging",
    }
    assert loaded.isdisjoint(heavy)


def test_whose_secret_is_whose() -> None:
    assert plan_of(username="a", auth_url="http://h/").secret_name("password") == SecretName(
        "password", "Password for a", "http://h", "a@default"
    )


def test_a_login_made_without_the_clouds_name_is_named_by_the_first_that_uses_it(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert nova("list").exit_code == 0
    Path("clouds.yaml").write_text("clouds: {lab: {auth: {}}}")
    monkeypatch.setenv("OS_CLOUD", "lab")
    assert nova("cloud", "status", "--short").stdout == "lab/demo -\n"
    assert nova("list").exit_code == 0
    assert nova("cloud", "status", "--short").stdout not in ("lab/demo -\n", "")
    assert cloud.count("POST", "/tokens") == 1
