"""A secret from a command of the user's (``OS_PASSWORD_CMD='pass show cloud'``): the first line that it prints."""

from __future__ import annotations

import shlex
import subprocess

from mini_nova_auth.errors import ConfigurationError

TIME_LIMIT = 120.0  # seconds: it may ask its user something


def first_line(command: str, source: str) -> str:
    """The first line of the command's output, its stderr and terminal left to it. No shell is involved.

    ``source`` says where the command came from. Raises ConfigurationError where it cannot be run, fails, prints
    nothing, or takes too long; what it printed is in no error.
    """
    try:
        said = subprocess.check_output(shlex.split(command), timeout=TIME_LIMIT)
        line = said.decode().partition("\n")[0].rstrip("\r")
    except subprocess.CalledProcessError as problem:
        raise _failed(source, f"ended with exit code {problem.returncode}") from None
    except subprocess.TimeoutExpired:
        raise _failed(source, f"did not end within {TIME_LIMIT:g} s") from None
    except OSError as problem:
        raise _failed(source, f"cannot be run: {problem.strerror}") from problem
    except (ValueError, IndexError):
        raise _failed(source, "is no command, or printed what is no text") from None
    if not line:
        raise _failed(source, "printed nothing")
    return line


def _failed(source: str, what: str) -> ConfigurationError:
    return ConfigurationError(
        f"the password command (from {source}) {what}",
        hint="Run it by hand; its first line has to be the secret.",
    )
