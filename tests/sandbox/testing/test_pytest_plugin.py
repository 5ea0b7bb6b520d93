"""The fixture ``openstack_cloud`` in a project of somebody else: each test here is a pytest run."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.runner import LIMIT, environment, modules_of, wait_until
from tests.sandbox.server.test_forks import is_over

PLUGIN = "mini_nova_sandbox.pytest_plugin"
IMPORTS = "import json, sys, pytest\nfrom pathlib import Path\nfrom client import *"
CLIENT = Path(__file__).with_name("their_client.py")


def variables() -> dict[str, str]:
    """Return the variables of a pytest that loads the plugins of its command line, and no others.

    Ours is among the others if this tree is installed.
    """
    return {**environment(), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


def run_pytest(folder: Path, tests: str, *options: str) -> subprocess.Popen[str]:
    """Start pytest, with no plugin but ours, on a file of tests."""
    (folder / "client.py").write_bytes(CLIENT.read_bytes())
    (folder / "test_theirs.py").write_text(f"{IMPORTS}\n\n{tests}")
    (folder / "pytest.ini").touch(exist_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "--tb=short", "-p", "no:cacheprovider"]
    return subprocess.Popen(
        [*command, "-p", PLUGIN, *options],
        cwd=folder,
        env=variables(),
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def output(process: subprocess.Popen[str], code: int = 0) -> str:
    """What pytest prints by its end, which has this exit code."""
    text, _ = process.communicate(timeout=LIMIT)
    assert process.returncode == code, text

    return text


def pids(folder: Path) -> list[int]:
    """The processes of the sandboxes that tests have had."""
    return [int(line) for line in (folder / "pids").read_text().split()]


def test_each_test_has_a_clean_cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tests = """
@pytest.mark.parametrize("number", range(3))
def test_it_is_clean(openstack_cloud, number):
    assert count(openstack_cloud, "servers") == 0
    boot(openstack_cloud)
    assert count(openstack_cloud, "servers") == 1
    openstack_cloud.add_fault("catalog.region-case")


def test_the_clients_settings(openstack_cloud):
    assert openstack_cloud.env["OS_AUTH_URL"] == openstack_cloud.url + "/identity/v3"
    clouds = json.loads(openstack_cloud.clouds_yaml.read_text())["clouds"]
    assert clouds["sandbox-demo"]["auth"]["username"] == "demo"
    assert clouds["sandbox"]["auth"]["password"] == openstack_cloud.env["OS_PASSWORD"]
    variable = openstack_cloud.cli("sh", "-c", "echo $OS_USERNAME $OS_CLOUD", user="demo")
    assert variable == "demo\\n"


def test_without_openstacksdk(openstack_cloud, monkeypatch):
    monkeypatch.setitem(sys.modules, "openstack", None)
    with pytest.raises(RuntimeError, match="pip install openstacksdk"):
        openstack_cloud.sdk()


def test_a_user_that_there_is_not(openstack_cloud):
    with pytest.raises(ValueError, match="bob is no user of this cloud: admin and demo are"):
        openstack_cloud.env_of("bob")
"""
    monkeypatch.setenv("OS_CLOUD", "theirs")
    assert "6 passed" in output(run_pytest(tmp_path, tests))
    assert len(set(pids(tmp_path))) == 1
    assert all(is_over(pid) for pid in pids(tmp_path))


def test_options_are_the_markers_and_the_settings(tmp_path: Path) -> None:
    tests = """
@pytest.mark.openstack_cloud(hosts=1)
def test_marker(openstack_cloud):
    assert count(openstack_cloud, "os-hypervisors") == 1


IDS = set()


@pytest.mark.parametrize("number", range(2))
def test_settings(openstack_cloud, number):
    assert count(openstack_cloud, "os-hypervisors") == 3
    IDS.add(boot(openstack_cloud))
    assert len(IDS) == 1


@pytest.mark.openstack_cloud(colour="red")
def test_unknown(openstack_cloud):
    pass
"""
    settings = "[pytest]\nopenstack_cloud_hosts = 3\nopenstack_cloud_seed = 7\n"
    (tmp_path / "pytest.ini").write_text(settings)
    text = output(run_pytest(tmp_path, tests), code=1)
    assert "3 passed, 1 error" in text
    assert "the marker openstack_cloud takes pace, hosts, seed, each by its name" in text
    assert len(set(pids(tmp_path))) == 2


def test_each_worker_of_xdist_has_a_sandbox(tmp_path: Path) -> None:
    tests = """
@pytest.mark.parametrize("number", range(8))
def test_it_is_clean(openstack_cloud, number):
    assert count(openstack_cloud, "servers") == 0
    boot(openstack_cloud)
"""
    run = run_pytest(tmp_path, tests, "-p", "xdist.plugin", "-n", "2")
    assert "8 passed" in output(run)
    assert len(set(pids(tmp_path))) == 2
    assert all(is_over(pid) for pid in pids(tmp_path))


def test_a_killed_run_leaves_no_process(tmp_path: Path) -> None:
    tests = """
def test_forever(openstack_cloud):
    Path("is_running").touch()
    sys.stdin.read()
"""
    run = run_pytest(tmp_path, tests, "-s")
    wait_until((tmp_path / "is_running").exists)
    run.send_signal(signal.SIGKILL)
    run.communicate(timeout=LIMIT)
    (pid,) = pids(tmp_path)
    wait_until(lambda: is_over(pid))


def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    tests = """
from mini_nova_sandbox.testing import process

process.NEEDS = ("no_such_package",)


def test_any(openstack_cloud):
    pass
"""
    text = output(run_pytest(tmp_path, tests), code=1)
    assert "the sandbox needs no_such_package: pip install 'mini-nova[sandbox]'" in text
    assert "Traceback" not in text


def test_a_sandbox_that_does_not_start_says_why(tmp_path: Path) -> None:
    tests = """
@pytest.mark.openstack_cloud(hosts="many")
def test_any(openstack_cloud):
    pass
"""
    text = output(run_pytest(tmp_path, tests), code=1)
    assert "the sandbox did not start" in text
    assert "--hosts" in text


def test_the_plugin_itself_loads_nothing() -> None:
    """Every pytest run of its user imports it."""
    assert modules_of(PLUGIN, "pytest") == {"mini_nova_sandbox", PLUGIN}


@pytest.mark.parametrize("option", [[], ["--help"], ["--fixtures"], ["--markers"]])
def test_a_run_without_the_fixture_starts_nothing(tmp_path: Path, option: list[str]) -> None:
    (tmp_path / "test_other.py").write_text("def test_any():\n    pass\n")
    command = [sys.executable, "-X", "importtime", "-m", "pytest", "-p", PLUGIN, *option]
    done = subprocess.run(
        command, cwd=tmp_path, env=variables(), capture_output=True, text=True, check=True
    )
    assert "mini_nova_sandbox.testing" not in done.stderr
    assert "starlette" not in done.stderr
