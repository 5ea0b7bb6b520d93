"""A real cloud, recorded and loaded into the sandbox, is listed there as on itself, but for ids."""

from __future__ import annotations

import ast
import csv
import io
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from mini_nova_auth import Session
from tests.acceptance.black_box import runner
from tests.cloud.conftest import GIVEN
from tests.cloud.recorded_content import PREFIX, SECRET, USER_DATA, Content
from tests.runner import LIMIT
from tests.sandbox.process import SandboxProcess

ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{32}\b")
MOMENT = re.compile(r"20\d\d-\d\d-\d\dT[0-9:.]+Z?")
# The lists of the openstack client, and the columns of each that differ on purpose.
LISTS: Mapping[str, tuple[str, ...]] = {
    "flavor list --all --long": (),
    "image list --long": ("Checksum", "Hash Algorithm", "Hash Value", "Tags"),
    "network list --long": ("Availability Zones",),
    "subnet list --long": (),
    "security group list": (),
    "security group rule list --long": (),
    "hypervisor list --long": ("Host IP",),
    "compute service list --service nova-compute": (),
    "server list --all-projects --long": ("Properties",),
    "aggregate list --long": (),
    "volume list --all-projects --long": (),
    "volume snapshot list --long": (),
    "volume type list --long": (),
    "floating ip list --long": ("Status",),
    "router list --long": ("Availability zones",),
    "port list --long": (),
    "server group list --long": (),
    "availability zone list": (),
    "quota show": (),
}
# Words in rows of some lists that every cloud has.
STABLE: Mapping[str, tuple[str, ...]] = {
    "flavor list --all --long": ('"m1.tiny"', '"testflav"'),
    "hypervisor list --long": ('"fake"',),
    "compute service list --service nova-compute": ('"nova-compute"',),
    "availability zone list": ('"nova"',),
    "quota show": ('"instances"', '"ram"', '"gigabytes"', '"networks"', '"ports"', '"routers"'),
}
IN_TRANSITION = ("servers", "volumes", "snapshots", "images")  # may be, if they are others'
UNBOUND = '"host": "unbound"'  # the host of ports of servers that are on none


class Recorded(NamedTuple):
    """A recorded cloud: the file, its document, and the sandbox that has loaded it."""

    file: Path
    document: dict[str, Any]
    requests: list[str]
    sandbox: SandboxProcess

    @property
    def login(self) -> dict[str, str]:
        """The variables of its sandbox's admin in the recorded project."""
        return {
            "OS_AUTH_URL": f"{self.sandbox.url}/identity/v3",
            "OS_USERNAME": "admin",
            "OS_PASSWORD": self.sandbox.password("admin"),
            "OS_USER_DOMAIN_NAME": "Default",
            "OS_PROJECT_NAME": GIVEN["OS_PROJECT_NAME"],
            "OS_PROJECT_DOMAIN_NAME": "Default",
            "OS_IDENTITY_API_VERSION": "3",
        }


@pytest.fixture(scope="module")
def content() -> Iterator[Content]:
    """Something of everything on the cloud, deleted at the end."""
    things = Content(Session.from_environment())
    try:
        things.furnish()
        yield things
    finally:
        things.clean()


@pytest.fixture(scope="module")
def recorded(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorded]:
    """The cloud with that content in a sandbox."""
    del content
    folder = tmp_path_factory.mktemp("recorded")
    file = folder / "cloud.json"
    run = runner(GIVEN, folder)("--timings", "sandbox", "record", str(file))
    assert run.exit_code == 0, run.stderr
    requests = [line for line in run.stderr.splitlines() if "http://" in line]
    with SandboxProcess(folder / "state", "--pace", "0") as sandbox:
        sandbox.control("POST", "/load", {"path": str(file)})
        yield Recorded(file, json.loads(file.read_text()), requests, sandbox)


