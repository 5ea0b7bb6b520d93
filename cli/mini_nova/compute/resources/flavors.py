"""Flavors, their extra specs, and the projects that may use the private ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from mini_nova.compute.names import by_id_or_name, choose, is_id, segment
from mini_nova.compute.queries import with_query
from mini_nova.errors import CommandError, MiniNovaError
from mini_nova_auth.errors import AuthToolkitError
from mini_nova_auth.wire.refusal import json_member, json_page

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

EXTRA_SPECS_SINCE = (2, 61)  # flavors contain them
FACTOR_UNTIL = (2, 101)  # flavors have an rxtx_factor

T = TypeVar("T")
Flavor = dict[str, Any]


def list_detail(
    compute: Compute, query: Mapping[str, str], *, every_page: bool = False
) -> Iterator[Flavor]:
    """Return the flavors of ``GET /flavors/detail``: the first page, or every page."""
    path = with_query("/flavors/detail", query)
    if every_page:
        return compute.read_all(path, "flavors")
    page = compute.read_page(path, "flavors")
    return iter(page["flavors"])


def find(compute: Compute, reference: str) -> str:
    """Return the id of a flavor by its name or id, in one list. Raises NotFound, Ambiguous."""
    flavors = compute.read_all("/flavors?is_public=None", "flavors")
    flavor = choose(flavors, "flavor", reference)
    return str(flavor["id"])


def id_of(compute: Compute, reference: str) -> str:
    """Return the id of a flavor by its id, without a lookup, or name. Raises as ``find``."""
    return reference if is_id(reference) else find(compute, reference)


def with_id(compute: Compute, reference: str, call: Callable[[str], T]) -> T:
    """Call with the id of the flavor of a name or id, and return what the call returns.

    Raises NotFound, Ambiguous, and what the call raises; see ``by_id_or_name``.
    """
    return by_id_or_name(reference, call, partial(find, compute))


def get(compute: Compute, flavor_id: str) -> Flavor:
    """Return the flavor of an id. Raises NotFound."""
    return compute.read_member(_path(flavor_id), "flavor")


def show(compute: Compute, flavor: str) -> Flavor:
    """Return the flavor of a name or id, with its extra specs. Raises NotFound, Ambiguous."""
    item = with_id(compute, flavor, partial(get, compute))
    if compute.version >= EXTRA_SPECS_SINCE:
        return item
    return {**item, "extra_specs": extra_specs(compute, str(item["id"]))}


def create(compute: Compute, flavor: Mapping[str, Any]) -> Flavor:
    """Make a flavor of the API's keys, and return it. Raises Conflict, Forbidden, BadRequest.

    An ``rxtx_factor`` is left out at a microversion that has none.
    """
    if compute.version > FACTOR_UNTIL:
        flavor = {key: value for key, value in flavor.items() if key != "rxtx_factor"}
    return json_member("flavor", compute.post("/flavors", {"flavor": flavor}))


def update(compute: Compute, reference: str, description: str) -> Flavor:
    """Change the description of a flavor, and return the flavor. Raises NotFound, Forbidden."""

    def call(flavor_id: str) -> Flavor:
        body = {"flavor": {"description": description}}
        return json_member("flavor", compute.put(_path(flavor_id), body))

    return with_id(compute, reference, call)


def delete(compute: Compute, reference: str) -> str:
    """Delete the flavor of a name or id, and return its id. Raises NotFound, Forbidden."""

    def call(flavor_id: str) -> str:
        compute.delete(_path(flavor_id))
        return flavor_id

    return with_id(compute, reference, call)


def name_of(compute: Compute, flavor_id: str) -> str | None:
    """Return the name of a flavor, to be shown; None if it cannot be read, for whatever reason."""
    try:
        flavor = get(compute, flavor_id)
    except (MiniNovaError, AuthToolkitError):
        return None
    name = flavor.get("name")
    return name if isinstance(name, str) else None


def extra_specs(compute: Compute, flavor_id: str) -> Any:
    """Return the extra specs of a flavor, which lists contain only from 2.61 on."""
    return compute.read_member(_specs_path(flavor_id), "extra_specs")


def set_extra_specs(compute: Compute, flavor_id: str, specs: Mapping[str, Any]) -> None:
    """Add extra specs to a flavor, or change them. Raises NotFound, Forbidden, BadRequest."""
    compute.post(_specs_path(flavor_id), {"extra_specs": specs})


def unset_extra_spec(compute: Compute, flavor_id: str, key: str) -> None:
    """Remove an extra spec from a flavor. Raises NotFound, Forbidden."""
    compute.delete(f"{_specs_path(flavor_id)}/{segment(key)}")


def access_list(compute: Compute, reference: str) -> list[dict[str, Any]]:
    """Return the projects that may use a private flavor. Raises CommandError for a public one."""
    flavor = with_id(compute, reference, partial(get, compute))
    if flavor.get("os-flavor-access:is_public"):
        raise CommandError(
            "Access list not available for public flavors.",
            hint=f"Every project may use '{reference}'.",
        )
    path = f"{_path(str(flavor['id']))}/os-flavor-access"
    page = compute.read_page(path, "flavor_access")
    return list(page["flavor_access"])


def change_access(
    compute: Compute, reference: str, action: str, tenant: str
) -> list[dict[str, Any]]:
    """Send ``addTenantAccess`` or ``removeTenantAccess``; return the projects that have access.

    Raises NotFound, Conflict, Forbidden.
    """

    def call(flavor_id: str) -> list[dict[str, Any]]:
        body = {action: {"tenant": tenant}}
        answer = compute.post(f"{_path(flavor_id)}/action", body)
        return list(json_page("flavor_access", answer)["flavor_access"])

    return with_id(compute, reference, call)


def _path(flavor_id: str) -> str:
    return f"/flavors/{segment(flavor_id)}"


def _specs_path(flavor_id: str) -> str:
    return f"{_path(flavor_id)}/os-extra_specs"
