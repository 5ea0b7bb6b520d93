"""The package's public names: sorted, loaded on use, the same for programs and type checkers."""

import ast
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import mini_nova_auth
from mini_nova_auth import errors

SOURCE = Path(str(mini_nova_auth.__file__))
HEAVY = (
    "requests",
    "urllib3",
    "yaml",
    "keyring",
    "mini_nova_auth.session",
    "mini_nova_auth.login.cache",
    "ssl",
    "json",
)


def modules_for_type_checkers() -> dict[str, str]:
    """The modules of the names imported under TYPE_CHECKING, by name."""
    modules = {}
    for node in ast.walk(ast.parse(SOURCE.read_text())):
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("mini_nova_auth."):
            modules.update({alias.name: str(node.module) for alias in node.names})
    return modules


def test_names_are_sorted_and_unique() -> None:
    assert mini_nova_auth.__all__ == sorted(set(mini_nova_auth.__all__))


@pytest.mark.parametrize("name", mini_nova_auth.__all__)
def test_every_name_is_what_type_checkers_see(name: str) -> None:
    value = getattr(mini_nova_auth, name)
    assert value is getattr(import_module(modules_for_type_checkers()[name]), name)
    assert name in dir(mini_nova_auth)


def test_type_checkers_see_no_other_names() -> None:
    assert set(modules_for_type_checkers()) == set(mini_nova_auth.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Sesion'"):
        getattr(mini_nova_auth, "Sesion")  # noqa: B009 - a type checker would refuse the plain form


@pytest.mark.parametrize(
    "statement", ["import mini_nova_auth", "from mini_nova_auth import AuthToolkitError"]
)
def test_importing_the_package_loads_nothing_heavy(statement: str) -> None:
    program = f"{statement}\nimport sys\nprint([name for name in {HEAVY!r} if name in sys.modules])"
    command = [sys.executable, "-S", "-c", program]
    process = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(SOURCE.parents[1])},
    )
    assert process.stdout == "[]\n"


def test_the_example_in_the_docstring_runs(cloud: object, tmp_path: Path) -> None:
    lines = str(mini_nova_auth.__doc__).split("::\n\n")[1].split("\n\nThe names")[0]
    program = "\n".join(line.removeprefix("    ") for line in lines.splitlines())
    command = [sys.executable, "-c", program]
    environment = {
        **os.environ,
        "PYTHONPATH": ":".join(sys.path),
        "XDG_CACHE_HOME": str(tmp_path / "c"),
    }
    process = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert process.stdout == "{'servers': []}\n"


def test_the_errors_keep_their_public_names() -> None:
    problem = errors.AuthenticationFailed("refused")
    problem.reason = "No such user."
    assert problem.said == "No such user."
    assert issubclass(errors.ScopeRefused, errors.AuthenticationFailed)
