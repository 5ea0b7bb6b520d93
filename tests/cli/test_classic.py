"""Commands of the classic client that are not here yet."""

from __future__ import annotations

import pytest

from tests.runner import nova


@pytest.mark.parametrize("name", ["reboot", "volume-attach", "server-group-create"])
def test_a_classic_command_says_what_to_do_meanwhile(name: str) -> None:
    run = nova(name, "vm")
    assert run.exit_code == 2
    assert run.errors[0] == f"ERROR (CommandError): No such command '{name}'."
    assert f"nova {name} (python-novaclient)" in run.errors[1]
    assert "mini-nova api" in run.errors[1]


def test_another_name_gets_a_suggestion() -> None:
    assert nova("lst").errors[1] == "Did you mean 'list'?"
