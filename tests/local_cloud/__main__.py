"""`python -m tests.local_cloud`: one cloud until Ctrl-C, with the exports that lead to it."""

import contextlib
import shlex
import sys
import threading

from .cloud import LocalCloud


def main() -> None:
    """Serve until interrupted."""
    with LocalCloud() as cloud, contextlib.suppress(KeyboardInterrupt):
        for name, value in cloud.openrc(3).items():
            sys.stdout.write(f"export {name}={shlex.quote(value)}\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    main()
