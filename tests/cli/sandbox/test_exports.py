"""The exports of ``sandbox env``: read back by the shells that they are for."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from mini_nova.sandbox import exports
from mini_nova_auth.login.kind import login_kind
from mini_nova_auth.settings.declarations import SETTINGS
from mini_nova_auth.settings.resolve import resolve
from mini_nova_auth.settings.sources.clouds_yaml import CloudsYaml
from mini_nova_auth.settings.sources.environment import Environment
from tests.runner import LIMIT

SECRET = "a'b\\c \"d$e`f"
URL = "http://127.0.0.1:8700"


@pytest.mark.parametrize("identity", [1, 2, 3])
@pytest.mark.parametrize(("shell", "program"), [("sh", ["sh", "-e"]), ("fish", ["fish"])])
def test_a_shell_reads_them_back(shell: str, program: list[str], identity: int) -> None:
    if shutil.which(program[0]) is None:
        pytest.skip(f"{program[0]} is not installed")
    values = exports.variables(URL, "admin", SECRET, identity)
    script = "\n".join([*exports.lines(values, shell), "env"])
    environ = {"PATH": "/usr/bin:/bin", "OS_CLOUD": "production", "OS_TOKEN": "x", "HOME": "/tmp"}
    done = subprocess.run(
        [*program, "-c", script],
        env=environ,
        capture_output=True,
        text=True,
        check=True,
        timeout=LIMIT,
    )
    found = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    assert values.items() <= found.items()
    assert {"OS_CLOUD", "OS_TOKEN"}.isdisjoint(found)


@pytest.mark.parametrize("identity", [1, 2, 3])
@pytest.mark.parametrize(("user", "cloud"), [("admin", "sandbox"), ("demo", "sandbox-demo")])
def test_clouds_yaml_reads_its_entry_back(
    tmp_path: Path, user: str, cloud: str, identity: int
) -> None:
    values = exports.variables(URL, user, SECRET, identity)
    text = "\n".join(exports.lines(values, "clouds.yaml"))
    (tmp_path / "clouds.yaml").write_text(text)
    of_file = resolve((CloudsYaml(cloud, {"HOME": str(tmp_path)}),))
    of_environment = resolve((Environment(values),))
    for setting in SETTINGS:
        if setting.name != "cloud":
            assert of_file[setting.name] == of_environment[setting.name], setting.name
    assert of_file["password"] == SECRET


def test_each_identity_has_its_own_url() -> None:
    urls = [exports.variables(URL, "demo", "x", identity)["OS_AUTH_URL"] for identity in (1, 2, 3)]
    assert urls == [f"{URL}/identity/v1.1", f"{URL}/identity/v2.0", f"{URL}/identity/v3"]


def test_powershell_quotes_by_doubling() -> None:
    lines = exports.lines(exports.variables(URL, "admin", "a'b", 3), "powershell")
    assert "$env:OS_PASSWORD = 'a''b'" in lines
    assert "Remove-Item Env:OS_CLOUD -ErrorAction SilentlyContinue" in lines


@pytest.mark.parametrize("identity", [1, 2, 3])
def test_no_variable_of_another_login_is_left(identity: int) -> None:
    values = exports.variables(URL, "admin", SECRET, identity)
    declared = {name: "of-another-cloud" for setting in SETTINGS for name in setting.environment}
    unset = {
        line.removeprefix("unset ")
        for line in exports.lines(values, "sh")
        if line.startswith("unset ")
    }
    left = {name: value for name, value in declared.items() if name not in unset} | values
    assert unset.isdisjoint(values)
    settings = resolve((Environment(left),))
    assert login_kind(settings) == "password"
    others = [
        setting.name for setting, value in settings.items() if value.value == "of-another-cloud"
    ]
    assert others == ["compute_api_version", "tls_min_version", "tls_ciphers", "timeout"]
