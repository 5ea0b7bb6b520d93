"""The settings of a command: its flags, the environment and clouds.yaml; or the sandbox's.

Every source is loaded when it is needed, as most commands need one or two.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mini_nova_auth.settings.resolve import Settings
    from mini_nova_auth.settings.source import Source
    from mini_nova_auth.settings.sources.clouds_yaml import CloudsYaml

SANDBOX = "sandbox"  # the sandbox, unless clouds.yaml has a cloud of this name


def resolve_settings(
    flags: Mapping[str, str], variables: Mapping[str, str], note: Callable[[str], None]
) -> Settings:
    """Return what flags, environment and clouds.yaml say, in this order.

    If they choose the sandbox it is started, which ``note`` tells. Raises ConfigurationError.
    """
    from mini_nova_auth.settings.resolve import resolve

    arguments, environment = _typed_sources(flags, variables)
    settings = resolve((arguments, environment))
    if settings["auth_url"] and not settings["cloud"]:
        return settings
    from mini_nova_auth.settings.sources.clouds_yaml import CloudsYaml

    clouds = CloudsYaml(settings["cloud"], os.environ, settings["region_name"])
    if _is_sandbox(settings["cloud"], clouds):
        return resolve((arguments, *_sandbox_sources(variables, note)))
    return resolve((arguments, environment, clouds), _sandbox_advice)


def chooses_sandbox(flags: Mapping[str, str], variables: Mapping[str, str]) -> bool:
    """Return whether flags or environment choose the sandbox, without starting it."""
    from mini_nova_auth.settings.resolve import resolve

    cloud = resolve(_typed_sources(flags, variables))["cloud"]
    if cloud != SANDBOX:
        return False
    from mini_nova_auth.settings.sources.clouds_yaml import CloudsYaml

    return _is_sandbox(cloud, CloudsYaml("", os.environ))


def _typed_sources(flags: Mapping[str, str], variables: Mapping[str, str]) -> tuple[Source, Source]:
    """Return the flags and the environment."""
    from mini_nova_auth.settings.sources.arguments import Arguments
    from mini_nova_auth.settings.sources.environment import Environment

    return Arguments(flags), Environment(variables)


def _is_sandbox(cloud: str, clouds: CloudsYaml) -> bool:
    """Whether a cloud's name means the sandbox: a cloud of clouds.yaml goes before it."""
    return cloud == SANDBOX and SANDBOX not in clouds.names


def _sandbox_sources(
    variables: Mapping[str, str], note: Callable[[str], None]
) -> tuple[Source, Source]:
    """Return the sandbox, and what counts of the environment, which may be another cloud's."""
    from mini_nova.sandbox import shell_variables
    from mini_nova.sandbox.source import Sandbox
    from mini_nova.sandbox.state import default_directory
    from mini_nova_auth.settings.sources.environment import Environment

    sandbox = Sandbox(default_directory(os.environ), note, variables)
    return sandbox, Environment(shell_variables.usable(variables))


def _sandbox_advice() -> str:
    """Return a sentence for users who have named no cloud."""
    from mini_nova.sandbox.advice import advice
    from mini_nova.sandbox.state import default_directory

    return advice(default_directory(os.environ))
