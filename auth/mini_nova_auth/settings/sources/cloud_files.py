"""The files that describe clouds: clouds.yaml, secure.yaml, and clouds-public.yaml with profiles.

They are searched for in the current directory, the user's configuration directory, the system's,
and /etc/openstack. ``OS_CLIENT_CONFIG_FILE``, ``OS_CLIENT_SECURE_FILE`` and
``OS_CLIENT_VENDOR_FILE`` name other files. Each is read once, on first use. Commands in a file of
the current directory do not count.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from mini_nova_auth import directories, lenient
from mini_nova_auth.settings.sources.cloud_values import Keys, dotted, merge
from mini_nova_auth.settings.sources.documents import SUFFIXES, Document, parse
from mini_nova_auth.settings.sources.foreign_files import without_commands

UNREADABLE = "cannot be read by this user"
_log = logging.getLogger(__name__)


class Location(NamedTuple):
    """The file that a value stands in, None for a built-in profile, and the keys that lead to it.

    The first two keys name the section and the cloud; of a built-in profile, its name is the second.
    """

    document: Document | None
    path: Keys

    def __str__(self) -> str:
        """Describe the place: ``file:line (key)``."""
        _, name, *keys = self.path
        key = dotted(tuple(keys))
        if self.document is None:
            return f'the vendor profile "{name}" ({key})'
        place = self.document.place(self.path)
        return f"{place} ({key})"

    @property
    def is_foreign(self) -> bool:
        """Whether the file is one of the current directory."""
        return self.document is not None and self.document.is_foreign

    @property
    def literal(self) -> str:
        """The value as it is written in the file; '' if that is not known."""
        return "" if self.document is None else self.document.literal(self.path)


class CloudFiles:
    """The files of an environment. Raises ConfigurationError if one exists but cannot be read."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._unusable: dict[Path, str] = {}

    @property
    def unusable(self) -> Iterator[tuple[Path, str]]:
        """Iterate over the files that were passed over, each with the reason."""
        yield from self._unusable.items()

    @cached_property
    def main(self) -> Document | None:
        """clouds.yaml, or None."""
        return self._load("clouds", "OS_CLIENT_CONFIG_FILE")

    @cached_property
    def secure(self) -> Document | None:
        """secure.yaml, or None."""
        return self._load("secure", "OS_CLIENT_SECURE_FILE")

    @cached_property
    def public(self) -> Document | None:
        """clouds-public.yaml, or None."""
        return self._load("clouds-public", "OS_CLIENT_VENDOR_FILE")

    @cached_property
    def clouds(self) -> dict[str, Any]:
        """Every cloud by name; values of secure.yaml override those of clouds.yaml."""
        main = _clouds_section(self.main)
        secure = _clouds_section(self.secure)
        sections = merge(main, secure)
        return {str(name): section for name, section in sections.items()}

    def sections(self, cloud: str) -> Iterator[tuple[Document, Mapping[Any, Any]]]:
        """Iterate over each file's own section about a cloud, in order of precedence."""
        for document in (self.secure, self.main):
            if document is None:
                continue
            clouds = _clouds_section(document)
            for name, section in clouds.items():
                is_cloud = str(name) == cloud
                if is_cloud and isinstance(section, dict):
                    yield document, section

    def profile(self, name: str) -> dict[str, Any]:
        """Return a vendor's settings, from clouds-public.yaml or from the vendors built in.

        Profiles that are web pages are not fetched. Raises ConfigurationError if the vendor's
        cloud has been shut down.
        """
        if self.public is not None:
            profiles = lenient.mapping(self.public.content.get("public-clouds"))
            profile = profiles.get(name)
            if isinstance(profile, dict):
                return profile
        from mini_nova_auth.settings.sources.vendors import VENDORS, refuse_shut_down

        refuse_shut_down(name)
        if name not in VENDORS:
            _log.warning('the vendor profile "%s" is unknown and adds no settings', name)
        return dict(VENDORS.get(name, {}))

    def locate(self, cloud: str, profile: str, keys: Keys) -> Location:
        """Return the file that a value of a cloud, or of its profile, stands in, and its keys."""
        path = ("clouds", cloud, *keys)
        for document in (self.secure, self.main):
            if document is not None and document.has(path):
                return Location(document, path)
        return self.locate_in_profile(profile, keys)

    def locate_in_profile(self, profile: str, keys: Keys) -> Location:
        """Return the place of a value in a vendor's profile."""
        section = ("public_clouds", profile)
        if self.public is None or not self.public.has(section):
            return Location(None, (*section, *keys))
        return Location(self.public, (*section, *keys))

    def place_in_profile(self, profile: str, keys: Keys) -> str:
        """Describe the place of a value in a vendor's profile."""
        return str(self.locate_in_profile(profile, keys))

    def _load(self, stem: str, variable: str) -> Document | None:
        """Parse the file that the variable names, or else the first readable one of that stem."""
        path = self._variables.get(variable)
        if path:
            return parse(Path(path))
        for folder in self._folders():
            for suffix in SUFFIXES:
                candidate = folder / f"{stem}{suffix}"
                if _is_readable_file(candidate):
                    return self._parse(candidate, folder)
                obstacle = _obstacle(candidate)
                if obstacle:
                    self._unusable[candidate] = obstacle
        return None

    def _parse(self, path: Path, folder: Path) -> Document:
        document = parse(path)
        if self._is_own(folder):
            return document
        return without_commands(document)

    def _is_own(self, folder: Path) -> bool:
        """Return whether a folder is of the user's or the system's configuration.

        The current directory is not, unless it is one of them as well.
        """
        current, *configuration = self._folders()
        if folder != current:
            return True
        return any(_is_same(folder, candidate) for candidate in configuration)

    def _folders(self) -> tuple[Path, ...]:
        parents = directories.config(self._variables)
        folders = [Path()]
        for parent in parents:
            folder = Path(parent, "openstack")
            folders.append(folder)
        folders.append(Path("/etc/openstack"))
        return tuple(dict.fromkeys(folders))


def place_in(document: Document, cloud: str, keys: Keys) -> str:
    """Describe the place of a cloud's value in a file: ``file:line (key)``."""
    return str(Location(document, ("clouds", cloud, *keys)))


def _clouds_section(document: Document | None) -> dict[Any, Any]:
    if document is None:
        return {}
    return lenient.mapping(document.content.get("clouds"))


def _is_readable_file(path: Path) -> bool:
    try:
        return path.is_file() and os.access(path, os.R_OK)
    except OSError:
        return False  # a folder that may not be searched


def _obstacle(path: Path) -> str:
    """Describe why what is at a path is no readable file; '' if there is nothing."""
    try:
        if path.is_dir():
            return "is a directory"
        if path.exists():
            return UNREADABLE
        if path.is_symlink():
            return "is a link to nothing"
    except OSError:
        return UNREADABLE
    return ""


def _is_same(folder: Path, other: Path) -> bool:
    try:
        return folder.samefile(other)
    except OSError:
        return False
