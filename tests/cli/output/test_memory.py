"""Long lists: no format for rows keeps the API's objects once it has their cells."""

import weakref
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from mini_nova.output.render import render
from mini_nova.output.results import Rows, field

COLUMNS = (field("ID"), field("Name"))
COUNT = 50


class Item(dict[str, Any]):
    """An object whose end can be seen."""

    __hash__ = object.__hash__  # type: ignore[assignment]


def _items(living: "weakref.WeakSet[Item]") -> Iterator[Mapping[str, Any]]:
    for number in range(COUNT):
        item = Item(id=str(number), name="vm", ballast="x" * 1000)
        living.add(item)
        yield item
        del item
        assert len(living) <= 2


@pytest.mark.parametrize("output_format", ["table", "json", "jsonl", "yaml", "csv", "value", "env"])
@pytest.mark.parametrize("names", [(), ("Name",)])
def test_objects_are_let_go(output_format: str, names: tuple[str, ...]) -> None:
    living: weakref.WeakSet[Item] = weakref.WeakSet()
    pieces = render(Rows(_items(living), COLUMNS, sort=1), output_format, names)
    text = "".join(pieces)
    assert text.count("vm") == COUNT
