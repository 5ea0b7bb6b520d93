"""Which way imports point, and who prints: rules of the house, read off the sources."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TREE = Path(__file__).resolve().parent.parent
AUTH, CLI = TREE / "auth/mini_nova_auth", TREE / "cli/mini_nova"
SANDBOX = TREE / "sandbox/mini_nova_sandbox"


def sources(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Every module that a source names in an import, wherever it stands."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def offenders(folder: Path, *forbidden: str) -> list[str]:
    """The imports of a folder that begin with a forbidden package."""
    return [
        f"{path.relative_to(TREE)}: {name}"
        for path in sources(folder)
        for name in imported(path)
        if any(name == package or name.startswith(f"{package}.") for package in forbidden)
    ]


def test_the_toolkit_knows_neither_the_client_nor_click() -> None:
    assert offenders(AUTH, "mini_nova", "click", "tabulate") == []


def test_compute_knows_neither_click_nor_what_stands_above_it() -> None:
    above = (
        "commands",
        "output",
        "io",
        "context",
        "main",
        "options",
        "lazy",
        "explain",
        "following",
        "boot_options",
    )
    assert (
        offenders(CLI / "compute", "click", "tabulate", *(f"mini_nova.{name}" for name in above))
        == []
    )


def test_output_knows_neither_click_nor_the_cloud() -> None:
    assert (
        offenders(CLI / "output", "click", "requests", "mini_nova.compute", "mini_nova.commands")
        == []
    )


def test_the_sandbox_and_the_client_meet_over_http_only() -> None:
    assert offenders(SANDBOX, "mini_nova", "mini_nova_auth", "click", "requests") == []
    assert offenders(CLI, "mini_nova_sandbox") == []
    assert offenders(AUTH, "mini_nova_sandbox") == []


def test_the_clients_sandbox_package_knows_no_command() -> None:
    assert (
        offenders(CLI / "sandbox", "mini_nova.commands", "mini_nova.compute", "mini_nova.output")
        == []
    )


def test_drivers_keep_no_rows() -> None:
    assert (
        offenders(
            SANDBOX / "virt",
            "mini_nova_sandbox.state.database",
            "mini_nova_sandbox.compute",
            "sqlite3",
        )
        == []
    )


def test_the_network_knows_nothing_of_compute() -> None:
    assert (
        offenders(SANDBOX / "network", "mini_nova_sandbox.compute", "mini_nova_sandbox.scheduler")
        == []
    )


def test_login_methods_do_no_io() -> None:
    assert (
        offenders(
            AUTH / "methods",
            "requests",
            "urllib3",
            "socket",
            "http",
            "mini_nova_auth.wire.transport",
        )
        == []
    )


@pytest.mark.parametrize("folder", [AUTH, CLI])
def test_nobody_prints_behind_the_back_of_io(folder: Path) -> None:
    writers = set()
    for path in sources(folder):
        for node in ast.walk(ast.parse(path.read_text())):
            is_print = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "print"
            )
            is_stream = isinstance(node, ast.Attribute) and node.attr in ("stdout", "stderr")
            if is_print or is_stream:
                writers.add(str(path.relative_to(TREE)))
    # io owns the streams; main gives stdout up when its reader has gone; the prompt asks on the terminal.
    assert writers <= {
        "cli/mini_nova/io.py",
        "cli/mini_nova/main.py",
        "auth/mini_nova_auth/secrets/prompt.py",
    }


def test_every_source_says_what_it_is_for() -> None:
    for path in [*sources(AUTH), *sources(CLI), *sources(SANDBOX)]:
        assert ast.get_docstring(ast.parse(path.read_text())), path


def test_no_file_has_outgrown_its_idea() -> None:
    long = {
        str(path): len(path.read_text().splitlines())
        for path in [*sources(AUTH), *sources(CLI), *sources(SANDBOX)]
    }
    assert {path: lines for path, lines in long.items() if lines > 370} == {}
