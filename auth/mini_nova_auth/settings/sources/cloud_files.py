"""The files that describe clouds: clouds.yaml, secure.yaml, and clouds-public.yaml with profiles.

They are searched for in the current directory, the user's configuration directory, the system's,
and /etc/openstack. ``OS_CLIENT_CONFIG_FILE``, ``OS_CLIENT_SECURE_FILE`` and
``OS_CLIENT_VENDOR_FILE`` name other files. Each is read once, on first use.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from mini_nova_auth import directories, lenient
from mini_nova_auth.settings.sources.cloud_values import Keys, dotted, merge
from mini_nova_auth.settings.sources.documents import SUFFIXES, Document, parse

_log = logging.getLogger(__name__)


class CloudFiles:
    """The files of an environment. Raises ConfigurationError if one exists but cannot be read."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

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

    def place(self, cloud: str, profile: str, keys: Keys) -> str:
        """Describe the place of a value of a cloud or of its profile: ``file:line (key)``."""
        path = ("clouds", cloud, *keys)
        for document in (self.secure, self.main):
            if document is None:
                continue
            if document.has(path):
                return place_in(document, cloud, keys)
        return self.place_in_profile(profile, keys)

    def place_in_profile(self, profile: str, keys: Keys) -> str:
        """Describe the place of a value in a vendor's profile."""
        key = dotted(keys)
        document = self.public
        section = ("public_clouds", profile)
        if document is None or not document.has(section):
            return f'the vendor profile "{profile}" ({key})'
        path = (*section, *keys)
        place = document.place(path)
        return f"{place} ({key})"

    def _load(self, stem: str, variable: str) -> Document | None:
        """Parse the file that the variable names, or else the first readable one of that stem."""
        path = self._variables.get(variable)
        if path:
            return parse(Path(path))
        for folder in self._folders():
            for suffix in SUFFIXES:
                candidate = folder / f"{stem}{suffix}"
                if _is_readable_file(candidate):
                    return parse(candidate)
        return None

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
    path = ("clouds", cloud, *keys)
    place = document.place(path)
    key = dotted(keys)
    return f"{place} ({key})"


def _clouds_section(document: Document | None) -> dict[Any, Any]:
    if document is None:
        return {}
    return lenient.mapping(document.content.get("clouds"))


def _is_readable_file(path: Path) -> bool:
    try:
        return path.is_file() and os.access(path, os.R_OK)
    except OSError:
        return False  # a folder that may not be searched
