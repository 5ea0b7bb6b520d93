"""The endpoint of a service: given in the settings, or chosen from the catalog by them."""

from __future__ import annotations

from collections.abc import Iterator

from mini_nova_auth import redact
from mini_nova_auth.access.access import Access
from mini_nova_auth.access.catalog import Endpoint, Service
from mini_nova_auth.access.choice import Choice, choose
from mini_nova_auth.access.service_types import official
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.settings.source import Value

_DEFAULT_INTERFACE = "public"
_ADDRESSES = ("endpoint_override", "endpoint")
_CHOOSERS = ("service_type", "service_name", "region_name", "interface")
_COMMON = ("endpoint", "region_name", "interface")  # settings of all services; others are compute's
_Key = tuple[str, str]  # a service's type and name


class Endpoints:
    """Choose endpoints by the settings, each once for a login."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._choices: dict[_Key, tuple[Access, Choice]] = {}

    def choose(self, access: Access, service_type: str, *, name: str = "") -> Choice:
        """Return the endpoint of a service and why it was chosen. Raises EndpointNotFound."""
        key = (service_type, name)
        if key in self._choices:
            earlier_access, choice = self._choices[key]
            if earlier_access is access:
                return choice
        choice = choose_endpoint(self._settings, access, service_type, name=name)
        self._choices[key] = (access, choice)
        return choice


def choose_endpoint(
    settings: Settings, access: Access, service_type: str, *, name: str = ""
) -> Choice:
    """Return the endpoint of a service and why it was chosen: an override, else the catalog's.

    Raises EndpointNotFound.
    """

    def setting(key: str) -> str:
        return settings.service_setting(service_type, key)

    url = setting("endpoint_override") or setting("endpoint") or access.endpoint
    if url:
        endpoint = Endpoint("", url)
        service = Service(service_type, endpoints=(endpoint,))
        reason = f"given in the settings: {redact.url(url)}"
        return Choice(service, endpoint, reason)
    region = setting("region_name") or settings["region_name"]
    interface = setting("interface") or settings["interface"] or _DEFAULT_INTERFACE
    return choose(
        access.catalog,
        setting("service_type") or service_type,
        region=region,
        interface=interface,
        name=name or setting("service_name"),
    )


def deciding_settings(settings: Settings, service_type: str) -> Iterator[tuple[str, Value]]:
    """Iterate over the settings that choose the endpoint of a service: name and value.

    An address comes alone: it overrides the catalog. A default interface has no source.
    """
    for name in _ADDRESSES:
        value = _deciding_value(settings, service_type, name)
        if value is not None:
            yield name, value
            return
    for name in _CHOOSERS:
        value = _deciding_value(settings, service_type, name)
        if value is not None:
            yield name, value
        elif name == "interface":
            yield name, Value(_DEFAULT_INTERFACE, "the default")


def _deciding_value(settings: Settings, service_type: str, name: str) -> Value | None:
    own = settings.service_value(service_type, name)
    is_common = name in _COMMON or official(service_type) == "compute"
    if own is not None or not is_common:
        return own
    return settings.value(name)
