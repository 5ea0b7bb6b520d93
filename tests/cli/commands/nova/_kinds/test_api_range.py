"""Options and commands that exist in some microversions only."""

from collections.abc import Iterator
from typing import Any

import click
import pytest

from mini_nova.commands.nova._kinds.api_range import RangedCommand, RangedOption, ranged_option
from mini_nova.context import Context
from mini_nova.errors import BadUsage, MiniNovaError
from mini_nova.io import IO
from mini_nova.root import cli
from mini_nova_auth.access.discovery import version_text
from tests.local_cloud import Fault, LocalCloud
from tests.runner import Stream

VARIABLE = "OS_TEST_TAGS"


@click.command("toy-list", cls=RangedCommand, since="2.26", help="List toys.\n\nAll of them.")
@ranged_option("--file", "-F", until="2.56", help="A file.")
@ranged_option("--force", since="2.29", until="2.67", is_flag=True, help="Force it")
@ranged_option("--locked", since="2.73", help="Only locked ones. [LOCKED]")
@ranged_option("--tags", since="2.52", multiple=True, envvar=VARIABLE, help="Tags.")
@click.option("--plain", help="Ever there.")
@click.pass_obj
def toys(context: Context, /, **_options: Any) -> None:
    """Say which microversion is spoken."""
    context.io.result(version_text(context.compute.version))


@click.command("old-list", cls=RangedCommand, until="2.35", help="List what is gone.")
@click.pass_obj
def old(context: Context) -> None:
    """Say which microversion is spoken."""
    context.io.result(version_text(context.compute.version))


@click.command("rich-list", cls=RangedCommand, prefers="2.100", help="List what was more once.")
@ranged_option("--new", since="2.102", is_flag=True, help="New.")
@ranged_option("--old", until="2.56", is_flag=True, help="Old.")
@click.pass_obj
def rich(context: Context, /, **_options: Any) -> None:
    """Say which microversion is spoken."""
    context.io.result(version_text(context.compute.version))


def run(*arguments: str, command: click.Command = toys, version: str = "") -> str:
    """What the command says. Raises what it raises."""
    out = Stream()
    context = Context(IO(out, Stream()))
    if version:
        context.flags["compute_api_version"] = version
    with command.make_context(command.name, list(arguments), obj=context) as ctx:
        command.invoke(ctx)
    return out.getvalue()


def refusal(*arguments: str, command: click.Command = toys, version: str = "") -> MiniNovaError:
    """The error of the command."""
    with pytest.raises(BadUsage) as refused:
        run(*arguments, command=command, version=version)
    assert refused.value.exit_code == 2
    return refused.value


def offer(cloud: LocalCloud, newest: str, oldest: str = "2.1") -> None:
    """Make a cloud's compute offer these microversions."""
    version = {"id": "v2.1", "min_version": oldest, "version": newest, "links": []}
    path = "/compute/v2.1$"
    cloud.faults.add(Fault("GET", path, "status", times=9, status=200, body={"version": version}))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("file", "A file (API 2.56 or older)."),
        ("force", "Force it (API 2.29 to 2.67)"),
        ("locked", "Only locked ones. [LOCKED] (API 2.73)"),
        ("plain", "Ever there."),
    ],
)
def test_help_names_the_range(name: str, text: str) -> None:
    (option,) = [param for param in toys.params if param.name == name]
    assert isinstance(option, click.Option)
    assert option.help == text


def test_the_help_of_a_command_names_its_range() -> None:
    assert toys.help == "List toys (API 2.26).\n\nAll of them."
    assert old.help == "List what is gone (API 2.35 or older)."


@pytest.mark.parametrize(
    ("arguments", "version"),
    [
        ((), "2.104"),
        (("--file", "f"), "2.56"),
        (("-F", "f"), "2.56"),
        (("--force",), "2.67"),
        (("--force", "--file", "f"), "2.56"),
        (("--locked", "1"), "2.104"),
        (("--file", "f", "--tags", "t"), "2.56"),
    ],
)
def test_it_speaks_the_newest_version_that_has_all(
    cloud: LocalCloud, arguments: tuple[str, ...], version: str
) -> None:
    assert run(*arguments) == version


def test_a_command_that_ended_speaks_its_last_version(cloud: LocalCloud) -> None:
    assert run(command=old) == "2.35"
    assert run(command=old, version="2.20") == "2.20"


