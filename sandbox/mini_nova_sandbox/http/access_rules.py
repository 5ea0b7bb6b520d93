"""The access rules of application credentials, enforced as keystonemiddleware does.

https://docs.openstack.org/keystone/latest/user/application_credentials.html#access-rules
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

_PARTS = re.compile(r"(\*\*)|(\*|\{[^}]*\})|([^*{]+|\{)")


@dataclass(frozen=True)
class AccessRule:
    """A request that a token may send: ``GET`` to ``/v2.1/servers/*`` of the service ``compute``.

    In the path, ``*`` and ``{name}`` stand for one part, ``**`` for any number of parts.
    """

    service: str
    method: str
    path: str

    def allows(self, service_types: Collection[str], method: str, path: str) -> bool:
        """Whether the rule is for a request to a service of these types."""
        is_for_call = self.service in service_types and self.method == method
        return is_for_call and _pattern(self.path).fullmatch(path) is not None


@lru_cache(maxsize=1000)
def _pattern(path: str) -> re.Pattern[str]:
    """Return the regular expression of a rule's path."""
    expression = ""
    for any_parts, any_part, literal in _PARTS.findall(path):
        if any_parts:
            expression += ".*"
        elif any_part:
            expression += "[^/]+"
        else:
            expression += re.escape(literal)
    return re.compile(expression)
