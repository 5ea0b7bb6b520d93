"""``OpenStackCloud``: what a test gets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mini_nova_sandbox.state.settings import REGION
from mini_nova_sandbox.testing.process import Process

if TYPE_CHECKING:
    from openstack.connection import Connection

DOMAIN = "Default"
USERS = ("admin", "demo")  # each has a project of the same name
CLOUD_NAMES = {"admin": "sandbox", "demo": "sandbox-demo"}


class OpenStackCloud:
    """A cloud with the users ``admin`` and ``demo``, flavors, an image and a network.

    Methods that take a ``user`` log in as that user, to the project of the same name.
    """

    def __init__(self, process: Process, clouds_yaml: Path) -> None:
        self._process = process
        self._clouds_yaml = clouds_yaml
        self._connections: list[Connection] = []

    @property
    def url(self) -> str:
        """The address of the cloud, without a path: ``http://127.0.0.1:40001``."""
        return self._process.url

    @property
    def env(self) -> dict[str, str]:
        """The variables ``OS_*`` that log a client in as admin."""
        return self.env_of("admin")

    def env_of(self, user: str) -> dict[str, str]:
        """Return the variables ``OS_*`` that log a client in as a user."""
        auth = {f"OS_{key.upper()}": value for key, value in self._auth(user).items()}
        return {**auth, "OS_REGION_NAME": REGION, "OS_IDENTITY_API_VERSION": "3"}

    @property
    def clouds_yaml(self) -> Path:
        """A file with the clouds ``sandbox`` (admin) and ``sandbox-demo``: OS_CLIENT_CONFIG_FILE."""
        clouds = {CLOUD_NAMES[user]: self._cloud_entry(user) for user in USERS}
        text = json.dumps({"clouds": clouds}, indent=2)  # JSON is YAML, too
        self._clouds_yaml.write_text(f"{text}\n", encoding="utf-8")
        return self._clouds_yaml

    def sdk(self, user: str = "admin", **options: Any) -> Connection:
        """Return a connection of openstacksdk, which is closed after the test.

        ``options`` are those of ``openstack.connect``. Raises RuntimeError without openstacksdk.
        """
        try:
            import openstack
        except ImportError as error:
            raise RuntimeError(
                "openstack_cloud.sdk() needs openstacksdk: pip install openstacksdk"
            ) from error
        values = {**self._cloud_entry(user), **options}
        connection = openstack.connect(load_yaml_config=False, load_envvars=False, **values)
        self._connections.append(connection)
        return connection

    def cli(self, *words: str, user: str = "admin") -> str:
        """Run a program on the cloud, such as ``openstack server list``; return what it prints.

        Programs of the virtual environment that the tests run in come first. Raises
        subprocess.CalledProcessError, which has the program's stderr.
        """
        variables = {name: value for name, value in os.environ.items() if name[:3] != "OS_"}
        folder = Path(sys.executable).parent
        variables["PATH"] = f"{folder}{os.pathsep}{variables.get('PATH', os.defpath)}"
        done = subprocess.run(
            words,
            env={**variables, **self.env_of(user)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def add_fault(self, name: str, **options: Any) -> None:
        """Plan a fault, as ``mini-nova sandbox fault add``: ``add_fault("status", status=503)``.

        It ends with the test. Raises SandboxUnusable for a fault that there is not.
        """
        self._process.control("POST", "faults", {"name": name, **options})

    def close(self) -> None:
        """Close the connections."""
        for connection in self._connections:
            connection.close()

    def _auth(self, user: str) -> dict[str, str]:
        if user not in USERS:
            raise ValueError(f"{user} is no user of this cloud: {' and '.join(USERS)} are")
        return {
            "auth_url": f"{self.url}/identity/v3",
            "username": user,
            "password": self._process.passwords[user],
            "project_name": user,
            "user_domain_name": DOMAIN,
            "project_domain_name": DOMAIN,
        }

    def _cloud_entry(self, user: str) -> dict[str, Any]:
        return {
            "auth": self._auth(user),
            "region_name": REGION,
            "identity_api_version": "3",
        }
