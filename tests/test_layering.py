"""The rules of the house, read off the sources: which way imports point, and who prints."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

TREE = Path(__file__).resolve().parent.parent
ROOTS = {"mini_nova_auth": "auth", "mini_nova": "cli", "mini_nova_sandbox": "sandbox"}

# Each root's rooms from the top down. A room imports only itself and rooms further down; a module
# that belongs to no room below its folder's is a room of its own.
ROOMS = {
    "mini_nova_auth": (
        "mini_nova_auth",  # the door: the public names, and testing
        "adapters",
        "diagnosis.doctor",
        "diagnosis",
        "services",
        "connection",
        "session",
        "login",
        "secrets",
        "methods",
        "settings.sources",
        "settings",
        "access",
        "wire",
        "errors redact clock directories private_files lenient",  # leaves
        "spellings",
    ),
    "mini_nova": (
        "mini_nova",  # main and root, and how commands are found
        "commands",
        "commands.nova._kinds",
        "completion",
        "lazy",
        "help_pages abbreviations",
        "options",
        "explain failure_codes failure_object",
        "context",
        "command_settings",
        "sandbox",
        "compute.boot",
        "compute.wait",
        "compute.resources",
        "compute",
        "io error_format",
        "output",
        "known_names",
        "errors exit_codes signals spelling classic program",
        "refusal_hints",
    ),
    "mini_nova_sandbox": (
        "mini_nova_sandbox",
        "testing",
        "server",
        "page",
        "compute.api.service",
        "compute.api.servers",
        "compute.api.proxies",
        "compute.api",
        "compute.manager",
        "placement",
        "scheduler",
        "compute",
        "network",
        "volume.api.service",
        "volume.api",
        "volume.manager",
        "volume",
        "image",
        "identity.service",
        "identity.v3",
        "identity",
        "http",
        "cloud",
        "faults",
        "virt",
        "state",
    ),
}
FORBIDDEN = {
    "mini_nova_auth": "mini_nova mini_nova_sandbox click tabulate",
    "mini_nova_auth.methods": "requests urllib3 socket http",
    "mini_nova": "mini_nova_sandbox",
    "mini_nova.compute": "click tabulate",
    "mini_nova.output": "click requests",
    "mini_nova_sandbox": "mini_nova mini_nova_auth click requests",
    "mini_nova_sandbox.virt": "sqlite3",
    "mini_nova_sandbox.network": "mini_nova_sandbox.scheduler",
}
LAZY = {("mini_nova_auth.session", "mini_nova_auth.connection")}  # Session.from_cloud


@cache
def sources() -> Mapping[str, ast.Module]:
    """The parsed source of every module, by the module's name."""
    parsed = {}
    for package, root in ROOTS.items():
        for path in sorted((TREE / root / package).rglob("*.py")):
            parts = path.relative_to(TREE / root).with_suffix("").parts
            parsed[".".join(part for part in parts if part != "__init__")] = ast.parse(
                path.read_text()
            )
    return parsed


def imports(module: str) -> Iterator[str]:
    """Every module that a source imports, wherever the import stands."""
    for node in ast.walk(sources()[module]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                yield name if name in sources() else str(node.module)


@cache
def edges() -> frozenset[tuple[str, str]]:
    """The imports between modules of one root, those of ``LAZY`` left out."""
    pairs = {
        (module, name) for module in sources() for name in imports(module) if name in sources()
    }
    return frozenset((a, b) for a, b in pairs - LAZY if a != b and root_of(a) == root_of(b))


def root_of(module: str) -> str:
    return module.partition(".")[0]


def rank(module: str) -> int:
    """How far down its root's list a module's room is."""
    package = root_of(module)
    names = {
        f"{package}.{name}" if name != package else package: number
        for number, row in enumerate(ROOMS[package])
        for name in row.split()
    }
    while module not in names:
        module = module.rpartition(".")[0]
    return names[module]


@pytest.mark.parametrize("package", ROOTS)
def test_imports_point_down(package: str) -> None:
    """The packages' own ``__init__`` is the door, and may name what it opens."""
    upward = {
        (a, b) for a, b in edges() if root_of(a) == package and a != package and rank(b) < rank(a)
    }
    assert {pair for pair in upward if pair[1] != package} == set()


def test_there_are_no_circles() -> None:
    graph: dict[str, set[str]] = {module: set() for module in sources()}
    for importer, imported in edges():
        if importer not in ROOTS:
            graph[importer].add(imported)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail(str(circle.args[1]))


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_what_a_room_may_not_know(folder: str) -> None:
    forbidden = FORBIDDEN[folder].split()
    offenders = [
        (module, name)
        for module in sources()
        if module == folder or module.startswith(f"{folder}.")
        for name in imports(module)
        if any(name == other or name.startswith(f"{other}.") for other in forbidden)
    ]
    assert offenders == []


def test_nobody_prints_behind_the_back_of_io() -> None:
    writers = set()
    for module, source in sources().items():
        for node in ast.walk(source):
            is_print = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
            is_stream = isinstance(node, ast.Attribute) and node.attr in ("stdout", "stderr")
            if (is_print or is_stream) and root_of(module) != "mini_nova_sandbox":
                writers.add(module)
    # io owns the streams; main closes stdout if its reader has gone; the prompt asks on the terminal.
    assert writers <= {"mini_nova.io", "mini_nova.main", "mini_nova_auth.secrets.prompt"}


def test_every_source_says_what_it_is_for() -> None:
    assert [module for module, source in sources().items() if not ast.get_docstring(source)] == []


def test_files_and_functions_are_short() -> None:
    """The alarms of the house: 300 lines a file, 40 a function."""
    long = []
    for module, source in sources().items():
        last = source.body[-1].end_lineno or 0
        long += [f"{module}: {last} lines"] * (last > 300)
        for node in ast.walk(source):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = (node.end_lineno or 0) - node.lineno + 1
                long += [f"{module}.{node.name}: {length} lines"] * (length > 40)
    assert long == []


def test_names_of_commands_are_unique() -> None:
    families = [
        m.split(".")[4]
        for m in sources()
        if m.startswith("mini_nova.commands.nova.") and m.count(".") == 4
    ]
    others = [
        m.split(".")[2]
        for m in sources()
        if m.startswith("mini_nova.commands.") and m.count(".") == 2
    ]
    names = [name for name in [*families, *others] if not name.startswith("_")]
    assert sorted(names) == sorted(set(names))
