"""A bare click program, for --help: a group with two commands."""

import click


@click.group()
@click.option("--debug", is_flag=True, help="Say more.")
def cli(debug: bool) -> None:
    """Do things."""


@cli.command("list")
def list_() -> None:
    """List things."""


@cli.command()
def show() -> None:
    """Show a thing."""


cli()
