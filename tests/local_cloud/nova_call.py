"""One call of the compute API, and what its lists have in common."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlencode

from .messages import Answer, Json, Recorded
from .server_shape import Version
from .world import World


class BadRequest(Exception):
    """A request Nova answers with 400 and this text."""


@dataclass
class Call:
    """A request that has passed the token check: for which project, in which microversion, and for
    what.

    `base` is the address of the version, with the project if the URL names it, and `path` what
    follows it.
    """

    world: World
    request: Recorded
    project_id: str
    version: Version
    base: str
    root: str
    path: str
    item_id: str = ""

    @property
    def named(self) -> str:
        """The id in the path, unquoted."""
        return unquote(self.item_id)


Route = tuple[str, str, Callable[[Call], Answer]]  # method, pattern of the path, answer


def page(call: Call, items: Sequence[Json]) -> tuple[list[Json], str | None]:
    """The items after the marker, as many as the limit allows, and the link to the next page if
    there is one.
    """
    limit = _limit(call)
    start = 0
    marker = call.request.first("marker")
    if marker is not None:
        start = next((index + 1 for index, item in enumerate(items) if item["id"] == marker), 0)
        if start == 0:
            raise BadRequest(f"marker [{marker}] not found")
    items_of_page = list(items[start : start + limit])
    if limit == 0 or len(items_of_page) < limit:
        return items_of_page, None
    query = {**call.request.query, "limit": [str(limit)], "marker": [items_of_page[-1]["id"]]}
    return items_of_page, f"{call.base}{call.path}?{urlencode(query, doseq=True)}"


def _limit(call: Call) -> int:
    limit = call.request.first("limit")
    if limit is None:
        return call.world.page_size
    if not limit.isdecimal():
        reason = f"'{limit}' does not match '^[0-9]*$'"
        raise BadRequest(f"Invalid input for query parameters limit. Value: {limit}. {reason}")
    return min(int(limit), call.world.page_size)


def collection(name: str, views: list[Json], next_link: str | None) -> Json:
    """A list as Nova words it, with a link to the next page if there is one."""
    links = {f"{name}_links": [{"rel": "next", "href": next_link}]} if next_link else {}
    return {name: views, **links}
