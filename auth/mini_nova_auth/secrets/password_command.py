"""A secret from the user's command (``OS_PASSWORD_CMD='pass show cloud'``): its first line of
output.
"""

from __future__ import annotations

import shlex
import subprocess

from mini_nova_auth.errors import ConfigurationError

TIME_LIMIT = 120.0  # seconds: the command may ask its user something


def first_line(command: str, source: str) -> str:
    """Run a command without a shell and return the first line it prints; it keeps the terminal.

    ``source`` tells where the command was configured. Raises ConfigurationError if the command
    cannot be run, fails, prints nothing or takes too long; the error never quotes its output.
    """
    try:
        output = subprocess.check_output(shlex.split(command), timeout=TIME_LIMIT)
        line = output.decode().partition("\n")[0].rstrip("\r")
    except subprocess.CalledProcessError as problem:
        raise _failure(source, f"ended with exit code {problem.returncode}") from None
    except subprocess.TimeoutExpired:
        raise _failure(source, f"did not end within {TIME_LIMIT:g} s") from None
    except OSError as problem:
        raise _failure(source, f"cannot be run: {problem.strerror}") from problem
    except (ValueError, IndexError):
        raise _failure(source, "is not a command, or its output is not text") from None
    if not line:
        raise _failure(source, "printed nothing")
    return line


def _failure(source: str, trouble: str) -> ConfigurationError:
    return ConfigurationError(
        f"the password command (from {source}) {trouble}",
        hint="Run it by hand: its first line must be the secret.",
    )
