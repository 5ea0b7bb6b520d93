"""Run a sandbox in the foreground, logging to stderr: ``python -m mini_nova_sandbox``.

Exit codes: 0 stopped as asked or idle, 1 error, 2 usage, 3 another sandbox uses the state directory,
4 error that cannot be told, because the disk of the log is full.
"""

from __future__ import annotations

import argparse
import logging
import math
import os
import sqlite3
import sys
from pathlib import Path

from mini_nova_sandbox.state.settings import DRIVERS, Settings, default_state_dir

FAILED = 1
ALREADY_RUNNING = 3
SPEECHLESS = 4
LOG_LEVELS = ("debug", "info", "warning", "error")
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
MAX_COUNT = 2**31 - 1


def main() -> int:
    """Parse the command line, serve, and return an exit code; errors are one line on stderr."""
    settings = _settings(_parser().parse_args())
    logging.basicConfig(level=settings.log_level.upper(), stream=sys.stderr, format=LOG_FORMAT)
    from mini_nova_sandbox.server.listener import PortUnusable
    from mini_nova_sandbox.server.run import run
    from mini_nova_sandbox.server.state_directory import AlreadyRunning, StateUnusable

    try:
        run(settings)
    except AlreadyRunning as error:
        return _fail(str(error), ALREADY_RUNNING)
    except PortUnusable as error:
        return _fail(str(error), FAILED)
    except (StateUnusable, OSError, RuntimeError, sqlite3.Error) as error:
        return _fail(f"the sandbox cannot run on {settings.state_dir}: {error}", FAILED)
    return 0


def _fail(sentence: str, code: int) -> int:
    """Say why on stderr, and return the exit code: another one if nothing can be said."""
    try:
        sys.stderr.write(f"{sentence}\n")
    except OSError:
        # What is left in the buffer would fail again at the interpreter's exit, which is then 120.
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, sys.stderr.fileno())
        return SPEECHLESS
    return code


def _settings(arguments: argparse.Namespace) -> Settings:
    values = vars(arguments)
    state_dir = values.pop("state_dir") or default_state_dir(os.environ)
    return Settings(state_dir=state_dir.absolute(), **values)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m mini_nova_sandbox", description=__doc__)
    parser.add_argument("--state-dir", type=Path)
    parser.add_argument("--port", type=_port, default=Settings.port)
    parser.add_argument("--driver", choices=DRIVERS, default=Settings.driver)
    parser.add_argument("--libvirt-uri", default=Settings.libvirt_uri)
    parser.add_argument("--pace", type=_seconds, default=Settings.pace)
    parser.add_argument("--token-lifetime", type=_seconds, default=Settings.token_lifetime)
    parser.add_argument("--idle", type=_seconds, default=Settings.idle)
    parser.add_argument("--log-level", choices=LOG_LEVELS, default=Settings.log_level)
    parser.add_argument("--hosts", type=_count, default=Settings.hosts)
    parser.add_argument("--host-vcpus", type=_count, default=Settings.host_vcpus)
    parser.add_argument("--host-memory-mb", type=_count, default=Settings.host_memory_mb)
    parser.add_argument("--host-disk-gb", type=_count, default=Settings.host_disk_gb)
    parser.add_argument("--seed", type=int, default=Settings.seed)
    parser.add_argument("--until-stdin-ends", action="store_true")
    return parser


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise ValueError
    return number


def _seconds(text: str) -> float:
    seconds = float(text)
    if not math.isfinite(seconds) or seconds < 0:
        raise ValueError
    return seconds


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= MAX_COUNT:
        raise ValueError
    return number


if __name__ == "__main__":
    sys.exit(main())
