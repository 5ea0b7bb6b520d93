"""Search for Keystone beside an address that is wrong: at its root, and at the usual places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mini_nova_auth import redact
from mini_nova_auth.access import discovery
from mini_nova_auth.access.discovery import Version
from mini_nova_auth.diagnosis.doctor.checkup import Checkup
from mini_nova_auth.diagnosis.doctor.step import BAD, GOOD, Step
from mini_nova_auth.errors import AuthToolkitError
from mini_nova_auth.login.identity import Identity
from mini_nova_auth.wire.message import ACCEPT_JSON, OK, Request
from mini_nova_auth.wire.urls import origin, split, without_version

# Of the web, Keystone's admins, Nova, Cinder, Glance and Neutron. On any other port there may
# be a cloud of its own, and another one's Keystone at port 5000 of the same host.
_OPENSTACK_PORTS = (80, 443, 5000, 35357, 8774, 8776, 9292, 9696)


def find(versions: Sequence[Version], major: str) -> Version | None:
    """Return the version with a major number, or None."""
    for version in versions:
        if str(version.number[0]) == major:
            return version
    return None


def versions_step(versions: Sequence[Version], major: str) -> Step:
    """Return the step for a version document that has the version to use."""
    sentence = f"the identity service offers {_names(versions)}; v{major} is used"
    return Step(GOOD, "versions", sentence)


def _names(versions: Sequence[Version]) -> str:
    majors = {version.number[0] for version in versions}
    names = [f"v{major}" for major in sorted(majors)]
    return " and ".join(names)


def find_version(checkup: Checkup, url: str, versions: Sequence[Version]) -> Step:
    """Report an address that answers 404, or does not offer the requested version.

    ``versions`` are those that the address offers. The requested version may be at the root: if
    logins find it there, set ``identity``.
    """
    versions = versions or _root_versions(checkup, url)
    missing = f"{redact.url(url)} answers 404"
    if not versions:
        return search(checkup, url, missing, "address-wrong")
    requested = checkup.plan.version
    version = find(versions, requested)
    if version is None:
        return _not_offered(checkup, url, versions)
    if discovery.identity_url(url, requested) == version.url:
        checkup.identity = Identity(requested, version.url)
        return versions_step(versions, requested)
    address = redact.url(version.url)
    return Step(
        BAD,
        "address",
        f"{missing}; v{requested} is at {address}",
        f"Set OS_AUTH_URL={address} {_origin_of_url(checkup)}.",
        "address-wrong",
    )


def _root_versions(checkup: Checkup, url: str) -> Sequence[Version]:
    """Return the versions that the root of an address lists."""
    root = without_version(url)
    if root == url:
        return ()
    try:
        answer = checkup.send(Request("GET", root, ACCEPT_JSON))
    except AuthToolkitError:
        return ()
    return discovery.identity_versions(answer.json_or_none(), root)


def _not_offered(checkup: Checkup, url: str, versions: Sequence[Version]) -> Step:
    requested = checkup.plan.version
    complaint = f"{redact.url(url)} is not one of its addresses"
    if requested:
        complaint = f"the settings request v{requested}"
    newest = versions[0]
    return Step(
        BAD,
        "versions",
        f"the identity service only offers {_names(versions)}, but {complaint}",
        f"Set OS_AUTH_URL={redact.url(newest.url)} "
        f"and OS_IDENTITY_API_VERSION={newest.number[0]} {_origin_of_url(checkup)}.",
        "version-not-offered",
    )


def _origin_of_url(checkup: Checkup) -> str:
    return f"(auth_url comes from {checkup.settings.source('auth_url')})"


def search(checkup: Checkup, url: str, complaint: str, code: str) -> Step:
    """Search for Keystone at its usual addresses on a host, and report what is there.

    ``complaint`` says what is wrong with the address itself.
    """
    for candidate in _usual_urls(url):
        if candidate != url and _is_keystone(checkup, candidate):
            sentence = f"{complaint}; Keystone is at {candidate}"
            return Step(BAD, "address", sentence, f"Set OS_AUTH_URL={candidate}.", code)
    return Step(
        BAD,
        "address",
        f"{complaint}, and Keystone is at none of the usual addresses of this host",
        "Ask the operator for the identity service's address; it usually ends in /v3.",
        code,
    )


def _usual_urls(url: str) -> Iterator[str]:
    parts = split(url)
    base = f"{parts.scheme}://{parts.netloc}"
    urls = [f"{base}/identity/v3", f"{base}/v3"]
    place = origin(url)
    if place is not None and place.port in _OPENSTACK_PORTS:
        host = f"[{place.host}]" if ":" in place.host else place.host
        urls.append(f"{parts.scheme}://{host}:5000/v3")
    yield from dict.fromkeys(urls)


def _is_keystone(checkup: Checkup, url: str) -> bool:
    try:
        answer = checkup.send(Request("GET", url, ACCEPT_JSON))
    except AuthToolkitError:
        return False
    if answer.status != OK:
        return False
    return bool(discovery.identity_versions(answer.json_or_none(), url))
