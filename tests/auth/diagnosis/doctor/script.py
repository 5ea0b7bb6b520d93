"""Run the doctor's steps without a network, on a cloud of prepared answers by URL."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from mini_nova_auth.diagnosis.doctor.doctor import examine
from mini_nova_auth.diagnosis.doctor.step import Step
from mini_nova_auth.errors import AuthToolkitError, Unavailable
from mini_nova_auth.secrets.chain import SourcedSecret
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.testing import DOMAIN, PROJECT, USER, answer, v3_catalog, v3_service, v3_token
from mini_nova_auth.wire.message import Request, Response
from tests.auth.support import settings_of

KEYSTONE = "http://cloud.example:5000"
NOVA = "http://cloud.example:8774"
SECRET = "s3cr3t-pa55"
VALUES = {
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


def version(number: str, url: str, **ranges: str) -> dict[str, Any]:
    """Return an entry of a version document."""
    media_types = (
        {"media-types": [{"type": "application/vnd.openstack.identity-v3+json"}]}
        if ":5000" in url
        else {}
    )
    return {
        "id": number,
        "status": "CURRENT",
        "links": [{"rel": "self", "href": url}],
        **media_types,
        **ranges,
    }


COMPUTE = {"version": version("v2.1", f"{NOVA}/v2.1/", version="2.96", min_version="2.1")}


def token(**fields: Any) -> Response:
    """Return the answer to a successful login."""
    user, project = {**USER, "domain": DOMAIN}, {**PROJECT, "domain": DOMAIN}
    headers, body = v3_token(**{"user": user, "project": project, **fields})
    return answer(201, body, headers)


def compute_at(
    *urls: str, interface: str = "public", region: str = "RegionOne", kind: str = "compute"
) -> list[Any]:
    """Return a catalog that lists compute at these URLs, and image and network."""
    services = [service for service in v3_catalog() if service["type"] != "compute"]
    return [
        *services,
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


class Examination:
    """A run of the doctor: its steps, and the requests that it sent."""

    def __init__(
        self,
        changes: Mapping[str, Answer] | None = None,
        settings: Settings | None = None,
        **values: str,
    ) -> None:
        self.requests: list[Request] = []
        self._answers: dict[str, Answer] = {**GOOD, **(changes or {})}
        self.settings = settings or settings_of(**{**VALUES, **values})
        steps = examine(
            self.settings, self._send, secret=self._secret, cache=None, newest_microversion=(2, 96)
        )
        self.steps: list[Step] = list(steps)
        assert len(self.requests) <= MOST_REQUESTS
        assert SECRET not in json.dumps([step.to_json() for step in self.steps])

    def _secret(self, name: str) -> SourcedSecret:
        return SourcedSecret(self.settings[name], self.settings.source(name))

    def _send(self, request: Request) -> Response:
        self.requests.append(request)
        refusal = Unavailable(
            f"nothing answers at {request.url}", hint="Check.", sent=False, code="refused"
        )
        response = self._answers.get(f"{request.method} {request.url}", refusal)
        if isinstance(response, AuthToolkitError):
            raise response
        if not isinstance(response, Response):
            response = response(request)
        return response._replace(url=request.url)

    @property
    def bad(self) -> list[Step]:
        """The steps that failed."""
        return [step for step in self.steps if step.mark == "bad"]

    @property
    def odd(self) -> list[Step]:
        """The steps that work but are odd."""
        return [step for step in self.steps if step.mark == "odd"]

    def step(self, code: str) -> Step:
        """The only step with this code."""
        [step] = [step for step in self.steps if step.code == code]
        return step
