"""The files that clouds stand in: clouds.yaml, secure.yaml over it, and the profiles of clouds-public.yaml.

They are looked for in the current directory, the user's configuration directory, the system's and /etc/openstack;
``OS_CLIENT_CONFIG_FILE``, ``OS_CLIENT_SECURE_FILE`` and ``OS_CLIENT_VENDOR_FILE`` name others. Each is read once, when it
is first asked for.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from mini_nova_auth import lenient, private_files
from mini_nova_auth.settings.sources.cloud_values import Keys, dotted, merged
from mini_nova_auth.settings.sources.documents import SUFFIXES, Document, parse

_log = logging.getLogger(__name__)


class CloudFiles:
    """The files of an environment. Raises ConfigurationError where one that is there cannot be read."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

    @cached_property
    def main(self) -> Document | None:
        """clouds.yaml; None where there is none."""
        return self._load("clouds", "OS_CLIENT_CONFIG_FILE")

    @cached_property
    def secure(self) -> Document | None:
        """secure.yaml; None where there is none."""
        return self._load("secure", "OS_CLIENT_SECURE_FILE")

    @cached_property
    def public(self) -> Document | None:
        """clouds-public.yaml; None where there is none."""
        return self._load("clouds-public", "OS_CLIENT_VENDOR_FILE")

    @cached_property
    def clouds(self) -> dict[str, Any]:
        """Every cloud by its name, secure.yaml's values over those of clouds.yaml."""
        main, secure = (
            lenient.mapping(document.content.get("clouds")) if document is not None else {}
            for document in (self.main, self.secure)
        )
        return {str(name): cloud for name, cloud in merged(main, secure).items()}

    def written(self, cloud: str) -> list[tuple[Document, Mapping[Any, Any]]]:
        """What each file that has the cloud says of it by itself, the first to count first."""
        found: list[tuple[Document, Mapping[Any, Any]]] = []
        for document in (self.secure, self.main):
            clouds = lenient.mapping(document.content.get("clouds")) if document is not None else {}
            sections = (section for name, section in clouds.items() if str(name) == cloud)
            found += [
                (document, section)
                for section in sections
                if document and isinstance(section, dict)
            ]
        return found

    def profile(self, name: str) -> dict[str, Any]:
        """A vendor's settings: of clouds-public.yaml, else of the vendors known here. Nothing is fetched for one."""
        if self.public is not None:
            found = lenient.mapping(self.public.content.get("public-clouds")).get(name)
            if isinstance(found, dict):
                return found
        from mini_nova_auth.settings.sources.vendors import VENDORS, check_alive

        check_alive(name)
        if name not in VENDORS:
            _log.warning('there is no vendor profile "%s" here, so that it gives no settings', name)
        return dict(VENDORS.get(name, {}))

    def place(self, cloud: str, profile: str, keys: Keys) -> str:
        """Where a value of a cloud, or else of its profile, stands: ``file:line (key)``."""
        for document in (self.secure, self.main):
            if document is not None and document.has(("clouds", cloud, *keys)):
                return place_in(document, cloud, keys)
        return self.place_in_profile(profile, keys)

    def place_in_profile(self, profile: str, keys: Keys) -> str:
        """Where a value of a vendor's profile stands."""
        if self.public is not None and self.public.has(("public_clouds", profile)):
            return f"{self.public.place(('public_clouds', profile, *keys))} ({dotted(keys)})"
        return f'the vendor profile "{profile}" ({dotted(keys)})'

    def _load(self, stem: str, variable: str) -> Document | None:
        """The first file of that name; None where there is none. One that may not be read is passed over."""
        named = self._variables.get(variable)
        if named:
            return parse(Path(named))
        for folder in self._folders():
            for suffix in SUFFIXES:
                path = folder / f"{stem}{suffix}"
                if _is_file(path):
                    return parse(path)
        return None

    def _folders(self) -> tuple[Path, ...]:
        home = private_files.home(self._variables)
        config = Path(self._variables.get("XDG_CONFIG_HOME") or home / ".config")
        site = [
            Path(at)
            for at in (self._variables.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(os.pathsep)
            if at
        ]
        places = (
            Path(),
            *(at / "openstack" for at in (config, home / ".config", *site)),
            Path("/etc/openstack"),
        )
        return tuple(dict.fromkeys(places))


def place_in(document: Document, cloud: str, keys: Keys) -> str:
    """Where a value of a cloud stands in one of the files."""
    return f"{document.place(('clouds', cloud, *keys))} ({dotted(keys)})"


def _is_file(path: Path) -> bool:
    try:
        return path.is_file() and os.access(path, os.R_OK)
    except OSError:
        return False  # a folder that may not be searched
