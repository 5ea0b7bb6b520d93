"""The file of names: one for each cloud, user and project, as the command line names them.

``~/.cache/mini-nova/names/<hash of the settings>.names``, mode 0600 in a directory of 0700. Each
line is a kind, an id and a name, with tabs between them. TAB reads it, and has no time to load much.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from mini_nova_auth import directories
from mini_nova_auth.settings.declarations import SETTINGS

FOLDER = "names"
SUFFIX = ".names"
_MAX_SIZE = 4 * 1024 * 1024  # bytes
_FILES = "OS_CLIENT_CONFIG_FILE"  # where else a cloud of the same name may be described
_IDENTITY_SECRETS = ("token", "access_token")  # nobody knows whose these are: they are the identity
_HEADINGS = ("Login", "Scope", "Endpoints")
_OPTIONS_OF_CALLS = ("timeout", "compute_api_version")


class Line(NamedTuple):
    """One thing of a cloud: its kind, such as server, its id, and its name."""

    kind: str
    id: str
    name: str


def directory(variables: Mapping[str, str]) -> str:
    """Return the directory of the files."""
    return f"{directories.cache(variables)}/{FOLDER}"


def path(flags: Mapping[str, str], variables: Mapping[str, str]) -> str:
    """Return the file for the settings of a command line, by name, and those of its environment.

    clouds.yaml is not read: the cloud's name stands for it.
    """
    import hashlib

    parts = [variables.get(_FILES, "")]
    for setting in SETTINGS:
        if not _tells_identities_apart(setting.name, setting.heading, setting.secret):
            continue
        values = [flags.get(setting.name, "")]
        values += [variables.get(name, "") for name in setting.environment]
        value = next(filter(None, values), "")
        parts.append(f"{setting.name}={value}")
    text = "\0".join(parts)
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
    return f"{directory(variables)}/{digest[:32]}{SUFFIX}"


def read(file_path: str) -> list[Line]:
    """Return the lines of a file; none if it is missing, damaged or not for the user alone."""
    try:
        text = _read_trusted(file_path).decode()
    except (OSError, UnicodeDecodeError):
        return []
    return list(_lines(text))


def text_of(lines: Iterable[Line]) -> str:
    """Return the text of a file."""
    return "".join("\t".join(line) + "\n" for line in lines)


def _lines(text: str) -> Iterator[Line]:
    for row in text.split("\n"):
        parts = row.split("\t")
        if len(parts) == len(Line._fields):
            yield Line(*parts)


def _read_trusted(file_path: str) -> bytes:
    """Read a plain file that belongs to the user, and that nobody else can read. Raises OSError."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    descriptor = os.open(file_path, flags)
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        is_private = not stat.S_IMODE(status.st_mode) & 0o077
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid() or not is_private:
            raise PermissionError(1, "it is not private")
        return stream.read(_MAX_SIZE)


def _tells_identities_apart(name: str, heading: str, is_secret: bool) -> bool:
    if name in _IDENTITY_SECRETS:
        return True
    return heading in _HEADINGS and not is_secret and name not in _OPTIONS_OF_CALLS
