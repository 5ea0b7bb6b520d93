"""The client from outside, on the cloud that the conftest gives: the sandbox here, a real
OpenStack in tests/cloud.
"""

import json
import os
import re
import subprocess
import urllib.request
from typing import Any

import pytest

from mini_nova.compute.microversion import NEWEST
from mini_nova_auth.access.discovery import version_text
from tests.acceptance.black_box import LIMIT, Nova, Variables
from tests.runner import COMMAND, ROOT

IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
BY_NAMES = (
    "--flavor",
    "testflav",
    "--image",
    "cirros-0.3.0-x86_64",
    "--security-groups",
    "default",
)
BY_IDS = ("--flavor", "6", "--image", IMAGE)


def api(nova: Nova, service: str, path: str, *, method: str = "GET", body: Any = None) -> Any:
    """An answer of the cloud, without the client's own code for asking."""
    catalog = nova("catalog", "show", service, "-f", "json").json
    base = next(at["url"] for at in catalog["endpoints"] if at["interface"] == "public").rstrip("/")
    token = nova("token", "issue", "-f", "value", "-c", "id").stdout.strip()
    data = None if body is None else json.dumps(body).encode()
    headers = {
        "X-Auth-Token": token,
        "Content-Type": "application/json",
        "OpenStack-API-Version": f"compute {version_text(NEWEST)}",
    }
    asked = urllib.request.Request(base + path, data=data, headers=headers, method=method)
    with urllib.request.urlopen(asked, timeout=LIMIT) as answer:
        content = answer.read()
        return json.loads(content) if content else None


def test_a_server_boots_by_names(nova: Nova, name: str) -> None:
    run = nova("boot", name, *BY_NAMES, "--availability-zone", "nova", "--poll", "-f", "json")
    assert run.exit_code == 0, run.stderr
    assert run.json["status"] == "ACTIVE"
    states = re.findall(r": ([A-Z]+ ?\w*), ", run.stderr)
    assert states[-1] == "ACTIVE"
    assert all(state.startswith("BUILD") for state in states[:-1])
    told = api(nova, "compute", f"/servers/{run.json['id']}")["server"]
    assert (told["name"], told["status"]) == (name, "ACTIVE")


def test_by_ids_with_a_warm_cache_one_request_and_then_the_looks(nova: Nova, name: str) -> None:
    nova("list")
    run = nova("--timings", "boot", name, *BY_IDS, "--poll", "-f", "value", "-c", "id")
    assert run.exit_code == 0, run.stderr
    sent = re.findall(r"\| (GET|POST) (\S+)", run.stderr)
    assert [method for method, _ in sent] == ["POST"] + ["GET"] * (len(sent) - 1)
    assert all(
        url.endswith(f"/servers/{run.stdout.strip()}") for method, url in sent if method == "GET"
    )


def test_several_at_once(nova: Nova, name: str) -> None:
    run = nova("boot", name, *BY_IDS, "--max-count", "3", "--poll", "-f", "json")
    assert run.exit_code == 0, run.stderr
    assert sorted(server["name"] for server in run.json) == [
        f"{name}-{number}" for number in (1, 2, 3)
    ]
    assert {server["status"] for server in run.json} == {"ACTIVE"}


def test_a_rerun_with_the_key_finds_the_server(nova: Nova, name: str) -> None:
    boot = ("boot", name, *BY_IDS, "--idempotency-key", name, "--poll", "-f", "value", "-c", "id")
    assert nova(*boot).stdout == nova(*boot).stdout
    assert len(nova("list", "--name", name, "-f", "json").json) == 1


def test_show_list_and_delete_agree_with_the_api(nova: Nova, name: str) -> None:
    server_id = nova("boot", name, *BY_IDS, "--poll", "-f", "value", "-c", "id").stdout.strip()
    by_name, by_id = nova("show", name, "-f", "json"), nova("show", server_id, "-f", "json")
    told = api(nova, "compute", f"/servers/{server_id}")["server"]
    assert by_id.json == told
    assert by_name.json["id"] == server_id
    assert f"cirros-0.3.0-x86_64 ({IMAGE})" in nova("show", name).stdout
    assert server_id in nova("list").stdout
    assert nova("delete", name).stdout == f"Request to delete server {name} has been accepted.\n"


