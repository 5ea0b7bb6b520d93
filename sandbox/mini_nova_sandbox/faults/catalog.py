"""Common faults of service catalogs, each a change to a good one. Most of them are about compute.

A catalog here is a list of services in the format of Keystone's v3 API (identity/catalog.py).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from copy import deepcopy
from typing import Any

Service = dict[str, Any]
Endpoint = dict[str, Any]
Services = list[Service]
Change = Callable[[Services, str, str], Services]  # services, root URL, project id
Rewrite = Callable[[str, str, str], str]  # URL, root URL, project id
NOBODYS_PROJECT = "1c56ca83be0944009499481e90e184dd"


def apply(services: Services, names: Collection[str], *, root: str, project_id: str) -> Services:
    """Return a copy of a catalog with the faults of these names."""
    faulty = deepcopy(services)
    for name, (change, _description) in FAULTS.items():
        if name in names:
            faulty = change(faulty, root, project_id)
    return faulty


def _services_of(services: Services, service_type: str) -> Iterator[Service]:
    return (service for service in services if service["type"] == service_type)


def _endpoints_of(services: Services, service_type: str) -> Iterator[Endpoint]:
    for service in _services_of(services, service_type):
        yield from service["endpoints"]


def _rewrite_urls(rewrite: Rewrite, service_type: str = "compute", *interfaces: str) -> Change:
    """Rewrite a service's URLs, of some interfaces or of all."""

    def change(services: Services, root: str, project_id: str) -> Services:
        for endpoint in _endpoints_of(services, service_type):
            if not interfaces or endpoint["interface"] in interfaces:
                endpoint["url"] = rewrite(endpoint["url"], root, project_id)
        return services

    return change


def _set_region(region: str) -> Change:
    def change(services: Services, _root: str, _project_id: str) -> Services:
        for endpoint in _endpoints_of(services, "compute"):
            endpoint["region"] = region
            endpoint["region_id"] = region
        return services

    return change


def _keep_interface(interface: str) -> Change:
    """Remove compute's endpoints of all other interfaces."""

    def change(services: Services, _root: str, _project_id: str) -> Services:
        for service in _services_of(services, "compute"):
            endpoints = service["endpoints"]
            service["endpoints"] = [
                endpoint for endpoint in endpoints if endpoint["interface"] == interface
            ]
        return services

    return change


def _drop_service(service_type: str) -> Change:
    def change(services: Services, _root: str, _project_id: str) -> Services:
        return [service for service in services if service["type"] != service_type]

    return change


def _drop_all_services(_services: Services, _root: str, _project_id: str) -> Services:
    return []


def _set_type(service_type: str) -> Change:
    """Give compute another service type."""

    def change(services: Services, _root: str, _project_id: str) -> Services:
        for service in _services_of(services, "compute"):
            service["type"] = service_type
        return services

    return change


def _duplicate_endpoints(services: Services, root: str, _project_id: str) -> Services:
    """Give compute a second endpoint, at v2, for each region and interface."""
    for service in _services_of(services, "compute"):
        duplicates = [
            {**endpoint, "id": endpoint["id"][::-1], "url": f"{root}/compute/v2"}
            for endpoint in service["endpoints"]
        ]
        service["endpoints"] = [*service["endpoints"], *duplicates]
    return services


def _leave_unchanged(services: Services, _root: str, _project_id: str) -> Services:
    """Leave the catalog alone: the fault is in compute's version document (compute/api/versions)."""
    return services


def _replace_host(url: str, host: str) -> str:
    scheme, _, rest = url.partition("://")
    _, slash, path = rest.partition("/")
    return f"{scheme}://{host}{slash}{path}"


FAULTS: Mapping[str, tuple[Change, str]] = {
    "catalog.no-compute": (_drop_service("compute"), "the catalog has no compute service"),
    "catalog.empty": (_drop_all_services, "the catalog is empty"),
    "catalog.internal-only": (_keep_interface("internal"), "compute has only an internal endpoint"),
    "catalog.admin-only": (_keep_interface("admin"), "compute has only an admin endpoint"),
    "catalog.region-case": (_set_region("regionOne"), "compute is in regionOne, everything else in RegionOne"),
    "catalog.region-other": (_set_region("RegionTwo"), "compute is in a different region from everything else"),
    "catalog.region-missing": (_set_region(""), "compute's endpoints name no region"),
    "catalog.type-alias": (_set_type("compute_legacy"), "compute is listed under an alias of its type"),
    "catalog.no-scheme": (_rewrite_urls(lambda url, _root, _project: url.partition("://")[2]), "compute's URL has no http://"),
    "catalog.scheme": (_rewrite_urls(lambda url, _root, _project: "https" + url.removeprefix("http")), "compute is listed as https but speaks http"),
    "catalog.unversioned": (_rewrite_urls(lambda _url, root, _project: f"{root}/compute"), "compute's URL has no version"),
    "catalog.v2": (_rewrite_urls(lambda _url, root, project: f"{root}/compute/v2/{project}"), "compute is still registered at /v2"),
    "catalog.v1.1": (_rewrite_urls(lambda _url, root, project: f"{root}/compute/v1.1/{project}"), "compute is registered at /v1.1, as in 2012"),
    "catalog.other-project": (_rewrite_urls(lambda url, _root, _project: f"{url}/{NOBODYS_PROJECT}"), "compute's URL ends in another project's id"),
    "catalog.trailing-slash": (_rewrite_urls(lambda url, _root, _project: f"{url}/"), "compute's URL ends in a slash"),
    "catalog.double-slash": (_rewrite_urls(lambda url, _root, _project: url.replace("/compute/", "/compute//")), "compute's URL has two slashes"),
    "catalog.doubled-version": (_rewrite_urls(lambda url, _root, _project: f"{url}/v2.1"), "compute's URL has its version twice"),
    "catalog.wrong-path": (_rewrite_urls(lambda _url, root, _project: f"{root}/nova/v2.1"), "compute's URL leads to a path that does not exist"),
    "catalog.template": (_rewrite_urls(lambda url, _root, _project: f"{url}/%(tenant_id)s"), "a template was left in compute's URL: %(tenant_id)s"),
    "catalog.template-dollar": (_rewrite_urls(lambda url, _root, _project: f"{url}/$(project_id)s"), "a template was left in compute's URL: $(project_id)s"),
    "catalog.unreachable": (_rewrite_urls(lambda url, _root, _project: _replace_host(url, "127.0.0.1:9")), "nothing listens at compute's URL"),
    "catalog.unknown-host": (_rewrite_urls(lambda url, _root, _project: _replace_host(url, "nova.invalid:8774")), "the host of compute's URL has no address"),
    "catalog.internal-host": (_rewrite_urls(lambda url, _root, _project: _replace_host(url, "10.1.0.4:8774"), "compute", "public"), "compute's public URL has a private address"),
    "catalog.other-keystone": (_rewrite_urls(lambda url, _root, _project: _replace_host(url, "keystone.invalid:5000"), "identity"), "the catalog's identity URL names another host"),
    "catalog.version-html": (_leave_unchanged, "the catalog is right, but compute's version document is a web page"),
    "catalog.version-host": (_leave_unchanged, "the catalog is right, but the links in compute's version document name another host"),
    "catalog.duplicate": (_duplicate_endpoints, "compute has two endpoints for each region and interface"),
}  # fmt: skip
NAMES: Mapping[str, str] = {name: description for name, (_, description) in FAULTS.items()}
