"""The list of clients: what each is called, and the command that drives it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
STEPS = Path(__file__).parent / "steps"
TEMPEST = "tempest/bin/python"
PYTHON = "python/bin/python"  # below the cache: the Python with the clients that share one


class Client(NamedTuple):
    """A client and its program. ``needs`` is a path below the cache that its installation makes.

    ``limit`` is for all of its steps, in seconds.
    """

    name: str
    needs: str
    command: tuple[str, ...]
    is_quick: bool = False
    limit: float = 1800.0

    @property
    def family(self) -> str:
        """The name that stands for this client and others like it."""
        return "tempest" if self.needs == TEMPEST else self.name

    def argv(self, cache: Path) -> list[str]:
        """Return the command with the paths of this machine."""
        paths = {"steps": str(STEPS), "cache": str(cache), "python": sys.executable}
        return [word.format(**paths) for word in self.command]

    def is_installed(self, cache: Path) -> bool:
        """Whether ``tests/clients/install`` has set it up."""
        return (cache / self.needs).exists()


def _commands(name: str, file: str) -> Client:
    """A client that is a command line, written in Python."""
    program = _program("command_lines")
    if name == "mini-nova":  # whose own Python is this one
        program = ("{python}", *program[1:])
    return Client(name, PYTHON, (*program, name, f"{{steps}}/{file}"), is_quick=True)


def _program(module: str, python: str = PYTHON) -> tuple[str, ...]:
    """The command that runs a Python program of ``steps/`` in a client's Python."""
    return (f"{{cache}}/{python}", "-m", f"tests.clients.steps.{module}")


def _tempest(service: str) -> Client:
    """Tempest's API tests of a service; a real cloud takes an hour for them."""
    program = (*_program("tempest", TEMPEST), service)
    return Client(f"tempest-{service}", TEMPEST, program, limit=7200.0)


ANSIBLE = (
    "env",
    "ANSIBLE_COLLECTIONS_PATH={cache}/collections",
    "ANSIBLE_CALLBACK_PLUGINS={steps}/ansible",
    "ANSIBLE_STDOUT_CALLBACK=callback_steps",
    "ANSIBLE_LOCALHOST_WARNING=false",
    "{cache}/ansible/bin/ansible-playbook",
    "{steps}/ansible/playbook.yml",
)
GO = (
    "env",
    "GO111MODULE=off",
    "GOPATH=/usr/share/gocode",  # where Debian's packages are
    "GOCACHE={cache}/gocache",
    "go",
    "run",
    "{steps}/gophercloud/main.go",
)
NODE = ("env", "NODE_PATH={cache}/node/node_modules", "node")
CLIENTS = (
    _commands("openstack", "openstack.txt"),
    _commands("nova", "nova.txt"),
    _commands("glance", "glance.txt"),
    _commands("mini-nova", "mini_nova.txt"),
    Client("kcli", "kcli/bin/kcli", _program("kcli", "kcli/bin/python")),
    Client("openstacksdk", PYTHON, _program("openstacksdk"), is_quick=True),
    Client("libcloud", PYTHON, _program("libcloud"), is_quick=True),
    Client("ansible", "collection.done", ANSIBLE),
    Client(
        "cloudbridge", "cloudbridge/bin/python", _program("cloudbridge", "cloudbridge/bin/python")
    ),
    Client("rally", "rally/bin/python", _program("rally", "rally/bin/python")),
    _tempest("compute"),
    _tempest("network"),
    _tempest("volume"),
    Client("gophercloud", "gophercloud.done", GO),
    Client("fog-openstack", "fog.done", ("ruby", "{steps}/fog_openstack.rb")),
    Client("ruby-openstack", "ruby-openstack.done", ("ruby", "{steps}/ruby_openstack.rb")),
    Client("pkgcloud", "node.done", (*NODE, "{steps}/pkgcloud.js")),
    Client("packer", "packer.done", ("bash", "{steps}/packer.sh")),
    Client("openstack-wrapper", "node.done", (*NODE, "{steps}/openstack_wrapper.js")),
)


def default_cache() -> Path:
    """Return the directory that the clients are installed in."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "mini-nova-clients"


def named(names: list[str]) -> list[Client]:
    """Return the clients of these names; all without one. ``tempest`` stands for its services."""
    return [client for client in CLIENTS if not names or {client.name, client.family} & set(names)]
