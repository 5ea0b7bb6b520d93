"""Consoles: what came after the classic client."""

from tests.cli.commands.nova.exchange import answer, changes
from tests.local_cloud import LocalCloud
from tests.runner import nova

SERVER = "11111111-2222-3333-4444-555555555555"
TOKEN = "0f5e1c7a-9b7e-4b52-8f5d-000000000001"


def test_a_spice_console_without_a_proxy(cloud: LocalCloud) -> None:
    console = {"protocol": "spice", "type": "spice-direct", "url": "http://h/nova?token=t"}
    answer(cloud, "POST", "/remote-consoles", {"remote_console": console})
    run = nova("get-spice-console", SERVER, "spice-direct")
    assert run.cells == [["Type", "Url"], ["spice-direct", "http://h/nova?token=t"]]
    ((_, _, body),) = changes(cloud)
    assert body == {"remote_console": {"protocol": "spice", "type": "spice-direct"}}


def test_it_began_with_2_99(cloud: LocalCloud) -> None:
    run = nova("--os-compute-api-version", "2.98", "get-spice-console", SERVER, "spice-direct")
    sentence = "'spice-direct' argument is only allowed since microversion 2.99."
    assert (run.exit_code, run.errors[0]) == (2, f"ERROR (UnsupportedAttribute): {sentence}")
    assert changes(cloud) == []


def test_the_connection_of_a_token(cloud: LocalCloud) -> None:
    connection = {"instance_uuid": SERVER, "host": "h", "port": 5900, "tls_port": 5901}
    answer(cloud, "GET", f"/os-console-auth-tokens/{TOKEN}", {"console": connection})
    run = nova("console-auth-token-show", TOKEN, "--debug")
    assert ["tls_port", "5901"] in run.cells
    assert TOKEN not in run.stderr
