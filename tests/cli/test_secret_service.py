"""The keyring of a desktop: a real Secret Service, open, locked, absent, and one that never
answers.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.local_cloud import LocalCloud
from tests.runner import COMMAND, Run, environment

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (shutil.which("gnome-keyring-daemon") and shutil.which("dbus-run-session")),
        reason="gnome-keyring and dbus are not installed: there is no Secret Service to try",
    ),
]
LIMIT = 300.0  # seconds
PATIENT = (
    "from mini_nova_auth.secrets import keyring_store; "
    "keyring_store.LOOKUP_LIMIT = keyring_store.CHANGE_LIMIT = 60.0; "
)
BUS = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
"""
SILENT = """\
import time
from jeepney import message_bus
from jeepney.io.blocking import Proxy, open_dbus_connection
connection = open_dbus_connection("SESSION")
Proxy(message_bus, connection).RequestName("org.freedesktop.secrets")
print("there", flush=True)
time.sleep(600)
"""
OPEN = "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; sleep 3; "
LOCKED = "gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1; sleep 3; "
Nova = Callable[..., Run]


@pytest.fixture
def desktop(cloud: LocalCloud, tmp_path: Path) -> Nova:
    """Runs shell lines with ``nova`` as a command, on a session bus of their own; ``before``
    starts its keyring.
    """
    (tmp_path / "bus.conf").write_text(BUS)
    (tmp_path / "silent.py").write_text(SILENT)
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    home = os.environ["HOME"]
    variables = {
        name: value
        for name, value in environment().items()
        if name
        not in (
            "OS_PASSWORD",
            "DISPLAY",
            "WAYLAND_DISPLAY",
            "PYTHON_KEYRING_BACKEND",
            "DBUS_SESSION_BUS_ADDRESS",
        )
    }
    variables |= {"XDG_RUNTIME_DIR": str(runtime), "XDG_DATA_HOME": f"{home}/.local/share"}

    def run(
        lines: str,
        before: str = "",
        *,
        bus: bool = True,
        services: bool = True,
        patience: str = PATIENT,
    ) -> Run:
        python, option, code = COMMAND
        nova = f"nova() {{ {python} {option} '{patience}{code}' \"$@\"; }}; "
        shell = ["bash", "-c", before + nova + lines]
        config = [] if services else [f"--config-file={tmp_path}/bus.conf"]
        words = ["dbus-run-session", *config, "--", *shell] if bus else shell
        done = subprocess.run(
            words, env=variables, capture_output=True, text=True, timeout=LIMIT, check=False
        )
        return Run(done.stdout, done.stderr, done.returncode)

    return run


def test_a_password_is_kept_used_and_removed(desktop: Nova, cloud: LocalCloud) -> None:
    run = desktop(
        f"echo {cloud.password} | nova login --password-stdin && nova --no-cache list -f value && nova logout && nova list",
        OPEN,
    )
    assert run.lines == [
        "Logged in as demo; the password is in the keyring.",
        "The password was removed from the keyring; cached logins are gone.",
    ]
    assert "there is no password" in run.stderr
    assert run.exit_code == 3


def test_a_locked_keyring_is_said_and_passed_over(desktop: Nova, cloud: LocalCloud) -> None:
    assert desktop(f"echo {cloud.password} | nova login --password-stdin", OPEN).exit_code == 0
    run = desktop(f"nova list; OS_PASSWORD_CMD='echo {cloud.password}' nova list -f value", LOCKED)
    assert run.exit_code == 0
    assert run.stderr.count("WARNING: the keyring is locked: going on without it") == 1
    stored = desktop("echo other | nova login --password-stdin", LOCKED)
    assert stored.exit_code == 3


@pytest.mark.parametrize("bus", [True, False])
def test_a_machine_without_one(desktop: Nova, cloud: LocalCloud, bus: bool) -> None:
    run = desktop(
        f"nova list; echo {cloud.password} | nova login --password-stdin", bus=bus, services=False
    )
    assert run.exit_code == 3
    assert "WARNING" not in run.stderr
    assert "there is no usable keyring on this machine" in run.stderr


def test_one_that_hangs_is_given_up(desktop: Nova, cloud: LocalCloud, tmp_path: Path) -> None:
    silent = f"{sys.executable} {tmp_path}/silent.py | (read -r line; cat) & sleep 5; "
    started = time.monotonic()
    run = desktop("nova list; kill %1", silent, services=False, patience="")
    assert (
        "WARNING: the keyring did not answer within 3 s (is it locked?): going on without it"
        in run.stderr
    )
    assert "there is no password" in run.stderr
    assert time.monotonic() - started < 120, "it never answers"
