"""The answer to TAB, and the file that commands fill for it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from mini_nova.known_names import file, on_tab
from mini_nova.known_names.file import Line
from mini_nova_auth import private_files
from tests.local_cloud import LocalCloud
from tests.runner import LIMIT, environment, nova

LINES = [
    Line("server", "1a", "web"),
    Line("server", "1b", "My VM"),
    Line("server", "1c", "web"),
    Line("flavor", "6", "m1.tiny"),
    Line("network", "n-1", "private"),
    Line("keypair", "mine", "mine"),
]


def write(lines: list[Line], **flags: str) -> Path:
    """Write the file for these flags and the environment."""
    path = Path(file.path(flags, os.environ))
    private_files.replace(path, file.text_of(lines))
    return path


def offers(*arguments: str) -> list[str]:
    """Return the values and texts that are offered."""
    return on_tab.answer(arguments, os.environ).splitlines()


@pytest.mark.parametrize(
    ("kind", "word", "values"),
    [
        ("server", "", ["web\t", "My VM\t"]),
        ("server", "1", ["web\t", "1a\tweb", "My VM\t", "1b\tMy VM", "1c\tweb"]),
        ("keypair", "m", ["mine\t"]),
        ("network-id", "", ["n-1\tprivate"]),
        ("nic", "net-name=", ["net-name=private\t"]),
        ("nic", "v4-fixed-ip=10.0.0.9,net-id=", ["v4-fixed-ip=10.0.0.9,net-id=n-1\tprivate"]),
        ("nic", "port-id=", []),
        ("image", "", []),
        ("nothing", "", []),
    ],
)
def test_names_of_a_kind(kind: str, word: str, values: list[str]) -> None:
    write(LINES)
    assert offers(kind, word) == values


@pytest.mark.parametrize(
    "name", ["$(id)", "a`id`", "a;b", "a\\b", "a'b", 'a"b', "-rf", "a\u202eb", "~root", "a*", "!1"]
)
def test_a_name_that_means_more_to_a_shell_is_not_offered(name: str) -> None:
    write([Line("server", "1", name), Line("server", "2", "Größe 2 (neu)")])
    assert offers("server", "") == ["Größe 2 (neu)\t"]


@pytest.mark.parametrize(
    "words",
    [
        ("--os-cloud", "here"),
        ("--os_cloud=here",),
        ("--os-cloud", "'here'"),
        ("show", "--insecure", "--os-cloud", "here"),
    ],
)
def test_the_words_before_choose_the_cloud(words: tuple[str, ...]) -> None:
    write(LINES, cloud="here")
    assert offers("keypair", "", "mini-nova", *words) == ["mine\t"]
    assert offers("keypair", "", "mini-nova", "--os-cloud", "elsewhere") == []


def test_other_identities_have_other_files(monkeypatch: pytest.MonkeyPatch) -> None:
    write(LINES)
    monkeypatch.setenv("OS_PASSWORD", "another")
    assert offers("keypair", "") == ["mine\t"]
    for variable in ("OS_USERNAME", "OS_PROJECT_NAME", "OS_REGION_NAME", "OS_TOKEN"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(variable, "another")
            assert offers("keypair", "") == []


def test_a_file_that_others_can_read_or_that_is_damaged_is_not_used() -> None:
    path = write(LINES)
    path.chmod(0o644)
    assert offers("keypair", "") == []
    path.chmod(0o600)
    path.write_bytes(b"server\t1\n\xff\xfe")
    assert offers("server", "") == []
    path.write_text("server\nserver\t1\tweb\nserver\t2\tx\ty\n")
    assert offers("server", "") == ["web\t"]


def test_commands_fill_the_file(cloud: LocalCloud) -> None:
    nova("boot", "web", "--flavor", "testflav", "--image", "cirros-0.3.0-x86_64")
    (path,) = Path(file.directory(os.environ)).iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert cloud.password not in path.read_text()
    cloud.requests.clear()
    assert "web\t" in offers("server", "w")
    assert "testflav\t" in offers("flavor", "test")
    assert "cirros-0.3.0-x86_64\t" in offers("image", "c")
    assert cloud.requests == []
    nova("delete", "web")
    assert offers("server", "") == []


def test_what_was_deleted_elsewhere_goes_with_the_next_list(cloud: LocalCloud) -> None:
    nova("list")
    write(LINES)
    nova("list")
    assert offers("server", "") == []
    assert offers("flavor", "") == ["m1.tiny\t"]


def test_without_a_cache_nothing_is_written(cloud: LocalCloud) -> None:
    nova("--no-cache", "flavor-list")
    assert not Path(file.directory(os.environ)).exists()


def test_a_file_that_cannot_be_written_is_no_trouble(cloud: LocalCloud) -> None:
    folder = Path(file.directory(os.environ))
    folder.parent.mkdir(mode=0o700, parents=True)
    folder.write_text("in the way")
    run = nova("flavor-list")
    assert (run.exit_code, run.stderr) == (0, "")


def test_the_cache_commands_know_the_names(cloud: LocalCloud) -> None:
    nova("flavor-list")
    assert nova("cache", "list").errors == [
        f"Names for completion, of 1 login: {file.directory(os.environ)}"
    ]
    assert nova("cache", "list", "-f", "json").stderr == ""
    assert nova("cache", "clear").stdout == "1 cached login removed.\n"
    assert offers("flavor", "") == []


def test_tab_loads_little_and_prints_names() -> None:
    write(LINES)
    program = "import os, sys; before = {*sys.modules}; import mini_nova.main as m; "
    program += "os._exit = lambda code: print(code, *{*sys.modules} - before, file=sys.stderr); "
    program += "m._complete(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", program, "server", "", "mini-nova", "show"],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=LIMIT,
    )
    assert done.stdout == "web\t\nMy VM\t\n"
    code, *modules = done.stderr.split()
    assert code == "0"
    assert {"click", "yaml", "requests", "json", "pathlib", "ssl"}.isdisjoint(modules)
