"""A sandbox in a child process, which ends with this process however that ends."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from mini_nova_sandbox.state.settings import Settings

NEEDS = ("bcrypt", "cryptography", "jsonschema", "starlette", "uvicorn")
SECONDS_TO_START = 60.0
SECONDS_TO_ANSWER = 60.0
SECONDS_TO_END = 10.0
PAUSE = 0.01


class SandboxUnusable(Exception):
    """The sandbox cannot be used; the text says why, and what to do."""


class Process:
    """The process of a sandbox on a new state directory."""

    def __init__(self, settings: Settings, options: Mapping[str, str]) -> None:
        """Start it and wait until it answers; ``options`` are those of ``sandbox up``.

        Raises SandboxUnusable.
        """
        missing = [name for name in NEEDS if find_spec(name) is None]
        if missing:
            raise SandboxUnusable(
                f"the sandbox needs {', '.join(missing)}: pip install 'mini-nova[sandbox]'"
            )
        self._settings = settings
        self._popen = _start(settings, options)
        self.url = self._wait_for_url()
        self.passwords = json.loads(settings.credentials.read_text(encoding="utf-8"))

    @property
    def is_alive(self) -> bool:
        """Whether the process has not ended."""
        return self._popen.poll() is None

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request to the sandbox's own endpoints; return its JSON, or None if it is empty.

        Raises SandboxUnusable.
        """
        host = self.url.removeprefix("http://")
        headers = {"Authorization": f"Bearer {self.passwords['control']}"}
        text = None if body is None else json.dumps(body)
        connection = http.client.HTTPConnection(host, timeout=SECONDS_TO_ANSWER)
        try:
            connection.request(method, f"/sandbox/{path}", text, headers)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise SandboxUnusable(f"the sandbox at {self.url} gives no answer: {error}") from error
        finally:
            connection.close()
        value: Any = json.loads(content) if content else None
        if answer.status >= 400:
            raise SandboxUnusable(f"the sandbox refuses: {value['error']['message']}")
        return value

    def end(self) -> None:
        """End the process."""
        self._popen.terminate()
        try:
            self._popen.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()
        if self._popen.stdin:
            self._popen.stdin.close()

    def _wait_for_url(self) -> str:
        end = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < end and self.is_alive:
            try:
                description = json.loads(self._settings.running.read_text(encoding="utf-8"))
            except FileNotFoundError:
                time.sleep(PAUSE)
            else:
                return str(description["url"])
        self.end()
        log = self._settings.log.read_text(encoding="utf-8", errors="replace").strip()
        _, _, last_line = log.rpartition("\n")
        raise SandboxUnusable(f"the sandbox did not start: {last_line}")


def _start(settings: Settings, options: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start the process. It leaves when the pipe that it reads has no other end any more."""
    settings.state_dir.mkdir(mode=0o700)
    command = [sys.executable, "-m", "mini_nova_sandbox", "--state-dir", str(settings.state_dir)]
    command += ["--idle", "0", "--until-stdin-ends", "--log-level", "warning"]
    for name, value in options.items():
        command += [f"--{name}", value]
    with settings.log.open("wb") as log:
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log)
