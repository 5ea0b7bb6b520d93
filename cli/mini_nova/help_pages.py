"""Help pages, wrapped to the terminal. click's own formatter takes longer than all the rest of
help.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click

from mini_nova import program
from mini_nova.io import page_width
from mini_nova.options import HEADINGS, everyday_options, options_under
from mini_nova.output.cells import shorten
from mini_nova.output.wrapping import wrap

INDENT = "  "
CLAUSE_MARKS = (": ", "; ", ", ", ". ", " (")
Record = tuple[str, str]  # a name, and one sentence about it
Section = tuple[str, Sequence[Record]]  # a heading, and what stands under it


def root_page(ctx: click.Context, sections: Iterable[Section]) -> str:
    """Return the page of mini-nova itself: every command by section, then the everyday options."""
    commands = [_section(heading, _on_one_line(records)) for heading, records in sections]
    return _page(
        _usage(ctx),
        *_paragraphs(ctx.command.help),
        *commands,
        _section("Options", _everyday_records(ctx)),
        *_paragraphs(
            "'mini-nova help COMMAND' describes one command; 'mini-nova help options' lists all "
            "global options."
        ),
    )


def group_page(ctx: click.Context, records: Sequence[Record]) -> str:
    """Return the page of a group of commands."""
    return _page(
        _usage(ctx),
        *_paragraphs(ctx.command.help),
        _section("Commands", records),
        _section("Options", _option_records(ctx, ctx.command.get_params(ctx))),
    )


def family_page(heading: str, records: Sequence[Record]) -> str:
    """Return the page of a family of commands."""
    return _page(
        _section(heading, records), *_paragraphs("'mini-nova help COMMAND' describes one command.")
    )


def command_page(ctx: click.Context, params: Sequence[click.Parameter]) -> str:
    """Return the page of a command; ``params`` are those it declares itself."""
    return _page(
        _usage(ctx),
        *_paragraphs(ctx.command.help),
        _section("Options", _option_records(ctx, params)),
        *_paragraphs("The global options work here, too: see 'mini-nova help options'."),
    )


def options_page(ctx: click.Context) -> str:
    """Return the page of all global options, by section."""
    sections = []
    for heading in HEADINGS:
        records = _option_records(ctx, options_under(heading))
        sections.append(_section(heading, records))
    return _page(
        *_paragraphs("The global options may stand before the command or after it."),
        *sections,
        *_paragraphs(
            "A long option may be shortened to any prefix that fits no other: --os-reg for "
            "--os-region-name."
        ),
    )


def _page(*blocks: str) -> str:
    """Join blocks of lines, a blank line between any two."""
    page = "\n\n".join(block for block in blocks if block)
    return program.by_name(page)


def _usage(ctx: click.Context) -> str:
    arguments = " ".join(ctx.command.collect_usage_pieces(ctx))
    return f"Usage: {ctx.command_path} {arguments}"


def _paragraphs(text: str | None) -> list[str]:
    """Wrap text whose paragraphs stand apart by a blank line."""
    width = page_width() - len(INDENT)
    blocks = []
    for paragraph in (text or "").strip().split("\n\n"):
        lines = wrap(paragraph, width)
        blocks.append(_block(lines))
    return blocks


def _section(heading: str, records: Sequence[Record]) -> str:
    """Return a heading, and under it the records: two columns, the sentences wrapped in theirs.

    A name that is too long for its column has a line of its own.
    """
    column = _name_column(records)
    margin = " " * (column + len(INDENT))
    width = page_width() - len(INDENT) - len(margin)
    lines = []
    for name, sentence in records:
        first, *rest = wrap(sentence, width)
        if len(name) > column:
            lines.append(name)
            lines.append(margin + first)
        else:
            lines.append(f"{name:<{column}}{INDENT}{first}")
        lines += [margin + line for line in rest]
    return f"{heading}:\n{_block(lines)}"


def _on_one_line(records: Sequence[Record]) -> list[Record]:
    """Cut sentences that would take two lines, at the end of a clause if there is one."""
    column = _name_column(records)
    width = page_width() - column - 2 * len(INDENT)
    return [(name, _brief(sentence, width)) for name, sentence in records]


def _brief(sentence: str, width: int) -> str:
    """Return the clauses of a sentence that fit into ``width``; if not one does, its first words."""
    if len(sentence) <= width:
        return sentence
    ends = [end for mark in CLAUSE_MARKS if (end := sentence.rfind(mark, 0, width + 1)) > 0]
    if ends:
        return sentence[: max(ends)]
    return shorten(sentence, width)


def _name_column(records: Sequence[Record]) -> int:
    """Return the width of the longest name that takes at most two fifths of the page."""
    widest = page_width() * 2 // 5
    widths = [len(name) for name, _ in records]
    return max((width for width in widths if width <= widest), default=0)


def _block(lines: Iterable[str]) -> str:
    return "\n".join(INDENT + line for line in lines)


def _option_records(ctx: click.Context, params: Iterable[click.Parameter]) -> list[Record]:
    """Return an option's spellings and its help; newer clicks list arguments, too, without help."""
    records = [param.get_help_record(ctx) for param in params]
    return [record for record in records if record is not None and record[1]]


def _everyday_records(ctx: click.Context) -> list[Record]:
    """Return the everyday options, each by one long spelling."""
    records = []
    for option in everyday_options():
        spellings = _principal_spellings(option)
        value = f" {option.metavar}" if option.metavar else ""
        records.append((spellings + value, option.help or ""))
    help_option = ctx.command.get_help_option(ctx)
    if help_option is not None:
        records += _option_records(ctx, [help_option])
    return records


def _principal_spellings(option: click.Option) -> str:
    """Return the first spelling of an option, and after a short one the first long one: -f,
    --format.
    """
    first, *rest = option.opts
    if first.startswith("--") or not rest:
        return first
    return f"{first}, {rest[0]}"
