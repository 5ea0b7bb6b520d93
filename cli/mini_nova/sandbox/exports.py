"""The environment that drives the sandbox, for every shell and every version of the identity API. Pure."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping

from mini_nova_auth.settings.declarations import SETTINGS

SHELLS = ("sh", "fish", "powershell")
REGION = "RegionOne"
_OF_NO_CLOUD = ("compute_api_version", "tls_min_version", "tls_ciphers", "timeout")
# Of another cloud's login, which would get in the way.
OTHERS = tuple(
    name for setting in SETTINGS if setting.name not in _OF_NO_CLOUD for name in setting.environment
)


def variables(url: str, user: str, password: str, identity: int) -> dict[str, str]:
    """Names and values. ``user`` is also the name of its project; ``identity`` is 1, 2 or 3."""
    common = {"OS_USERNAME": user, "OS_PASSWORD": password, "OS_REGION_NAME": REGION}
    if identity == 1:
        auth = f"{url}/identity/v1.1"
        storage = {"ST_AUTH": auth, "ST_USER": user, "ST_KEY": password}
        return {
            "OS_AUTH_URL": auth,
            "OS_IDENTITY_API_VERSION": "1",
            **common,
            "OS_PROJECT_NAME": user,
            **storage,
        }
    if identity == 2:
        return {
            "OS_AUTH_URL": f"{url}/identity/v2.0",
            "OS_IDENTITY_API_VERSION": "2",
            **common,
            "OS_TENANT_NAME": user,
        }
    domains = {"OS_USER_DOMAIN_NAME": "Default", "OS_PROJECT_DOMAIN_NAME": "Default"}
    return {
        "OS_AUTH_URL": f"{url}/identity/v3",
        "OS_IDENTITY_API_VERSION": "3",
        **common,
        "OS_PROJECT_NAME": user,
        **domains,
    }


def lines(values: Mapping[str, str], shell: str) -> list[str]:
    """The lines that a shell reads to have these variables, and none of another cloud's."""
    unset, give = {"sh": _sh, "fish": _fish, "powershell": _powershell}[shell]
    return [
        *(unset(name) for name in OTHERS if name not in values),
        *(give(name, value) for name, value in values.items()),
    ]


Forms = tuple[Callable[[str], str], Callable[[str, str], str]]  # taking a variable away, giving one
_sh: Forms = (
    lambda name: f"unset {name}",
    lambda name, value: f"export {name}={shlex.quote(value)}",
)
_fish: Forms = (
    lambda name: f"set -e {name}",
    lambda name, value: f"set -gx {name} {_single(value)}",
)
_powershell: Forms = (
    lambda name: f"Remove-Item Env:{name} -ErrorAction SilentlyContinue",
    lambda name, value: f"$env:{name} = '" + value.replace("'", "''") + "'",
)


def _single(value: str) -> str:
    """In single quotes, as fish reads them."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
