"""Keypairs: what each command sends and shows."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands.nova.exchange import answer, changes
from tests.local_cloud import LocalCloud
from tests.runner import nova

KEYPAIR = {
    "name": "k",
    "type": "ssh",
    "fingerprint": "aa:bb",
    "public_key": "ssh-rsa AAAA me\n",
    "user_id": "u",
}


@pytest.mark.parametrize(
    ("options", "body"),
    [
        ("--pub-key {file}", {"public_key": "ssh-rsa AAAA me\n", "type": "ssh"}),
        ("--pub-key {file} --key-type x509", {"public_key": "ssh-rsa AAAA me\n", "type": "x509"}),
        (
            "--pub-key {file} --user u",
            {"public_key": "ssh-rsa AAAA me\n", "type": "ssh", "user_id": "u"},
        ),
    ],
)
def test_a_public_key_is_sent_unchanged_and_nothing_is_printed(
    cloud: LocalCloud, tmp_path: Path, options: str, body: dict[str, Any]
) -> None:
    file = tmp_path / "key.pub"
    file.write_text("ssh-rsa AAAA me\n")
    answer(cloud, "POST", "/os-keypairs", {"keypair": KEYPAIR})
    run = nova("keypair-add", "k", *options.format(file=file).split())
    assert changes(cloud) == [("POST", "/os-keypairs", {"keypair": {"name": "k", **body}})]
    assert (run.stdout, run.exit_code) == ("", 0)


def test_a_query_of_a_new_keypair(cloud: LocalCloud) -> None:
    """A query is about the API's object, as with -f json, even for a key of the user's own."""
    answer(cloud, "POST", "/os-keypairs", {"keypair": KEYPAIR})
    run = nova("keypair-add", "k", "--pub-key", "-", "-q", "fingerprint", stdin="ssh-rsa BBBB\n")
    assert run.lines == ["aa:bb"]


def test_a_public_key_from_stdin(cloud: LocalCloud) -> None:
    answer(cloud, "POST", "/os-keypairs", {"keypair": KEYPAIR})
    run = nova("keypair-add", "k", "--pub-key", "-", stdin="ssh-rsa BBBB\n")
    assert run.exit_code == 0
    assert changes(cloud)[0][2]["keypair"]["public_key"] == "ssh-rsa BBBB\n"


def test_without_a_key_nova_makes_one_at_a_version_that_does(cloud: LocalCloud) -> None:
    private_key = "-----BEGIN RSA PRIVATE KEY-----\nx\n-----END RSA PRIVATE KEY-----\n"
    answer(cloud, "POST", "/os-keypairs", {"keypair": {**KEYPAIR, "private_key": private_key}})
    run = nova("keypair-add", "k")
    (request,) = cloud.matching("POST", "/os-keypairs")
    assert request.headers["OpenStack-API-Version"] == "compute 2.91"
    assert run.stdout.strip() == private_key.strip()


def test_a_file_that_is_not_there_is_refused_before_anything_is_sent(cloud: LocalCloud) -> None:
    run = nova("keypair-add", "k", "--pub-key", "/nosuch/key")
    assert run.errors[0].startswith("ERROR (CommandError): Can't open or read '/nosuch/key': ")
    assert (run.exit_code, cloud.requests) == (2, [])


def test_show_ends_with_the_public_key(cloud: LocalCloud) -> None:
    answer(cloud, "GET", "/os-keypairs/k", {"keypair": {**KEYPAIR, "public_key": "ssh-rsa A"}})
    run = nova("keypair-show", "k")
    assert run.cells[0] == ["Property", "Value"]
    assert [row[0] for row in run.cells[1:]] == ["fingerprint", "name", "type", "user_id"]
    assert run.lines[-1] == "Public key: ssh-rsa A"


def test_show_for_programs_is_one_object(cloud: LocalCloud) -> None:
    answer(cloud, "GET", "/os-keypairs/k", {"keypair": KEYPAIR})
    assert nova("keypair-show", "k", "-f", "json").json == KEYPAIR


@pytest.mark.parametrize("command", ["keypair-show k", "keypair-list", "keypair-delete k"])
def test_another_user_s(cloud: LocalCloud, command: str) -> None:
    for method, path in (("GET", "/os-keypairs/k"), ("DELETE", "/os-keypairs/k")):
        answer(cloud, method, path, {"keypair": KEYPAIR})
    answer(cloud, "GET", "/os-keypairs", {"keypairs": []})
    assert nova(*command.split(), "--user", "u").exit_code == 0
    (request,) = cloud.matching(path="/os-keypairs")
    assert request.query == {"user_id": ["u"]}


def test_delete_takes_several_and_a_name_is_no_path(cloud: LocalCloud) -> None:
    answer(cloud, "DELETE", "/os-keypairs/a", None, 202)
    answer(cloud, "DELETE", "/os-keypairs/b%2Fc", None, 202)
    assert nova("keypair-delete", "a", "b/c").exit_code == 0
    assert [change[1] for change in changes(cloud)] == ["/os-keypairs/a", "/os-keypairs/b%2Fc"]
