"""Profiles of public clouds, which clouds.yaml may name as ``profile``.

The facts are those that openstacksdk lists. Profiles that are web pages are left out, because
resolving settings sends no requests.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_auth.errors import ConfigurationError


def _v3(url: str, *regions: str, **settings: Any) -> dict[str, Any]:
    """Return the profile of a cloud with identity v3; ``auth`` adds to its auth section."""
    own_auth = settings.pop("auth", {})
    auth = {"auth_url": url, **own_auth}
    profile: dict[str, Any] = {"auth": auth, "identity_api_version": "3"}
    if regions:
        profile["regions"] = list(regions)
    return {**profile, **settings}


_DEFAULT_DOMAINS = {"user_domain_name": "Default", "project_domain_name": "Default"}

VENDORS: Mapping[str, dict[str, Any]] = {
    "auro": _v3("https://api.van2.auro.io:5000/v3", auth=_DEFAULT_DOMAINS, region_name="RegionOne"),
    "binero": _v3(
        "https://auth.binero.cloud:5000/v3", "europe-se-1", block_storage_api_version="3"
    ),
    "bluebox": {"block_storage_api_version": "1", "region_name": "RegionOne"},
    "catalyst": {
        "auth": {"auth_url": "https://api.cloud.catalyst.net.nz:5000/v2.0"},
        "regions": ["nz-por-1", "nz_wlg_2"],
        "image_api_version": "1",
        "block_storage_api_version": "1",
    },
    "citycloud": _v3(
        "https://{region_name}.citycloud.com:5000/v3/",
        "Buf1",
        "Fra1",
        "Sto2",
        "Kna1",
        "dx1",
        "tky1",
        block_storage_api_version="3",
    ),
    "conoha": {
        "auth": {"auth_url": "https://identity.{region_name}.conoha.io"},
        "regions": ["sin1", "sjc1", "tyo1"],
        "identity_api_version": "2",
    },
    "dreamcompute": _v3("https://iad2.dream.io:5000", region_name="RegionOne"),
    "elastx": _v3("https://ops.elastx.cloud:5000/v3", region_name="se-sto"),
    "entercloudsuite": _v3(
        "https://api.entercloudsuite.com/",
        "it-mil1",
        "nl-ams1",
        "de-fra1",
        image_api_version="1",
        block_storage_api_version="1",
    ),
    "fuga": _v3(
        "https://identity.api.fuga.io:5000",
        "cystack",
        auth=_DEFAULT_DOMAINS,
        block_storage_api_version="3",
    ),
    "limestonenetworks": _v3(
        "https://auth.cloud.lstn.net:5000/v3", "us-dfw-1", "us-slc", volume_api_version="3"
    ),
    "otc": _v3(
        "https://iam.{region_name}.otc.t-systems.com/v3", "eu-de", "eu-nl", interface="public"
    ),
    "otc-swiss": _v3("iam-pub.eu-ch2.sc.otc.t-systems.com/v3", "eu-ch2", interface="public"),
    "ovh-us": _v3(
        "https://auth.cloud.ovh.us/",
        "US-EAST-VA-1",
        "US-WEST-OR-1",
        "US-EAST-VA",
        "US-WEST-OR",
        auth=_DEFAULT_DOMAINS,
    ),
    "rackspace": {
        "auth": {"auth_url": "https://identity.api.rackspacecloud.com/v2.0/"},
        "identity_api_version": "2.0",
        "regions": ["DFW", "HKG", "IAD", "ORD", "SYD", "LON"],
        "database_service_type": "rax:database",
        "compute_service_name": "cloudServersOpenStack",
        "block_storage_api_version": "2",
        "block_storage_endpoint_override": "https://{region_name}.blockstorage.api.rackspacecloud.com/v2/",
    },
    "switchcloud": _v3("https://identity.compute.cloud.switch.ch/v3", "zhw", "zhc"),
    "switchengines": _v3("https://keystone.cloud.switch.ch:5000/v3", "LS", "ZH"),
    "zetta": _v3("https://identity.api.zetta.io/v3", "no-osl1", dns_api_version="2"),
}
_SHUT_DOWN = frozenset({"betacloud", "ibmcloud", "internap", "ultimum", "unitedstack"})


def refuse_shut_down(name: str) -> None:
    """Raise ConfigurationError for the profile of a cloud that was shut down."""
    if name in _SHUT_DOWN:
        raise ConfigurationError(
            f'the profile "{name}" belongs to a cloud that was shut down',
            hint="Remove it from clouds.yaml.",
        )
