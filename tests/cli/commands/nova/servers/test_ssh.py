"""``mini-nova ssh``: what is beyond the classic client."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.local_cloud import LocalCloud
from tests.runner import nova_process

NETWORK = "net"


@pytest.fixture
def port() -> Iterator[int]:
    """A port of this machine at which something listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture(autouse=True)
def ssh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An ssh that prints its arguments, each in brackets."""
    program = tmp_path / "ssh"
    program.write_text("#!/bin/sh\nfor word; do printf '[%s]' \"$word\"; done\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")


def _add_server(cloud: LocalCloud, *addresses: str) -> None:
    server = cloud.add_server(name="vm")
    server["addresses"] = {
        NETWORK: [
            {"addr": address, "version": 4, "OS-EXT-IPS:type": "floating"} for address in addresses
        ]
    }


def test_arguments_are_words_and_no_shell_reads_them(cloud: LocalCloud) -> None:
    _add_server(cloud, "192.0.2.1")
    run = nova_process("ssh", "me; id@vm", "--extra-opts", "-v 'echo $HOME; id'")
    assert run.stdout == "[-4][-p22][me; id@192.0.2.1][-v][echo $HOME; id]"


def test_an_address_that_is_none_reaches_nobody(cloud: LocalCloud) -> None:
    _add_server(cloud, "-oProxyCommand=id")
    run = nova_process("ssh", "vm")
    assert run.stdout == ""
    assert run.exit_code == 1


def test_several_addresses_are_listed(cloud: LocalCloud) -> None:
    _add_server(cloud, "192.0.2.1", "192.0.2.2")
    run = nova_process("ssh", "vm")
    assert run.errors == [
        "ERROR (CommandError): More than one IPv4 floating address found.",
        "They are: 192.0.2.1, 192.0.2.2",
    ]


def test_poll_goes_on_once_the_port_answers(cloud: LocalCloud, port: int) -> None:
    _add_server(cloud, "127.0.0.1")
    run = nova_process("ssh", "vm", "--poll", "--port", str(port))
    assert run.stdout == f"[-4][-p{port}][root@127.0.0.1]"


def test_poll_has_a_limit(cloud: LocalCloud, port: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = server.getsockname()[1]
    _add_server(cloud, "127.0.0.1")
    run = nova_process("ssh", "vm", "--poll", "--port", str(closed), "--timeout", "0.1")
    assert (run.stdout, run.exit_code) == ("", 6)
