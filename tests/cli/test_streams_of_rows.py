"""Long lists: rows are shown as they come, and stay if a later page fails."""

import json
from collections.abc import Iterator

import pytest

from mini_nova.context import Context
from mini_nova.io import IO
from mini_nova.output.results import Rows, field
from tests.local_cloud import Fault, LocalCloud
from tests.runner import Stream, nova

COLUMNS = (field("ID"),)


class Reader(Stream):
    """A stream that counts what its reader has received: what was flushed."""

    received = ""

    def flush(self) -> None:
        """Hand on what was written."""
        self.received = self.getvalue()


def _context(reader: Reader, output_format: str) -> Context:
    context = Context(IO(reader, Stream()))
    context.output_format = output_format
    return context


@pytest.mark.parametrize("output_format", ["jsonl", "csv", "value"])
def test_each_row_is_shown_before_the_next_is_made(output_format: str) -> None:
    reader = Reader()
    lines: list[int] = []

    def items() -> Iterator[dict[str, str]]:
        for name in "abc":
            lines.append(reader.received.count("\n"))
            yield {"id": name}

    _context(reader, output_format).show(Rows(items(), COLUMNS))
    header = int(output_format == "csv")
    assert lines == [header, header + 1, header + 2]


@pytest.mark.parametrize("output_format", ["json", "yaml"])
def test_each_object_is_written_before_the_next_is_made(output_format: str) -> None:
    reader = Reader()
    counts: list[int] = []

    def items() -> Iterator[dict[str, str]]:
        for name in ("vm-a", "vm-b"):
            counts.append(reader.getvalue().count("vm-"))
            yield {"id": name}

    _context(reader, output_format).show(Rows(items(), COLUMNS))
    assert counts == [0, 1]


@pytest.fixture
def broken_pages(cloud: LocalCloud) -> LocalCloud:
    """Three servers on three pages, the last of which is refused."""
    cloud.page_size = 1
    for number in range(3):
        cloud.add_server(name=f"vm{number}")
    cloud.faults.add(
        Fault("GET", "/detail", "pass", times=2), Fault("GET", "/detail", "status", status=403)
    )
    return cloud


@pytest.mark.parametrize(("output_format", "end"), [("jsonl", ""), ("json", "\n]")])
def test_what_was_written_stays_if_a_page_fails(
    broken_pages: LocalCloud, output_format: str, end: str
) -> None:
    run = nova("list", "--limit", "-1", "-f", output_format)
    assert run.exit_code == 1
    assert run.stderr.startswith("ERROR (Forbidden): ")
    text = run.stdout + end
    items = json.loads(text) if end else [json.loads(line) for line in text.splitlines()]
    assert len(items) == 2


@pytest.mark.parametrize("more", [("-f", "table"), ("-q", "length(@)")])
def test_half_a_list_is_no_table_and_no_answer(
    broken_pages: LocalCloud, more: tuple[str, str]
) -> None:
    run = nova("list", "--limit", "-1", *more)
    assert (run.stdout, run.exit_code) == ("", 1)
