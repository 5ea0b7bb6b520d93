"""The microversions that are spoken, and how a request names one.

What each changes here (all others within the range change nothing that this cloud offers):

2.3 extended attributes for admins · 2.9 ``locked`` · 2.10 keypairs of another user, 201/204 · 2.13 server groups' owner ·
2.16 ``host_status`` · 2.19 ``description`` · 2.26 tags · 2.35 keypair paging · 2.36 proxies of other services gone ·
2.37 ``networks`` required, auto or none · 2.40 usage paging · 2.44 addFixedIp and its like gone · 2.45 createImage answers
the id · 2.47 the flavor stands in the server · 2.48 diagnostics · 2.50/2.57 quotas of injected files and networks gone ·
2.51 events' facts for owners · 2.52 tags at create · 2.53 uuids of hypervisors and services · 2.55 flavor description ·
2.56 · 2.57 no personality · 2.58 paging of actions · 2.61 extra specs in flavors · 2.62 host of events · 2.63 trusted
image certificates · 2.64 a server group's one policy · 2.66 changes-before · 2.67 volume types · 2.69 · 2.70 tags of
interfaces · 2.71 server groups of a server · 2.73 lock reason · 2.74 host at create · 2.75 whole answers of update and
rebuild, strict query parameters · 2.81 · 2.83 more filters · 2.84 details of events · 2.88 hypervisors without use ·
2.90 hostname · 2.92 keypairs are given, not made · 2.94 hostname may be an FQDN · 2.96 pinned availability zone
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from mini_nova_sandbox.http.call import Microversion
from mini_nova_sandbox.http.errors import BadRequest, NotAcceptable

LEGACY: Microversion = (2, 0)  # v1.1 and v2: as 2.1, and unknown members of bodies are passed over
OLDEST: Microversion = (2, 1)
NEWEST: Microversion = (2, 96)


def asked(headers: Mapping[str, str]) -> Microversion:
    """The microversion that a request asks for; 2.1 where it names none. Raises BadRequest, NotAcceptable."""
    text = _named(headers)
    if not text:
        return OLDEST
    if text == "latest":
        return NEWEST
    match = re.fullmatch(r"([1-9]\d{0,3})\.([1-9]\d{0,3}|0)", text, re.ASCII)
    if match is None:
        raise BadRequest(
            f"API Version String {text} is of invalid format. Must be of format MajorNum.MinorNum."
        )
    version = int(match[1]), int(match[2])
    if not OLDEST <= version <= NEWEST:
        raise NotAcceptable(
            f"Version {text} is not supported by the API. Minimum is {text_of(OLDEST)} and maximum is {text_of(NEWEST)}."
        )
    return version


def _named(headers: Mapping[str, str]) -> str:
    for part in headers.get("openstack-api-version", "").split(","):
        service, _, version = part.strip().partition(" ")
        if service == "compute":
            return version.strip()
    return headers.get("x-openstack-nova-api-version", "").strip()


def text_of(version: Microversion) -> str:
    """``2.96``."""
    return f"{version[0]}.{version[1]}"
