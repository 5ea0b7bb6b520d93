"""The files of ``clouds/``, read here and by openstacksdk: the same settings, but for what is listed with its reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mini_nova_auth import connection
from mini_nova_auth.access.catalog import interfaces
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.login import plan
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

# What differs, and why it is meant to.
DIFFERENCES = {
    "70-vendor-rackspace": "openstacksdk adds the project's id to that one cloud's block storage address by itself",
    "99-nothing-as-a-value": "openstacksdk takes nothing, for names of projects and domains, as the word None",
    "100-hyphen-and-underscore": "of two spellings openstacksdk takes the hyphens', also where secure.yaml has the other",
    "101-verify-in-quotes": "openstacksdk takes false in quotes for the name of a bundle, which is not there",
    "102-template-beside-auth": "openstacksdk fills in an auth_url inside the auth section alone",
    "103-template-without-a-value": "openstacksdk goes on with an address that has a hole in it; here it is an error",
    "104-no-regions": "openstacksdk takes an empty list of regions for a region without a name",
    "105-region-names-in-a-profile": "openstacksdk takes commas apart in clouds.yaml alone",
}


def ours(path: Path) -> dict[str, Any]:
    """What this toolkit makes of a case, in the shape of the recording."""
    region = path.stem.partition("@")[2]
    variables = {"OS_CLIENT_CONFIG_FILE": str(path), "HOME": "/nonexistent"}
    for kind, variable in (
        ("secure", "OS_CLIENT_SECURE_FILE"),
        ("public", "OS_CLIENT_VENDOR_FILE"),
    ):
        for found in record_clouds.beside(path, kind):
            variables[variable] = found
    only = path.name.startswith("77")
    near = Arguments({"region_name": region} if region else {})
    try:
        settings = resolve((near, CloudsYaml("" if only else "mine", variables, region)))
        return resolved(settings)
    except ConfigurationError:
        return {"error": "ConfigurationError"}


def resolved(settings: Settings) -> dict[str, Any]:
    """Settings in the shape of the recording."""
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
        found = {key: settings.service_setting(kind, key) for key in keys}
        found["endpoint_override"] = found["endpoint_override"] or settings.service_setting(
            kind, "endpoint"
        )
        own = {key: value for key, value in found.items() if value and value != common.get(key)}
        if own:
            services[kind] = own
    return {
        "auth": {name: settings[name] for name in AUTH if name not in DOMAINS and settings[name]},
        "domains": {name: settings[name] for name in DOMAINS if settings[name]},
        "user_domain": domain_of(settings, "user"),
        "project_domain": domain_of(settings, "project"),
        "auth_type": plan.kind_of(settings),
        "auth_methods": settings["auth_methods"],
        "region_name": settings["region_name"],
        "interface": interfaces(common["interface"]),
        "verify": (tls.cacert or True) if tls.verify else False,
        "cert": [tls.cert, tls.key] if tls.key else (tls.cert or None),
        "timeout": settings["timeout"],
        "services": services,
    }


def recorded(name: str) -> dict[str, Any]:
    """A recording, with its plugin's and domains' names as they are here."""
    found = dict(EXPECTED[name])
    if "error" in found:
        return {"error": "ConfigurationError"}
    auth = found["auth"]
    found["domains"] = {name: auth[name] for name in DOMAINS if auth.get(name)}
    found["user_domain"], found["project_domain"] = _domain(auth, "user"), _domain(auth, "project")
    found["auth"] = {key: value for key, value in auth.items() if key not in DOMAINS}
    kind = found["auth_type"]
    found["auth_type"] = PLUGINS.get(kind, kind[2:] if kind[:2] in ("v2", "v3") else kind)
    methods = found["auth_methods"]
    found["auth_methods"] = "" if methods is None else ",".join(methods)
    found["interface"] = interfaces(found["interface"])
    found["timeout"] = found["timeout"] or ""
    return found


def _domain(auth: dict[str, str], of: str) -> tuple[str, str]:
    for place in (f"{of}_domain", "default_domain"):
        identity, name = auth.get(f"{place}_id", ""), auth.get(f"{place}_name", "")
        if identity or name:
            return identity, "" if identity else name
    return "default", ""


@pytest.fixture(autouse=True)
def every_file_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Certificates that the cases name need not exist."""
    monkeypatch.setattr(connection, "_file", lambda settings, name: settings[name])


@pytest.mark.parametrize("path", record_clouds.cases(), ids=lambda path: path.stem)
def test_the_same_settings(path: Path) -> None:
    if path.stem in DIFFERENCES:
        assert ours(path) != recorded(path.name), "no difference any more"
    else:
        assert ours(path) == recorded(path.name)


def test_every_case_is_recorded() -> None:
    assert {path.name for path in record_clouds.cases()} == set(EXPECTED)


def test_the_recording_is_what_openstacksdk_says() -> None:
    pytest.importorskip(
        "openstack", reason="openstacksdk is not installed: the recording is what is compared with"
    )
    assert {
        path.name: record_clouds.as_openstacksdk(path) for path in record_clouds.cases()
    } == EXPECTED
