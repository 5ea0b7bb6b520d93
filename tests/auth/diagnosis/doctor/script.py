"""A cloud of canned answers by URL, which counts what it is asked: the doctor's steps without any network."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from mini_nova_auth.diagnosis.doctor.doctor import examine
from mini_nova_auth.diagnosis.doctor.step import Line
from mini_nova_auth.errors import AuthToolkitError, Unavailable
from mini_nova_auth.secrets.chain import SourcedSecret
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.testing import DOMAIN, PROJECT, USER, answer, v3_catalog, v3_service, v3_token
from mini_nova_auth.wire.message import Request, Response
from tests.auth.support import settings_of

KEYSTONE = "http://cloud.example:5000"
NOVA = "http://cloud.example:8774"
SECRET = "s3cr3t-pa55"
GIVEN = {
    "auth_url": f"{KEYSTONE}/v3",
    "username": "alice",
    "password": SECRET,
    "user_domain_name": "Default",
    "project_name": "demo",
    "project_domain_name": "Default",
    "region_name": "RegionOne",
}
Answer = Response | AuthToolkitError | Callable[[Request], Response]
MOST_REQUESTS = 6


def version(number: str, url: str, **more: str) -> dict[str, Any]:
    """An entry of a version document."""
    kind = (
        {"media-types": [{"type": "application/vnd.openstack.identity-v3+json"}]}
        if ":5000" in url
        else {}
    )
    return {
        "id": number,
        "status": "CURRENT",
        "links": [{"rel": "self", "href": url}],
        **kind,
        **more,
    }


COMPUTE = {"version": version("v2.1", f"{NOVA}/v2.1/", version="2.96", min_version="2.1")}


def token(**given: Any) -> Response:
    """A login that goes well."""
    user, project = {**USER, "domain": DOMAIN}, {**PROJECT, "domain": DOMAIN}
    headers, body = v3_token(**{"user": user, "project": project, **given})
    return answer(201, body, headers)


def compute_at(
    *urls: str, interface: str = "public", region: str = "RegionOne", kind: str = "compute"
) -> list[Any]:
    """A catalog whose compute is at these URLs, beside image and network."""
    others = [service for service in v3_catalog() if service["type"] != "compute"]
    return [
        *others,
        *(v3_service(kind, "nova", url, interfaces=[interface], region=region) for url in urls),
    ]


GOOD: dict[str, Answer] = {
    f"GET {KEYSTONE}/v3": answer(200, {"version": version("v3.14", f"{KEYSTONE}/v3/")}),
    f"GET {KEYSTONE}": answer(300, {"versions": {"values": [version("v3.14", f"{KEYSTONE}/v3/")]}}),
    f"POST {KEYSTONE}/v3/auth/tokens": token(),
    f"GET {KEYSTONE}/v3/auth/projects": answer(
        200,
        {
            "projects": [
                {"name": "dev", "domain_id": "default"},
                {"name": "prod", "domain_id": "d2"},
            ]
        },
    ),
    f"GET {NOVA}/v2.1/": answer(200, COMPUTE),
    f"GET {NOVA}/v2.1/flavors?limit=1": answer(200, {"flavors": []}),
}


class Checkup:
    """A run of the doctor: its lines, and the requests that it made."""

    def __init__(
        self,
        changes: Mapping[str, Answer] | None = None,
        settings: Settings | None = None,
        **given: str,
    ) -> None:
        self.requests: list[Request] = []
        self._answers: dict[str, Answer] = {**GOOD, **(changes or {})}
        self.settings = settings or settings_of(**{**GIVEN, **given})
        walk = examine(self.settings, self._send, secret=self._secret, cache=None)
        self.lines: list[Line] = list(walk)
        assert len(self.requests) <= MOST_REQUESTS
        assert SECRET not in json.dumps([line.to_json() for line in self.lines])

    def _secret(self, name: str) -> SourcedSecret:
        return SourcedSecret(self.settings[name], self.settings.source(name))

    def _send(self, request: Request) -> Response:
        self.requests.append(request)
        given = self._answers.get(f"{request.method} {request.url}")
        if given is None:
            given = Unavailable(
                f"nothing answers at {request.url}", hint="Check.", sent=False, code="refused"
            )
        if isinstance(given, AuthToolkitError):
            raise given
        made = given if isinstance(given, Response) else given(request)
        return made._replace(url=request.url)

    @property
    def bad(self) -> list[Line]:
        """What got a cross."""
        return [line for line in self.lines if line.mark == "bad"]

    @property
    def odd(self) -> list[Line]:
        """What works, and yet."""
        return [line for line in self.lines if line.mark == "odd"]

    def said(self, code: str) -> Line:
        """The one line with this code."""
        [line] = [line for line in self.lines if line.code == code]
        return line
