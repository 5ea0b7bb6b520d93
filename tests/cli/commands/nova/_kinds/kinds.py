"""Which commands are declared as which kind."""

import ast
from pathlib import Path

import mini_nova.commands.nova as package

FAMILIES = Path(package.__path__[0])


def commands_of(kind: str) -> list[str]:
    """The names of the commands whose module ends in ``command = kind(...)``, sorted."""
    names = []
    for path in FAMILIES.glob("[a-z]*/[a-z]*.py"):
        last = ast.parse(path.read_text()).body[-1]
        if not isinstance(last, ast.Assign) or not isinstance(last.value, ast.Call):
            continue
        if isinstance(last.value.func, ast.Name) and last.value.func.id == kind:
            names.append(path.stem.replace("_", "-"))
    return sorted(names)
