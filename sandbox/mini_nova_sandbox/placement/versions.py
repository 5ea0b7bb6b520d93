"""The path and the microversions of Placement."""

from __future__ import annotations

from mini_nova_sandbox.http.call import Answer, Call, Microversion
from mini_nova_sandbox.http.microversions import version_text

PREFIX = "/placement"
OLDEST: Microversion = (1, 0)
NEWEST: Microversion = (1, 39)


def versions(_call: Call) -> Answer:
    """List the versions: there is one."""
    version = {
        "id": "v1.0",
        "max_version": version_text(NEWEST),
        "min_version": version_text(OLDEST),
        "status": "CURRENT",
        "links": [{"rel": "self", "href": ""}],
    }
    return Answer(body={"versions": [version]})
