"""Record how openstacksdk resolves the files of ``clouds/``, in ``clouds/expected.json``.

Run ``python tests/auth/record_clouds.py`` with an interpreter that has openstacksdk. The name of a
file may end in ``@REGION``, the region to request; ``.secure.yaml`` and ``.public.yaml`` files
beside it are its secure.yaml and clouds-public.yaml.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("clouds")
SERVICES = (
    "compute",
    "image",
    "network",
    "block-storage",
    "identity",
    "object-store",
    "shared-file-system",
    "load-balancer",
    "baremetal",
    "container-infrastructure-management",
)
AUTH = (
    "auth_url",
    "username",
    "user_id",
    "password",
    "token",
    "passcode",
    "project_id",
    "project_name",
    "project_domain_id",
    "project_domain_name",
    "user_domain_id",
    "user_domain_name",
    "domain_id",
    "domain_name",
    "default_domain_id",
    "default_domain_name",
    "system_scope",
    "trust_id",
    "application_credential_id",
    "application_credential_name",
    "application_credential_secret",
    "endpoint",
    "identity_provider",
    "protocol",
    "client_id",
    "client_secret",
    "discovery_endpoint",
    "access_token_endpoint",
    "device_authorization_endpoint",
    "openid_scope",
    "access_token_type",
    "access_token",
)


API_VERSIONS = {"network": "2", "object-store": "1"}  # openstacksdk's defaults


def cases() -> list[Path]:
    """List the files, in order."""
    paths = sorted(path for path in FOLDER.iterdir() if path.name[:2].isdigit())
    return [path for path in paths if not path.stem.endswith((".secure", ".public"))]


def beside(path: Path, kind: str) -> list[str]:
    """List the secure or public file of a case, if it has one."""
    companion = path.with_name(f"{path.stem}.{kind}.yaml")
    return [str(companion)] if companion.exists() else []


def as_openstacksdk(path: Path) -> dict[str, Any]:
    """Resolve a case with openstacksdk; ``{"error": ...}`` if it refuses."""
    from openstack import config, exceptions

    region = path.stem.partition("@")[2]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            configuration = config.OpenStackConfig(
                config_files=[str(path)],
                secure_files=beside(path, "secure"),
                vendor_files=beside(path, "public"),
                load_envvars=False,
            )
            names = configuration.get_cloud_names()
            is_unnamed = len(names) == 1 and names != ["yours"]
            name = names[0] if is_unnamed else "mine"
            return resolved(configuration.get_one(name, region_name=region))
    except Exception as problem:  # openstacksdk raises all kinds of errors
        is_known = isinstance(problem, exceptions.ConfigException)
        return {"error": "ConfigException" if is_known else type(problem).__name__}


def resolved(cloud: Any) -> dict[str, Any]:
    """Convert a cloud region of openstacksdk to plain data."""
    settings = cloud.config
    verify, cert = cloud.get_requests_verify_args()
    values = {key.replace("tenant_", "project_"): value for key, value in settings["auth"].items()}
    values.setdefault("openid_scope", values.get("scope"))  # keystoneauth's internal name
    timeout = settings.get("api_timeout")
    services = {kind: service_settings(cloud, kind) for kind in SERVICES}
    return {
        "auth": {name: str(values[name]) for name in AUTH if values.get(name) not in (None, "")},
        "auth_type": settings["auth_type"],
        "auth_methods": settings["auth"].get("auth_methods"),
        "region_name": settings.get("region_name") or "",
        "interface": joined(settings["interface"]),
        "verify": verify,
        "cert": list(cert) if isinstance(cert, tuple) else cert,
        "timeout": None if timeout is None else str(timeout),
        "services": {kind: own for kind, own in services.items() if own},
    }


def service_settings(cloud: Any, kind: str) -> dict[str, Any]:
    """Return a service's own settings: those that differ from the cloud's and the defaults."""
    auth = cloud.config["auth"]
    defaults = {
        "endpoint_override": (None, auth.get("auth_url"), auth.get("endpoint")),
        "interface": (joined(cloud.config["interface"]),),
        "region_name": (None, "", cloud.config.get("region_name")),
        "service_type": (kind,),
        "service_name": (None,),
        "default_microversion": (None,),
        "api_version": (None, API_VERSIONS.get(kind)),
    }
    values = {}
    for key in defaults:
        method = "get_endpoint" if key == "endpoint_override" else f"get_{key}"
        values[key] = joined(getattr(cloud, method)(kind))
    return {key: value for key, value in values.items() if value not in defaults[key]}


def joined(value: Any) -> Any:
    """Join a list of interfaces with commas."""
    return ",".join(value) if isinstance(value, list) else value


if __name__ == "__main__":
    from openstack import version

    recordings = {path.name: as_openstacksdk(path) for path in cases()}
    lines = [
        f"{json.dumps(name)}: {json.dumps(recording, ensure_ascii=False)}"
        for name, recording in recordings.items()
    ]
    recorder = json.dumps(f"openstacksdk {version.__version__}")
    (FOLDER / "expected.json").write_text(
        '{"by": ' + recorder + ', "clouds": {\n' + ",\n".join(lines) + "\n}}\n"
    )