def test_lists_of_what_there_is(nova: Nova) -> None:
    names = {flavor["id"]: flavor["name"] for flavor in nova("flavor-list", "-f", "json").json}
    assert names["6"] == "testflav"
    assert IMAGE in nova("image-list", "-f", "value", "-c", "ID").lines
    assert "compute" in nova("catalog", "list").stdout


def test_the_second_command_does_not_log_in_again(nova: Nova) -> None:
    assert "/auth/tokens" in nova("--timings", "list").stderr
    second = nova("--timings", "list")
    assert "/auth/tokens" not in second.stderr
    assert second.stderr.count("GET") == 1


def test_twenty_at_once_log_in_once(nova: Nova, given: Variables, tmp_path: object) -> None:
    environment = {
        **given,
        "HOME": str(tmp_path),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT}/cli:{ROOT}/auth",
    }
    command = [*COMMAND, "token", "issue", "-f", "value", "-c", "id"]
    running = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(20)
    ]
    tokens = {process.communicate(timeout=LIMIT)[0] for process in running}
    assert len(tokens) == 1
    assert tokens.pop().strip()


def test_another_project_costs_no_password(nova: Nova) -> None:
    admin = nova("token", "issue", "-f", "json").json
    projects = api(nova, "identity", "/projects?name=demo")["projects"]
    roles = api(nova, "identity", "/roles?name=member")["roles"]
    grant = f"/projects/{projects[0]['id']}/users/{admin['user_id']}/roles/{roles[0]['id']}"
    api(nova, "identity", grant, method="PUT")
    run = nova("token", "issue", "-f", "json", OS_PROJECT_NAME="demo", OS_PASSWORD="")
    assert run.exit_code == 0, run.stderr
    assert run.json["project_name"] == "demo"


def test_an_application_credential_logs_in(nova: Nova, given: Variables, name: str) -> None:
    user = nova("token", "issue", "-f", "json").json["user_id"]
    path = f"/users/{user}/application_credentials"
    made = api(
        nova, "identity", path, method="POST", body={"application_credential": {"name": name}}
    )
    credential = made["application_credential"]
    try:
        only = {key: "" for key in given if key not in ("OS_AUTH_URL", "OS_REGION_NAME")}
        run = nova(
            "list",
            **only,
            OS_APPLICATION_CREDENTIAL_ID=credential["id"],
            OS_APPLICATION_CREDENTIAL_SECRET=credential["secret"],
        )
        assert run.exit_code == 0, run.stderr
    finally:
        api(nova, "identity", f"{path}/{credential['id']}", method="DELETE")


@pytest.mark.parametrize(
    ("arguments", "variables", "code"),
    [
        (("list",), {"OS_PASSWORD": "wr0ng-s3cret"}, 3),
        (("list",), {"OS_PROJECT_NAME": "nosuch"}, 3),
        (("list",), {"OS_REGION_NAME": "Nowhere"}, 3),
        (("list",), {"OS_AUTH_URL": "http://127.0.0.1:9/v3"}, 1),
        (("show", "a/b\n\x1b[31m"), {}, 4),
        (("boot", "vm", "--flavor", "nosuch", "--image", IMAGE), {}, 4),
        (("boot", "vm", "--flavor", "987654", "--image", IMAGE), {}, 4),
        (("boot", "vm", "--flavor", "6", "--image", "nosuch"), {}, 4),
        (("boot", "a\nb", *BY_IDS), {}, 2),
        (("boot", "vm", *BY_IDS, "--availability-zone", "nosuch"), {}, 1),
    ],
)
def test_failures_are_a_sentence_and_a_code(
    nova: Nova, arguments: tuple[str, ...], variables: dict[str, str], code: int
) -> None:
    run = nova(*arguments, **variables)
    assert run.exit_code == code, run.stderr
    assert run.errors[0].startswith("ERROR (")
    assert len(run.errors) <= 2
    assert "Traceback" not in run.stderr
    assert all(line.isprintable() for line in run.errors)
    assert "s3cret" not in run.stdout + run.stderr
