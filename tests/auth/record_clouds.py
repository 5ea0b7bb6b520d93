"""Writes what openstacksdk makes of the files in ``clouds/`` into ``clouds/expected.json``.

``python tests/auth/record_clouds.py`` with an interpreter that has openstacksdk. A file's name may end in ``@REGION``,
the region asked for; ``.secure.yaml`` and ``.public.yaml`` beside it are its secure.yaml and clouds-public.yaml.
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


def cases() -> list[Path]:
    """The files, in order."""
    found = sorted(path for path in FOLDER.iterdir() if path.name[:2].isdigit())
    return [path for path in found if not path.stem.endswith((".secure", ".public"))]


def beside(path: Path, kind: str) -> list[str]:
    """The secure or public file of a case."""
    found = path.with_name(f"{path.stem}.{kind}.yaml")
    return [str(found)] if found.exists() else []


def as_openstacksdk(path: Path) -> dict[str, Any]:
    """What openstacksdk resolves a case to; ``{"error": ...}`` where it refuses."""
    from openstack import config, exceptions

    region = path.stem.partition("@")[2]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            read = config.OpenStackConfig(
                config_files=[str(path)],
                secure_files=beside(path, "secure"),
                vendor_files=beside(path, "public"),
                load_envvars=False,
            )
            names = read.get_cloud_names()
            cloud = read.get_one(
                names[0] if len(names) == 1 and names != ["yours"] else "mine", region_name=region
            )
            return resolved(cloud)
    except Exception as problem:  # whatever it is, it is no configuration
        known = isinstance(problem, exceptions.ConfigException)
        return {"error": "ConfigException" if known else type(problem).__name__}


def resolved(cloud: Any) -> dict[str, Any]:
    """A cloud region of openstacksdk, as plain data."""
    given = cloud.config
    verify, cert = cloud.get_requests_verify_args()
    by_name = {key.replace("tenant_", "project_"): value for key, value in given["auth"].items()}
    by_name.setdefault("openid_scope", by_name.get("scope"))  # as keystoneauth calls it within
    auth = {name: str(by_name[name]) for name in AUTH if by_name.get(name) not in (None, "")}
    services = {kind: found for kind in SERVICES if (found := of_service(cloud, kind))}
    return {
        "auth": auth,
        "auth_type": given["auth_type"],
        "auth_methods": given["auth"].get("auth_methods"),
        "region_name": given.get("region_name") or "",
        "interface": listed(given["interface"]),
        "verify": verify,
        "cert": list(cert) if isinstance(cert, tuple) else cert,
        "timeout": None if given.get("api_timeout") is None else str(given["api_timeout"]),
        "services": services,
    }


def of_service(cloud: Any, kind: str) -> dict[str, Any]:
    """What a service has of its own, beside the cloud's values and openstacksdk's defaults."""
    plain = {
        "endpoint_override": (
            None,
            cloud.config["auth"].get("auth_url"),
            cloud.config["auth"].get("endpoint"),
        ),
        "interface": (listed(cloud.config["interface"]),),
        "region_name": (None, "", cloud.config.get("region_name")),
        "service_type": (kind,),
        "service_name": (None,),
        "default_microversion": (None,),
        "api_version": (None, {"network": "2", "object-store": "1"}.get(kind)),
    }
    asked = {
        key: getattr(cloud, "get_endpoint" if key == "endpoint_override" else f"get_{key}")
        for key in plain
    }
    found = {key: listed(asked[key](kind)) for key in plain}
    return {key: value for key, value in found.items() if value not in plain[key]}


def listed(value: Any) -> Any:
    """Interfaces as one text."""
    return ",".join(value) if isinstance(value, list) else value


if __name__ == "__main__":
    from openstack import version

    found = {path.name: as_openstacksdk(path) for path in cases()}
    lines = [
        f"{json.dumps(name)}: {json.dumps(cloud, ensure_ascii=False)}"
        for name, cloud in found.items()
    ]
    said = json.dumps(f"openstacksdk {version.__version__}")
    (FOLDER / "expected.json").write_text(
        '{"by": ' + said + ', "clouds": {\n' + ",\n".join(lines) + "\n}}\n"
    )