def test_reads_alone_and_fewer_than_60(recorded: Recorded) -> None:
    reads = [line for line in recorded.requests if "/auth/tokens" not in line]
    assert {line.split()[1] for line in reads} == {"GET"}
    assert len(recorded.requests) < 60


def test_no_secret_and_no_id_is_in_the_file(recorded: Recorded, content: Content) -> None:
    text = recorded.file.read_text()
    for secret in (SECRET, USER_DATA, GIVEN["OS_PASSWORD"], "BEGIN", "ssh-rsa", "user_data"):
        assert secret not in text
    for path, key in (("/servers/detail", "servers"), ("/os-server-groups", "server_groups")):
        for item in content.send("GET", "compute", path)[key]:
            assert item["id"] not in text


def test_every_thing_was_recorded(recorded: Recorded) -> None:
    for section in (
        *("flavors", "images", "networks", "subnets", "routers", "security_groups", "aggregates"),
        *("server_groups", "volumes", "snapshots", "servers"),
    ):
        names = [str(record["name"]) for record in recorded.document[section]]
        assert any(name.startswith(PREFIX) for name in names), section


def test_the_loaded_cloud_is_recorded_alike(recorded: Recorded, tmp_path: Path) -> None:
    file = tmp_path / "again.json"
    run = runner(recorded.login, tmp_path)("sandbox", "record", str(file))
    assert run.exit_code == 0, run.stderr
    again = json.loads(file.read_text())
    for section, records in recorded.document.items():
        word = PREFIX if section in IN_TRANSITION else ""
        old, new = _without_ids(records, word), _without_ids(again[section], word)
        assert [text for text in old if text not in new] == [], section
        assert len(new) == len(old), section


def _without_ids(section: Any, word: str) -> list[str]:
    """Return the records with a word in them, as texts without ids, sorted."""
    records = section if isinstance(section, list) else [section]
    texts = [ID.sub("ID", json.dumps(record, sort_keys=True)) for record in records]
    texts = [text for text in texts if word in text]
    return sorted(text.replace(UNBOUND, '"host": ""') for text in texts)


@pytest.mark.skipif(not shutil.which("openstack"), reason="there is no openstack on the PATH")
@pytest.mark.parametrize("words", LISTS)
def test_openstack_lists_both_alike(recorded: Recorded, words: str, tmp_path: Path) -> None:
    """Others may work on the cloud: only what this test made, and what every cloud has, counts."""
    on_cloud = _rows(words, GIVEN, tmp_path)
    in_sandbox = _rows(words, recorded.login, tmp_path)
    only_on_cloud = [row for row in on_cloud if row not in in_sandbox]
    only_in_sandbox = [row for row in in_sandbox if row not in on_cloud]
    message = "\n".join(("on the cloud:", *only_on_cloud, "in the sandbox:", *only_in_sandbox))
    assert not only_on_cloud + only_in_sandbox, message


def _rows(words: str, variables: Mapping[str, str], home: Path) -> list[str]:
    """Return the rows of a list without ids, moments, and the columns that differ."""
    run = subprocess.run(
        ["openstack", *words.split(), "-f", "csv"],
        env={"PATH": os.environ["PATH"], "HOME": str(home), **variables},
        capture_output=True,
        text=True,
        check=True,
        timeout=LIMIT,
    )
    rows = [_row(words, row) for row in csv.DictReader(io.StringIO(run.stdout))]
    own_words = (PREFIX, *STABLE.get(words, ()))
    return sorted(row for row in rows if any(word in row for word in own_words))


def _row(words: str, row: dict[str, str]) -> str:
    columns = {name: value for name, value in row.items() if name not in LISTS[words]}
    if "Networks" in columns:  # Neutron orders a port's addresses by their subnets' ids
        networks = ast.literal_eval(columns["Networks"])
        columns["Networks"] = str({name: sorted(networks[name]) for name in networks})
    text = json.dumps(columns, sort_keys=True)
    return MOMENT.sub("MOMENT", ID.sub("ID", text))
