"""``python -m mini_nova_sandbox``: a sandbox in the foreground, telling on stderr what it does.

Exit codes: 0 left in order, 2 usage, 3 another one runs on this state directory, 1 anything else.
"""

from __future__ import annotations

import argparse
import logging
import math
import os
import sys
from pathlib import Path

from mini_nova_sandbox.state.settings import DRIVERS, Settings, default_state_dir

ALREADY_RUNNING = 3


def main() -> int:
    """Parses the command line, serves, and says in one sentence why it could not."""
    settings = _settings(_parser().parse_args())
    logging.basicConfig(
        level=settings.log_level.upper(),
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    from mini_nova_sandbox.server.run import AlreadyRunning, StateUnusable, run

    try:
        run(settings)
    except AlreadyRunning as error:
        sys.stderr.write(f"{error}\n")
        return ALREADY_RUNNING
    except (StateUnusable, OSError, RuntimeError) as error:
        sys.stderr.write(f"the sandbox cannot run on {settings.state_dir}: {error}\n")
        return 1
    return 0


def _settings(given: argparse.Namespace) -> Settings:
    values = vars(given)
    state_dir = values.pop("state_dir") or default_state_dir(os.environ)
    return Settings(state_dir=state_dir.absolute(), **values)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m mini_nova_sandbox", description=__doc__)
    parser.add_argument("--state-dir", type=Path)
    parser.add_argument("--port", type=_port, default=Settings.port)
    parser.add_argument("--driver", choices=DRIVERS, default=Settings.driver)
    parser.add_argument("--libvirt-uri", default=Settings.libvirt_uri)
    for name in ("pace", "token_lifetime", "idle"):
        parser.add_argument(
            f"--{name.replace('_', '-')}", type=_seconds, default=getattr(Settings, name)
        )
    parser.add_argument(
        "--log-level", choices=("debug", "info", "warning", "error"), default=Settings.log_level
    )
    for name in ("hosts", "host_vcpus", "host_memory_mb", "host_disk_gb"):
        parser.add_argument(
            f"--{name.replace('_', '-')}", type=_count, default=getattr(Settings, name)
        )
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
    if not 1 <= number <= 2**31 - 1:
        raise ValueError
    return number


if __name__ == "__main__":
    sys.exit(main())
