"""Allocation candidates: which providers could give a consumer what a query asks for.

The amounts without a suffix (``resources``) may come from several providers of one tree; each
group with a suffix (``resources1``) comes from one provider.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.placement import inventories, names, providers
from mini_nova_sandbox.placement.allocation_schemas import BY_PROVIDER, MAPPINGS
from mini_nova_sandbox.placement.inventories import Amounts, Inventory
from mini_nova_sandbox.placement.operation import NEVER, admin_operation, unexpected
from mini_nova_sandbox.placement.providers import Provider
from mini_nova_sandbox.placement.requests import Criteria

TRAITS = (1, 17)
ALL_CLASSES = (1, 27)  # in the summaries
TREES = (1, 29)
MAX_CANDIDATES = 1000
MAX_COMBINATIONS = 100_000  # of one tree; the other ones are not looked at
_PARAMETER = re.compile(r"(resources|required|member_of|in_tree)([a-zA-Z0-9_-]{1,64})?", re.ASCII)
SUFFIXES = (1, 25)
_SINCE = {
    "resources": (1, 10),
    "limit": (1, 16),
    "required": TRAITS,
    "member_of": (1, 21),
    "group_policy": SUFFIXES,
    "in_tree": (1, 31),
    "root_required": (1, 35),
    "same_subtree": (1, 36),
}
_LIMIT = re.compile(r"[1-9][0-9]*", re.ASCII)


@dataclass(frozen=True)
class Group:
    """What comes from the same place: amounts, and the rules for whoever gives them."""

    suffix: str
    amounts: Amounts
    criteria: Criteria
    in_tree: str


@dataclass(frozen=True)
class Supply:
    """A provider, what it has, and how much of that is used."""

    provider: Provider
    inventories: dict[str, Inventory]
    used: Amounts

    def has_room(self, amounts: Amounts) -> bool:
        """Whether it can give all of these."""
        return all(
            name in self.inventories and self.inventories[name].has_room(amount, self.used[name])
            for name, amount in amounts.items()
        )


Part = tuple[str, Supply, Amounts]  # a group's suffix, who gives, how much


def index(call: Call) -> Answer:
    """List the candidates. Raises BadRequest."""
    groups = _groups(call)
    limit = _limit(call)
    isolates_groups = call.query_value("group_policy") == "isolate"
    candidates: list[list[Part]] = []
    trees = _trees(call)
    for tree in trees.values():
        fitting_parts = (
            parts
            for parts in _candidates(tree, groups)
            if _fits(parts, isolates_groups=isolates_groups)
        )
        candidates += islice(fitting_parts, limit - len(candidates))
    requests = [_request_view(call, parts) for parts in candidates]
    roots = {providers.root(call.database, parts[0][1].provider) for parts in candidates}
    classes = {name for group in groups for name in group.amounts}
    summaries = {
        supply.provider.uuid: _summary(call, supply, classes)
        for root in roots
        for supply in trees[root]
    }
    return Answer(body={"allocation_requests": requests, "provider_summaries": summaries})


def _groups(call: Call) -> list[Group]:
    """Read the groups of a query. Raises BadRequest."""
    suffixes = []
    for parameter, _ in call.query:
        match = _PARAMETER.fullmatch(parameter)
        name, suffix = match.groups("") if match else (parameter, "")
        since = _SINCE.get(name, NEVER)
        if call.version < (max(since, SUFFIXES) if suffix else since):
            raise unexpected(parameter)
        if name == "resources":
            suffixes.append(suffix)
    if not suffixes:
        raise BadRequest(
            "There must be at least one resources or resources[$S] parameter.",
            kind="placement.query.missing_value",
        )
    if len([suffix for suffix in suffixes if suffix]) > 1 and not call.query_value("group_policy"):
        raise BadRequest(
            'The "group_policy" parameter is required when specifying more than one'
            ' "resources{N}" parameter.'
        )
    return [_group(call, suffix) for suffix in dict.fromkeys(suffixes)]


def _group(call: Call, suffix: str) -> Group:
    text = call.query_value(f"resources{suffix}")
    amounts = names.amounts(call.database, text)
    return Group(suffix, amounts, Criteria(call, suffix), call.query_value(f"in_tree{suffix}"))


def _limit(call: Call) -> int:
    text = call.query_value("limit", str(MAX_CANDIDATES))
    if not _LIMIT.fullmatch(text):
        raise BadRequest(
            f"Invalid query string parameters: '{text}' does not match '^[1-9][0-9]*$'"
        )
    return min(int(text[:10]), MAX_CANDIDATES)


def _trees(call: Call) -> dict[str, list[Supply]]:
    """Return all providers by the root of their tree."""
    database = call.database
    trees: dict[str, list[Supply]] = {}
    for provider in providers.all_providers(database):
        own = inventories.of(database, provider)
        supply = Supply(provider, own, inventories.usages(database, provider))
        trees.setdefault(providers.root(database, provider), []).append(supply)
    return trees


def _candidates(tree: Sequence[Supply], groups: Sequence[Group]) -> Iterator[list[Part]]:
    """Yield every way in which a tree can give the groups."""
    uuids = {supply.provider.uuid for supply in tree}
    if any(group.in_tree not in ("", *uuids) for group in groups):
        return
    choices = [list(_ways(tree, group)) for group in groups]
    for ways in islice(product(*choices), MAX_COMBINATIONS):
        yield [part for way in ways for part in way]


def _ways(tree: Sequence[Supply], group: Group) -> Iterator[list[Part]]:
    """Yield every way in which a tree can give one group."""
    if group.suffix:
        for supply in tree:
            if supply.has_room(group.amounts) and group.criteria.matches(supply.provider):
                yield [(group.suffix, supply, group.amounts)]
        return
    amounts = [{name: amount} for name, amount in group.amounts.items()]
    suppliers = [[supply for supply in tree if supply.has_room(each)] for each in amounts]
    for supplies in islice(product(*suppliers), MAX_COMBINATIONS):
        if group.criteria.matches(*(supply.provider for supply in supplies)):
            yield [("", supply, each) for supply, each in zip(supplies, amounts, strict=True)]


def _fits(parts: Sequence[Part], *, isolates_groups: bool) -> bool:
    """Whether the providers can give all parts together, and groups are isolated if they must."""
    total = _total(parts)
    supplies = {supply.provider.uuid: supply for _, supply, _ in parts}
    if not all(supplies[uuid].has_room(amounts) for uuid, amounts in total.items()):
        return False
    givers = [supply.provider.uuid for suffix, supply, _ in parts if suffix]
    return not isolates_groups or len(givers) == len(set(givers))


def _total(parts: Sequence[Part]) -> dict[str, Amounts]:
    """Return the amounts by provider."""
    total: dict[str, Amounts] = {}
    for _, supply, amounts in parts:
        inventories.add(total.setdefault(supply.provider.uuid, {}), amounts)
    return total


def _request_view(call: Call, parts: Sequence[Part]) -> dict[str, Any]:
    total = _total(parts)
    if call.version < BY_PROVIDER:
        allocations = [
            {"resource_provider": {"uuid": uuid}, "resources": amounts}
            for uuid, amounts in total.items()
        ]
        return {"allocations": allocations}
    view: dict[str, Any] = {
        "allocations": {uuid: {"resources": amounts} for uuid, amounts in total.items()}
    }
    if call.version >= MAPPINGS:
        mappings: dict[str, list[str]] = {}
        for suffix, supply, _ in parts:
            uuids = mappings.setdefault(suffix, [])
            if supply.provider.uuid not in uuids:
                uuids.append(supply.provider.uuid)
        view["mappings"] = mappings
    return view


def _summary(call: Call, supply: Supply, classes: set[str]) -> dict[str, Any]:
    """Return what a provider has, its traits and its place in the tree."""
    resources = {
        name: {"capacity": inventory.capacity, "used": supply.used[name]}
        for name, inventory in supply.inventories.items()
        if call.version >= ALL_CLASSES or name in classes
    }
    view: dict[str, Any] = {"resources": resources}
    provider = supply.provider
    if call.version >= TRAITS:
        view["traits"] = names.traits_of(call.database, provider)
    if call.version >= TREES:
        view["parent_provider_uuid"] = provider.parent or None
        view["root_provider_uuid"] = providers.root(call.database, provider)
    return view


OPERATIONS = (
    admin_operation(
        "GET", "/allocation_candidates", "allocation_candidates:list", index, since=(1, 10)
    ),
)
