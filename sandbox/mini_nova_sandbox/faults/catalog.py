"""Faults of service catalogs that people meet, each as a change of a good catalog (v3's shape, compute unless it says)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from copy import deepcopy
from typing import Any

Service = dict[str, Any]
Services = list[Service]
NOBODYS_PROJECT = "1c56ca83be0944009499481e90e184dd"
Change = Callable[[Services, str, str], Services]


def apply(services: Services, names: Collection[str], *, root: str, project_id: str) -> Services:
    """The catalog with every fault of these names in it; the given one is left as it is."""
    changed = deepcopy(services)
    for name, (change, _) in FAULTS.items():
        if name in names:
            changed = change(changed, root, project_id)
    return changed


def _urls(make: Callable[[str, str, str], str], kind: str = "compute", *interfaces: str) -> Change:
    """A change of the URLs of one service, on some interfaces or on all."""

    def change(services: Services, root: str, project_id: str) -> Services:
        for service in services:
            for endpoint in service["endpoints"] if service["type"] == kind else ():
                if not interfaces or endpoint["interface"] in interfaces:
                    endpoint["url"] = make(endpoint["url"], root, project_id)
        return services

    return change


def _regions(region: str) -> Change:
    def change(services: Services, _root: str, _project_id: str) -> Services:
        for service in services:
            for endpoint in service["endpoints"] if service["type"] == "compute" else ():
                endpoint["region"] = endpoint["region_id"] = region
        return services

    return change


def _only(interface: str) -> Change:
    def change(services: Services, _root: str, _project_id: str) -> Services:
        for service in services:
            if service["type"] == "compute":
                service["endpoints"] = [
                    one for one in service["endpoints"] if one["interface"] == interface
                ]
        return services

    return change


def _without(*kinds: str) -> Change:
    def change(services: Services, _root: str, _project_id: str) -> Services:
        return [service for service in services if kinds and service["type"] not in kinds]

    return change


def _typed(kind: str) -> Change:
    def change(services: Services, _root: str, _project_id: str) -> Services:
        for service in services:
            if service["type"] == "compute":
                service["type"] = kind
        return services

    return change


def _twice(services: Services, root: str, _project_id: str) -> Services:
    for service in services:
        if service["type"] == "compute":
            more = [
                {**one, "id": one["id"][::-1], "url": f"{root}/compute/v2"}
                for one in service["endpoints"]
            ]
            service["endpoints"] = [*service["endpoints"], *more]
    return services


def _as_it_is(services: Services, _root: str, _project_id: str) -> Services:
    """The fault is where the catalog leads to (``compute/api/versions``)."""
    return services


def _host(url: str, host: str) -> str:
    scheme, _, rest = url.partition("://")
    _, slash, path = rest.partition("/")
    return f"{scheme}://{host}{slash}{path}"


FAULTS: Mapping[str, tuple[Change, str]] = {
    "catalog.no-compute": (_without("compute"), "the catalog has no compute service"),
    "catalog.empty": (_without(), "the catalog is empty"),
    "catalog.internal-only": (_only("internal"), "compute has an internal endpoint only"),
    "catalog.admin-only": (_only("admin"), "compute has an admin endpoint only"),
    "catalog.region-case": (_regions("regionOne"), "compute is in regionOne, everything else in RegionOne"),
    "catalog.region-other": (_regions("RegionTwo"), "compute is in another region than everything else"),
    "catalog.region-missing": (_regions(""), "compute's endpoints name no region"),
    "catalog.type-alias": (_typed("compute_legacy"), "compute is listed under an alias of its type"),
    "catalog.no-scheme": (_urls(lambda url, _r, _p: url.partition("://")[2]), "compute's URL has no http://"),
    "catalog.scheme": (_urls(lambda url, _r, _p: "https" + url.removeprefix("http")), "compute is listed as https, it speaks http"),
    "catalog.unversioned": (_urls(lambda _u, root, _p: f"{root}/compute"), "compute's URL has no version"),
    "catalog.v2": (_urls(lambda _u, root, project: f"{root}/compute/v2/{project}"), "compute is still registered at /v2"),
    "catalog.v1.1": (_urls(lambda _u, root, project: f"{root}/compute/v1.1/{project}"), "compute is registered at /v1.1, as in 2012"),
    "catalog.other-project": (_urls(lambda url, _r, _p: f"{url}/{NOBODYS_PROJECT}"), "compute's URL ends in somebody else's project"),
    "catalog.trailing-slash": (_urls(lambda url, _r, _p: f"{url}/"), "compute's URL ends in a slash"),
    "catalog.double-slash": (_urls(lambda url, _r, _p: url.replace("/compute/", "/compute//")), "compute's URL has two slashes"),
    "catalog.doubled-version": (_urls(lambda url, _r, _p: f"{url}/v2.1"), "compute's URL has its version twice"),
    "catalog.wrong-path": (_urls(lambda _u, root, _p: f"{root}/nova/v2.1"), "compute's URL leads to a path that does not exist"),
    "catalog.template": (_urls(lambda url, _r, _p: f"{url}/%(tenant_id)s"), "a template was left in compute's URL: %(tenant_id)s"),
    "catalog.template-dollar": (_urls(lambda url, _r, _p: f"{url}/$(project_id)s"), "a template was left in compute's URL: $(project_id)s"),
    "catalog.unreachable": (_urls(lambda url, _r, _p: _host(url, "127.0.0.1:9")), "nothing listens where compute's URL leads"),
    "catalog.unknown-host": (_urls(lambda url, _r, _p: _host(url, "nova.invalid:8774")), "the host of compute's URL has no address"),
    "catalog.internal-host": (_urls(lambda url, _r, _p: _host(url, "10.1.0.4:8774"), "compute", "public"), "compute's public URL has a private address"),
    "catalog.other-keystone": (_urls(lambda url, _r, _p: _host(url, "keystone.invalid:5000"), "identity"), "the identity URL of the catalog is not the one asked"),
    "catalog.version-html": (_as_it_is, "the catalog is right, and compute's version document is a web page"),
    "catalog.version-host": (_as_it_is, "the catalog is right, and the links of compute's version document name another host"),
    "catalog.duplicate": (_twice, "compute has two endpoints for each region and interface"),
}  # fmt: skip
NAMES: Mapping[str, str] = {name: description for name, (_, description) in FAULTS.items()}
