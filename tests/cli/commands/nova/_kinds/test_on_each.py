"""Commands that do something with each of many things: each does it to three, and one refuses."""

import pytest

from tests.cli.commands.nova._kinds.kinds import commands_of
from tests.cli.commands.nova.exchange import answer, changes
from tests.local_cloud import LocalCloud
from tests.runner import nova

UUID = "c5af1b6c-0b9e-4f1c-8f57-4a0a8f0c000"
SERVER = "11111111-2222-3333-4444-555555555555"
SERVERS = " ".join(f"{digit * 8}-2222-3333-4444-555555555555" for digit in "345")
MIGRATION = f"/servers/{SERVER}/migrations/{{}}"
# Each command, three targets that are ids, the request for one, and what it prints for one.
COMMANDS = [
    ("clear-password", SERVERS, "DELETE /servers/{}/os-server-password", ""),
    ("server-tag-delete-all", SERVERS, "DELETE /servers/{}/tags", ""),
    ("agent-delete", "1 2 3", "DELETE /os-agents/{}", ""),
    (
        "aggregate-delete",
        "1 2 3",
        "DELETE /os-aggregates/{}",
        "Aggregate {} has been successfully deleted.",
    ),
    ("flavor-delete", "1 2 6", "DELETE /flavors/{}", ""),
    ("keypair-delete", "a b c", "DELETE /os-keypairs/{}", ""),
    ("service-delete", f"{UUID}1 {UUID}2 {UUID}3", "DELETE /os-services/{}", ""),
    (
        "server-group-delete",
        "a b c",
        "DELETE /os-server-groups/{}",
        "Server group {} has been successfully deleted.",
    ),
    ("availability-zone-pin", SERVERS, "PUT /servers/{}", ""),
    ("availability-zone-unpin", SERVERS, "PUT /servers/{}", ""),
    (f"live-migration-abort {SERVER}", "1 2 3", f"DELETE {MIGRATION}", ""),
    (f"live-migration-force-complete {SERVER}", "1 2 3", f"POST {MIGRATION}/action", ""),
    (f"share-detach {SERVER}", "a b c", f"DELETE /servers/{SERVER}/shares/{{}}", ""),
]

OTHERS = ["refresh-network"]  # its request is the same for all: it has tests of its own


@pytest.mark.parametrize(("command", "targets", "change", "sentence"), COMMANDS)
def test_one_that_fails_does_not_stop_the_rest(
    cloud: LocalCloud, command: str, targets: str, change: str, sentence: str
) -> None:
    first, second, third = targets.split()
    method, path = change.split()
    for server_id in SERVERS.split():
        cloud.add_server(name="vm", id=server_id)
    items = [{"id": number, "name": f"n{number}"} for number in (1, 2, 3)]
    for _ in range(3):
        answer(cloud, "GET", "/os-aggregates", {"aggregates": items})
    answer(cloud, method, path.format(first), None, 204)
    answer(cloud, method, path.format(second), {"conflict": {"message": "in use"}}, 409)
    answer(cloud, method, path.format(third), None, 204)
    run = nova(*command.split(), first, second, third)
    assert [sent[1] for sent in changes(cloud)] == [
        path.format(target) for target in targets.split()
    ]
    assert run.lines == [sentence.format(target) for target in (first, third) if sentence]
    assert run.errors[0].startswith("ERROR (Conflict): in use (HTTP 409)")
    assert run.exit_code == 1


def test_every_command_of_the_kind_is_in_the_table() -> None:
    commands = [command.split()[0] for command, *_ in COMMANDS]
    assert commands_of("on_each") == sorted([*commands, *OTHERS])
