"""``doctor``."""

import socket

import pytest

from tests.runner import nova


def test_it_waits_as_long_as_it_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/v3"
        run = nova(
            "doctor",
            "--timeout",
            "0.3",
            "--os-auth-url",
            url,
            "--os-username",
            "u",
            "--os-password",
            "p",
        )
    assert f"✗ connection: {url} gave no answer within 0.3 s." in run.lines
    assert run.exit_code == 1


@pytest.mark.parametrize("seconds", ["0", "soon"])
def test_a_time_that_is_none_is_a_line(seconds: str) -> None:
    run = nova(
        "doctor", "--timeout", seconds, "--os-auth-url", "http://h:5000/v3", "--os-username", "u"
    )
    assert run.lines == [f'✗ settings: --timeout: "{seconds}" is not a number of seconds above 0.']
    assert run.exit_code == 1
