"""The contestants: mini-nova from a wheel, its peers, and the floor, each in its own virtualenv."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
PEERS = {
    "nova": "python-novaclient",
    "openstack": "python-openstackclient",
    "orca": "orca-openstackclient",
}
IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"


class Run(NamedTuple):
    """One contestant's command for one job."""

    name: str
    command: list[str]


def prepare(folder: Path) -> dict[str, Path]:
    """Return the programs by name. Installs missing ones; leaves out a peer that does not install."""
    programs = {
        "mini-nova": _install(folder / "mini-nova", str(HERE.parent), "mini-nova", anew=True)
    }
    for name, package in PEERS.items():
        programs[name] = _install(folder / name, package, name, anew=False)
    if programs["openstack"].exists():  # with our plugin for keystoneauth beside it
        _install(folder / "openstack", str(HERE.parent), "mini-nova", anew=True)
    missing = [name for name, program in programs.items() if not program.exists()]
    for name in missing:
        print(f"{name} could not be installed and is left out", file=sys.stderr)
    return {name: program for name, program in programs.items() if name not in missing}


def _install(folder: Path, package: str, program: str, *, anew: bool) -> Path:
    path = folder / "bin" / program
    if anew or not path.exists():
        if not folder.exists():
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(folder / "bin/pip"), "install", "-q", "--compile"]
        subprocess.run([*pip, package], check=False)
        if anew:  # an older wheel of the same version may be there
            subprocess.run([*pip, "--force-reinstall", "--no-deps", package], check=False)
    return path


def jobs(programs: Mapping[str, Path], server: str) -> dict[str, list[Run]]:
    """Return the contestants of each job: mini-nova first, then its yardstick, then the peers."""
    python = str(programs["mini-nova"].parent / "python")
    ours = str(programs["mini-nova"])
    floor = [python, str(HERE / "floor.py")]
    boot = ["--flavor", "6", "--image", IMAGE]
    contestants: dict[str, list[Run]] = {
        "--help": [
            Run("mini-nova", [ours, "--help"]),
            Run("bare click", [python, str(HERE / "bare.py"), "--help"]),
        ],
        "list": [
            Run("mini-nova", [ours, "list"]),
            Run("floor", [*floor, "/compute/v2.1/servers/detail"]),
        ],
        "show": [
            Run("mini-nova", [ours, "show", server]),
            Run("floor", [*floor, f"/compute/v2.1/servers/{server}", f"/image/v2/images/{IMAGE}"]),
        ],
        "boot --poll": [Run("mini-nova", [ours, "boot", "bench", *boot, "--poll"])],
        "cloud status --short": [
            Run("mini-nova", [ours, "cloud", "status", "--short"]),
            Run("bare click", [python, str(HERE / "bare.py"), "list"]),
        ],
        "TAB": [  # after the lists and boots of the jobs above, which filled the file of names
            Run("mini-nova", [ours, "__complete", "server", "", "mini-nova", "show"]),
            Run("bare click", [python, str(HERE / "bare.py"), "list"]),
        ],
        "list, no cache": [
            Run("mini-nova", [ours, "--no-cache", "list"]),
            Run("mini-nova, warm", [ours, "list"]),
        ],
    }
    peers = {
        "nova": {
            "list": ["list"],
            "show": ["show", server],
            "boot --poll": ["boot", "bench", *boot, "--poll"],
        },
        "openstack": {
            "list": ["server", "list"],
            "show": ["server", "show", server],
            "boot --poll": ["server", "create", "bench", *boot, "--network", "private", "--wait"],
        },
        "orca": {"list": ["server", "list"], "show": ["server", "show", server]},
    }
    if "openstack" in programs:
        plain = [str(programs["openstack"]), "server", "list"]
        contestants["openstack, by our plugin and without"] = [
            Run("mini-nova", ["env", "OS_AUTH_TYPE=mininova", *plain]),
            Run("openstack", plain),
        ]
    for name in [peer for peer in peers if peer in programs]:
        contestants["--help"].append(Run(name, [str(programs[name]), "--help"]))
        for job, arguments in peers[name].items():
            contestants[job].append(Run(name, [str(programs[name]), *arguments]))
    return contestants
