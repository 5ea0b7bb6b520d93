"""Help pages, wrapped to the terminal. click's own formatter takes longer than all the rest of help."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click

from mini_nova.io import page_width
from mini_nova.options import HEADINGS, everyday_options, options_under
from mini_nova.output.wrapping import wrap

INDENT = "  "
Record = tuple[str, str]  # a name, and one sentence about it
Section = tuple[str, Sequence[Record]]  # a heading, and what stands under it


def root_page(ctx: click.Context, sections: Iterable[Section]) -> str:
    """Return the page of mini-nova itself: every command by section, then the everyday options."""
    return _page(
        _usage(ctx),
        *_paragraphs(ctx.command.help),
        *(_section(heading, records) for heading, records in sections),
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
    return _page(
        *_paragraphs("These options may stand before the command or after it."),
        *(
            _section(f"{heading} options", _option_records(ctx, options_under(heading)))
            for heading in HEADINGS
        ),
        *_paragraphs(
            "A long option may be shortened to any prefix that fits no other: --os-reg for "
            "--os-region-name."
        ),
    )


def _page(*blocks: str) -> str:
    """Join blocks of lines, a blank line between any two."""
    return "\n\n".join(block for block in blocks if block)


def _usage(ctx: click.Context) -> str:
    pieces = ctx.command.collect_usage_pieces(ctx)
    return f"Usage: {' '.join([ctx.command_path, *pieces])}"


def _paragraphs(text: str | None) -> list[str]:
    """Wrap text whose paragraphs stand apart by a blank line."""
    paragraphs = (text or "").strip().split("\n\n")
    return [_block(wrap(paragraph, page_width() - len(INDENT))) for paragraph in paragraphs]


def _section(heading: str, records: Sequence[Record]) -> str:
    """Return a heading, and under it the records: two columns, the sentences wrapped in theirs.

    A name that is too long for its column has a line of its own.
    """
    widest_name = page_width() // 3
    names = [len(name) for name, _ in records if len(name) <= widest_name]
    column = max(names, default=0)
    margin = " " * (column + len(INDENT))
    lines = []
    for name, sentence in records:
        first, *rest = wrap(sentence, page_width() - len(INDENT) - len(margin))
        if len(name) > column:
            lines += [name, margin + first]
        else:
            lines.append(f"{name:<{column}}{INDENT}{first}")
        lines += [margin + line for line in rest]
    return f"{heading}:\n{_block(lines)}"


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
        spellings = [spelling for spelling in option.opts if not spelling.startswith("--")]
        spellings.append(next(spelling for spelling in option.opts if spelling.startswith("--")))
        value = f" {option.metavar}" if option.metavar else ""
        records.append((", ".join(spellings) + value, option.help or ""))
    return [*records, *_option_records(ctx, [p for p in [ctx.command.get_help_option(ctx)] if p])]
