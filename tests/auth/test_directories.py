"""The user's directories, by the XDG Base Directory Specification."""

import os
import pwd

import pytest

from mini_nova_auth import directories


@pytest.mark.parametrize(
    ("variables", "cache", "state"),
    [
        (
            {"HOME": "/home/a"},
            "/home/a/.cache/mini-nova",
            "/home/a/.local/state/mini-nova",
        ),
        (
            {"XDG_CACHE_HOME": "/c", "XDG_STATE_HOME": "/s", "HOME": "/home/a"},
            "/c/mini-nova",
            "/s/mini-nova",
        ),
        (
            {"XDG_CACHE_HOME": "c", "XDG_STATE_HOME": "", "HOME": "/home/a"},
            "/home/a/.cache/mini-nova",
            "/home/a/.local/state/mini-nova",
        ),
    ],
)
def test_our_own_directories(variables: dict[str, str], cache: str, state: str) -> None:
    assert directories.cache(variables) == cache
    assert directories.state(variables) == state


@pytest.mark.parametrize(
    ("variables", "config"),
    [
        ({"HOME": "/home/a"}, ["/home/a/.config", "/home/a/.config", "/etc/xdg"]),
        (
            {"XDG_CONFIG_HOME": "mine", "XDG_CONFIG_DIRS": "/x::/y", "HOME": "/home/a"},
            ["mine", "/home/a/.config", "/x", "/y"],
        ),
    ],
)
def test_directories_of_configuration(variables: dict[str, str], config: list[str]) -> None:
    assert directories.config(variables) == config


@pytest.mark.parametrize("home", ["", ".", "relative/path", "~", "~root"])
def test_a_home_that_is_not_absolute_is_the_accounts(home: str) -> None:
    account = pwd.getpwuid(os.getuid()).pw_dir
    assert directories.home({"HOME": home}) == account
    assert directories.home({}) == account


def test_home_that_the_system_does_not_know_is_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 2**31 - 7)
    assert directories.home({}) == "/"
