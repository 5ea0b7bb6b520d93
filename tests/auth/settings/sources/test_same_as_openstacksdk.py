"""Compare how this toolkit and openstacksdk read the files of ``clouds/``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mini_nova_auth import connection
from mini_nova_auth.access.choice import interfaces
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.login.kind import login_kind
from mini_nova_auth.methods.v3 import domain_of
from mini_nova_auth.settings.resolve import Settings, resolve
from mini_nova_auth.settings.sources.arguments import Arguments
from mini_nova_auth.settings.sources.clouds_yaml import CloudsYaml
from tests.auth import record_clouds
from tests.auth.record_clouds import AUTH, SERVICES

EXPECTED = json.loads((record_clouds.FOLDER / "expected.json").read_text(encoding="utf-8"))[
    "clouds"
]
DOMAINS = (
    "domain_id",
    "domain_name",
    "user_domain_id",
    "user_domain_name",
    "project_domain_id",
    "project_domain_name",
    "default_domain_id",
    "default_domain_name",
)
PLUGINS = {
    "password": "password",
    "token": "token",
    "admin_token": "admintoken",
    "http_basic": "httpbasic",
}

# Intended differences: what openstacksdk does.
DIFFERENCES = {
    "59-versions": "it reads a microversion of 2.60 as the number 2.6",
    "70-vendor-rackspace": "it appends the project ID to this cloud's block storage URL",
    "99-nothing-as-a-value": "it reads null names of projects and domains as the word None",
    "100-hyphen-and-underscore": "it prefers the spelling with hyphens, even over secure.yaml",
    "101-verify-in-quotes": "it reads a quoted false as the name of a missing bundle",
    "102-template-beside-auth": "it fills in an auth_url only inside the auth section",
    "103-template-without-a-value": "it uses a URL with a gap; here it is an error",
    "104-no-regions": "it reads an empty list of regions as a nameless region",
    "105-region-names-in-a-profile": "it splits region names at commas only in clouds.yaml",
}


def ours(path: Path) -> dict[str, Any]:
    """Resolve a case with this toolkit, in the format of the recording."""
    region = path.stem.partition("@")[2]
    variables = {"OS_CLIENT_CONFIG_FILE": str(path), "HOME": "/nonexistent"}
    for kind, variable in (
        ("secure", "OS_CLIENT_SECURE_FILE"),
        ("public", "OS_CLIENT_VENDOR_FILE"),
    ):
        for companion in record_clouds.beside(path, kind):
            variables[variable] = companion
    is_unnamed = path.name.startswith("77")
    arguments = Arguments({"region_name": region} if region else {})
    try:
        settings = resolve((arguments, CloudsYaml("" if is_unnamed else "mine", variables, region)))
        return resolved(settings)
    except ConfigurationError:
        return {"error": "ConfigurationError"}


def resolved(settings: Settings) -> dict[str, Any]:
    """Convert settings to the format of the recording."""
    tls = connection.tls_of(settings)
    common = {
        "interface": settings["interface"] or "public",
        "region_name": settings["region_name"],
    }
    keys = (
        "endpoint_override",
        "interface",
        "region_name",
        "service_type",
        "service_name",
        "default_microversion",
        "api_version",
    )
    services: dict[str, Any] = {}
    for kind in SERVICES:
        values = {key: settings.service_setting(kind, key) for key in keys}
        if not values["endpoint_override"]:
            values["endpoint_override"] = settings.service_setting(kind, "endpoint")
        own = {key: value for key, value in values.items() if value and value != common.get(key)}
        if own:
            services[kind] = own
    return {
        "auth": {name: settings[name] for name in AUTH if name not in DOMAINS and settings[name]},
        "domains": {name: settings[name] for name in DOMAINS if settings[name]},
        "user_domain": domain_of(settings, "user"),
        "project_domain": domain_of(settings, "project"),
        "auth_type": login_kind(settings),
        "auth_methods": settings["auth_methods"],
        "region_name": settings["region_name"],
        "interface": interfaces(common["interface"]),
        "verify": (tls.cacert or True) if tls.verify else False,
        "cert": [tls.cert, tls.key] if tls.key else (tls.cert or None),
        "timeout": settings["timeout"],
        "services": services,
    }


def recorded(name: str) -> dict[str, Any]:
    """Return a recording with this toolkit's names of plugins and domains."""
    recording = dict(EXPECTED[name])
    if "error" in recording:
        return {"error": "ConfigurationError"}
    auth = recording["auth"]
    recording["domains"] = {name: auth[name] for name in DOMAINS if auth.get(name)}
    recording["user_domain"], recording["project_domain"] = (
        _domain(auth, "user"),
        _domain(auth, "project"),
    )
    recording["auth"] = {key: value for key, value in auth.items() if key not in DOMAINS}
    kind = recording["auth_type"]
    recording["auth_type"] = PLUGINS.get(kind, kind[2:] if kind[:2] in ("v2", "v3") else kind)
    methods = recording["auth_methods"]
    recording["auth_methods"] = "" if methods is None else ",".join(methods)
    recording["interface"] = interfaces(recording["interface"])
    recording["timeout"] = recording["timeout"] or ""
    return recording


def _domain(auth: dict[str, str], owner: str) -> tuple[str, str]:
    for place in (f"{owner}_domain", "default_domain"):
        identity, name = auth.get(f"{place}_id", ""), auth.get(f"{place}_name", "")
        if identity or name:
            return identity, "" if identity else name
    return "default", ""


@pytest.fixture(autouse=True)
def every_certificate_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not require the certificates that the cases name."""
    monkeypatch.setattr(connection, "_pem_file", lambda settings, name: settings[name])


@pytest.mark.parametrize("path", record_clouds.cases(), ids=lambda path: path.stem)
def test_the_same_settings(path: Path) -> None:
    if path.stem in DIFFERENCES:
        assert ours(path) != recorded(path.name), "no difference any more"
    else:
        assert ours(path) == recorded(path.name)


def test_every_case_is_recorded() -> None:
    assert {path.name for path in record_clouds.cases()} == set(EXPECTED)


def test_the_recording_is_current() -> None:
    pytest.importorskip(
        "openstack",
        reason="openstacksdk is not installed; the tests above compare with its recording",
    )
    assert {
        path.name: record_clouds.as_openstacksdk(path) for path in record_clouds.cases()
    } == EXPECTED
