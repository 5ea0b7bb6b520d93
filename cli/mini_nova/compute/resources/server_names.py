"""Looking up many servers by their names at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from os.path import commonprefix
from typing import TYPE_CHECKING

from mini_nova.compute.names import exact_pattern, is_uuid
from mini_nova.compute.resources import servers
from mini_nova.compute.resources.servers import NO_IDS, Query
from mini_nova.errors import MiniNovaError
from mini_nova_auth import lenient

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

SERVERS_PER_NAME = 20  # in the list; a longer one costs more than to look up each name


def ids_of_names(
    compute: Compute, references: Sequence[str], scope: Query = ()
) -> Mapping[str, str]:
    """Return server ids by name, with one list for all names: of names that one server has.

    The list is of servers whose names begin alike: Nova takes no pattern with alternatives. If it
    is too long, or the cloud refuses it, there are none. A single name, and all that this leaves
    out, is better looked up alone: that tells what is wrong with it. Raises Unavailable.
    """
    names = [text for text in dict.fromkeys(references) if text and not is_uuid(text)]
    if len(names) < 2:
        return NO_IDS
    limit = SERVERS_PER_NAME * len(names)
    query = [*_beginning(names), *scope, ("limit", str(limit))]
    try:
        items, has_more = servers.list_page(compute, query, detail=False)
    except MiniNovaError:
        return NO_IDS
    if has_more or len(items) >= limit:
        return NO_IDS
    ids: dict[str, set[str]] = defaultdict(set)
    for item in items:
        ids[lenient.text_at(item, "name")].add(lenient.text_at(item, "id"))
    return {name: min(ids[name]) for name in names if len(ids[name]) == 1}


def _beginning(names: Sequence[str]) -> Query:
    """Return a query for servers whose names begin as all of these do."""
    prefix = commonprefix(names)  # noqa: RUF071 - of texts, not of paths
    if not prefix:
        return ()
    return (("name", exact_pattern(prefix, numbered=True)),)