@pytest.mark.parametrize(
    ("arguments", "requested", "version"),
    [
        ((), "", "2.100"),
        ((), "2.103", "2.103"),
        ((), "2.60", "2.60"),
        (("--new",), "", "2.104"),
        (("--old",), "", "2.56"),
    ],
)
def test_a_preference_gives_way(
    cloud: LocalCloud, arguments: tuple[str, ...], requested: str, version: str
) -> None:
    assert rich.help == "List what was more once."
    assert run(*arguments, command=rich, version=requested) == version


@pytest.mark.parametrize(
    ("arguments", "version", "sentence", "advice"),
    [
        (
            ("--locked", "1"),
            "2.72",
            "'--locked' argument is only allowed since microversion 2.73.",
            "request 2.73 or newer, or leave it out.",
        ),
        (
            ("--file", "f"),
            "2.57",
            "'--file' argument is only allowed for microversions 2.0 - 2.56.",
            "request 2.56 or older, or leave it out.",
        ),
        (
            ("--force",),
            "2.68",
            "'--force' argument is only allowed for microversions 2.29 - 2.67.",
            "request 2.29 to 2.67, or leave it out.",
        ),
        (
            ("--force",),
            "2.28",
            "'--force' argument is only allowed for microversions 2.29 - 2.67.",
            "request 2.29 to 2.67, or leave it out.",
        ),
    ],
)
def test_an_option_that_the_requested_version_lacks(
    cloud: LocalCloud, arguments: tuple[str, ...], version: str, sentence: str, advice: str
) -> None:
    problem = refusal(*arguments, version=version)
    assert problem.kind == "UnsupportedAttribute"
    assert problem.message == sentence
    reason = f"Microversion {version} is requested (--os-compute-api-version)"
    assert problem.hint == f"{reason}: {advice}"
    assert cloud.requests == []


def test_a_command_that_the_requested_version_lacks(cloud: LocalCloud) -> None:
    problem = refusal(version="2.25")
    assert problem.kind == "UnsupportedVersion"
    assert problem.message == "'toy-list' is only supported since microversion 2.26."
    problem = refusal(command=old, version="2.36")
    assert problem.message == "'old-list' is only supported for microversions 2.0 - 2.35."
    assert cloud.requests == []


def test_an_option_that_the_server_lacks(cloud: LocalCloud) -> None:
    offer(cloud, "2.60")
    problem = refusal("--locked", "1")
    assert problem.message == "'--locked' argument is only allowed since microversion 2.73."
    assert problem.hint == "This cloud's newest microversion is 2.60: leave it out."
    assert not cloud.matching(path="/servers")


def test_the_check_costs_no_request_once_the_document_is_cached(cloud: LocalCloud) -> None:
    offer(cloud, "2.60")
    assert run() == "2.60"
    cloud.requests.clear()
    refusal("--locked", "1")
    assert cloud.requests == []


def test_a_command_that_the_server_lacks(cloud: LocalCloud) -> None:
    offer(cloud, "2.25")
    problem = refusal()
    assert problem.message == "'toy-list' is only supported since microversion 2.26."
    assert problem.hint == "This cloud's newest microversion is 2.25: it lacks this command."


def test_a_server_without_microversions(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"{cloud.url}/compute/v2/{cloud.project.id}"
    monkeypatch.setenv("OS_ENDPOINT_OVERRIDE", address)
    problem = refusal()
    assert problem.hint == "This compute endpoint has no microversions: it lacks this command."


def test_a_variable_counts_as_its_option(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "t")
    problem = refusal(version="2.51")
    assert problem.message == f"'{VARIABLE}' argument is only allowed since microversion 2.52."


def test_ranges_that_do_not_meet(cloud: LocalCloud) -> None:
    problem = refusal("--file", "f", "--locked", "1")
    assert problem.message == (
        "'--file' and '--locked' exist in no common microversion: API 2.56 or older, and API 2.73"
    )
    assert problem.hint == "Leave out --file or --locked."
    assert cloud.requests == []


def commands(group: click.Group) -> Iterator[click.Command]:
    """Every command of the program."""
    ctx = click.Context(group)
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command)
        else:
            yield command


def test_a_command_with_a_ranged_option_checks_it() -> None:
    for command in commands(cli):
        if any(isinstance(param, RangedOption) for param in command.params):
            assert isinstance(command, RangedCommand), command.name


def test_no_range_is_typed_by_hand() -> None:
    for command in commands(cli):
        for param in command.params:
            text = getattr(param, "help", None) or ""
            assert "(API" not in text or isinstance(param, RangedOption), (command.name, text)
