"""The global options: before and after the command, in every spelling, and by variable."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from mini_nova.context import Context
from mini_nova.root import cli
from tests.local_cloud import LocalCloud
from tests.runner import Run, nova

WITH_VALUES = {
    "--os-auth-url": "auth_url",
    "--os-username": "username",
    "--os-password": "password",
    "--os-project-name": "project",
    "--os-user-domain-name": "domain",
    "--os-project-domain-name": "domain",
    "--os-region-name": "region",
}


@pytest.fixture
def bare(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> LocalCloud:
    """The cloud, with nothing of it in the environment."""
    for name in cloud.openrc():
        monkeypatch.delenv(name)
    return cloud


def _flags(cloud: LocalCloud, **changed: str) -> list[str]:
    values = {
        "auth_url": f"{cloud.url}/identity/v3",
        "username": cloud.username,
        "password": cloud.password,
        "project": cloud.project.name,
        "domain": cloud.domain_name,
        "region": cloud.region,
        **changed,
    }
    return [word for option, name in WITH_VALUES.items() for word in (option, values[name])]


def _ok(run: Run) -> bool:
    return (run.exit_code, run.stderr) == (0, "")


def test_before_and_after_the_command(bare: LocalCloud) -> None:
    flags = _flags(bare)
    assert _ok(nova(*flags, "list"))
    assert _ok(nova("list", *flags))
    assert _ok(nova(*flags[:6], "list", "--minimal", *flags[6:]))
    assert _ok(nova("token", "issue", *flags))
    assert bare.logins == 1


def test_underscore_spellings(bare: LocalCloud) -> None:
    flags = [
        word.replace("-", "_").replace("__", "--", 1) if word.startswith("--") else word
        for word in _flags(bare)
    ]
    assert flags[0] == "--os_auth_url"
    assert _ok(nova(*flags, "list"))
    assert _ok(nova("flavor_list", "--min_ram", "1", *flags))


@pytest.mark.parametrize(
    ("option", "other"),
    [
        ("--os-username", "--os-user-name"),
        ("--os-project-name", "--os-tenant-name"),
    ],
)
def test_other_names(bare: LocalCloud, option: str, other: str) -> None:
    flags = [other if word == option else word for word in _flags(bare)]
    assert _ok(nova(*flags, "list"))


def test_ids_in_place_of_names(bare: LocalCloud) -> None:
    flags = [
        "--os-auth-url",
        f"{bare.url}/identity/v3",
        "--os-user-id",
        bare.user_id,
        "--os-password",
        bare.password,
    ]
    assert _ok(nova(*flags, "--os-project-id", bare.project.id, "list"))
    assert _ok(nova(*flags, "--os-tenant-id", bare.other_project.id, "list"))


def test_older_variables(bare: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "NOVA_URL": f"{bare.url}/identity/v3",
        "NOVA_USERNAME": bare.username,
        "NOVA_PASSWORD": bare.password,
        "NOVA_PROJECT_ID": bare.project.name,
        "NOVA_REGION_NAME": bare.region,
    }.items():
        monkeypatch.setenv(name, value)
    assert _ok(nova("list"))


def test_a_flag_beats_a_variable(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OS_PASSWORD", "wrong")
    assert nova("list").exit_code == 3
    assert _ok(nova("list", "--os-password", cloud.password))


def test_a_flags_project_is_never_joined_with_a_variables(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OS_PROJECT_ID", cloud.project.id)
    run = nova("token", "issue", "--os-project-name", "other", "-f", "value", "-c", "project_id")
    assert run.stdout == f"{cloud.other_project.id}\n"


@pytest.mark.parametrize("where", ["flag", "variable", "only cloud"])
def test_clouds_yaml(bare: LocalCloud, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    Path("clouds.yaml").write_text(
        f"""\
clouds:
  lab:
    region_name: {bare.region}
    auth:
      auth_url: {bare.url}/identity/v3
      username: {bare.username}
      password: {bare.password}
      project_name: {bare.project.name}
      user_domain_name: Default
      project_domain_name: Default
""",
        encoding="utf-8",
    )
    if where == "variable":
        monkeypatch.setenv("OS_CLOUD", "lab")
    assert _ok(nova("list", *(["--os-cloud", "lab"] if where == "flag" else [])))


def test_a_cloud_that_is_not_in_clouds_yaml(bare: LocalCloud) -> None:
    Path("clouds.yaml").write_text("clouds: {lab: {}, home: {}}", encoding="utf-8")
    run = nova("--os-cloud", "moon", "list")
    assert run.exit_code == 3
    assert (
        run.errors[0]
        == 'ERROR (CommandError): clouds.yaml has no cloud named "moon"; it has home, lab'
    )


OVERRIDES = ("OS_ENDPOINT_OVERRIDE", "NOVACLIENT_ENDPOINT_OVERRIDE", "NOVACLIENT_BYPASS_URL")


@pytest.mark.parametrize("variable", ["", *OVERRIDES])
def test_an_endpoint_override_is_for_compute_alone(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    path = f"/compute/v2/{cloud.project.id}"
    if variable:
        monkeypatch.setenv(variable, cloud.url + path)
    override = () if variable else ("--os-endpoint-override", cloud.url + path)
    names = ("--flavor", "testflav", "--image", "cirros-0.3.0-x86_64", "--nic", "net-name=private")
    run = nova(*override, "boot", "vm", *names)
    assert run.exit_code == 0, run.stderr
    assert {request.path.split("/")[1] for request in cloud.requests} == {
        "identity",
        "image",
        "network",
        "compute",
    }
    assert all(request.path.startswith(f"{path}/") for request in cloud.matching(path="/compute"))


def test_an_endpoint_override_needs_no_compute_in_the_catalog(cloud: LocalCloud) -> None:
    address = cloud.catalog[0]["endpoints"][0]["url"]
    cloud.catalog = cloud.catalog[1:]
    assert _ok(nova("list", "--os-endpoint-override", address))


@pytest.mark.parametrize(
    "arguments", [("-f", "json", "list"), ("list", "-f", "json"), ("list", "--format=json")]
)
def test_the_format(cloud: LocalCloud, arguments: tuple[str, ...]) -> None:
    assert nova(*arguments).json == []


def test_columns_before_and_after(cloud: LocalCloud) -> None:
    assert nova("-c", "ID", "list").lines[1] == "| ID |"
    assert nova("list", "-c", "ID", "--column", "Name").cells == [["ID", "Name"]]


def test_no_cache(cloud: LocalCloud) -> None:
    assert _ok(nova("list"))
    for arguments in (("--no-cache", "list"), ("list", "--no-cache")):
        assert _ok(nova(*arguments))
    assert cloud.logins == 3


@pytest.mark.parametrize("spelling", ["--timings", "--collect-timing"])
def test_timings_go_to_stderr(cloud: LocalCloud, spelling: str) -> None:
    run = nova(spelling, "list")
    rows = [
        [cell.strip() for cell in line[2:-2].split(" | ")]
        for line in run.errors
        if line.startswith("|")
    ]
    assert rows[0] == ["url", "seconds"]
    assert [row[0] for row in rows[1:]] == [
        f"POST {cloud.url}/identity/v3/auth/tokens",
        f"GET {cloud.url}/compute/v2.1",
        f"GET {cloud.url}/compute/v2.1/servers/detail",
        "Total",
    ]
    assert float(rows[-1][1]) == pytest.approx(sum(float(row[1]) for row in rows[1:-1]), abs=0.01)
    assert len(run.lines) == 4


def test_timings_are_told_of_a_failure_too(cloud: LocalCloud) -> None:
    run = nova("--timings", "show", "nosuch")
    assert run.exit_code == 4
    assert "| Total" in run.stderr


def test_debug_shows_requests_and_where_settings_come_from(cloud: LocalCloud) -> None:
    run = nova("--debug", "list", "--os-region-name", cloud.region)
    assert "setting: password = ***  (from OS_PASSWORD)" in run.errors
    assert f"setting: region_name = {cloud.region}  (from --os-region-name)" in run.errors
    assert sum(line.startswith("REQ: curl ") for line in run.errors) == len(cloud.requests) == 3
    assert sum(line.startswith("RESP: ") for line in run.errors) == 3
    assert len(run.lines) == 4


def test_the_time_limit_of_an_answer(cloud: LocalCloud) -> None:
    for arguments in (
        ("--timeout", "soon", "list"),
        ("list", "--timeout", "0"),
        ("list", "--timeout=-1"),
    ):
        run = nova(*arguments)
        assert (run.exit_code, cloud.requests) == (3, [])
        assert "is not a number of seconds above 0" in run.errors[0]


def test_interfaces_in_the_older_spelling(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.catalog[0]["endpoints"] = [
        {**at, "url": f"{at['url']}/" if at["interface"] == "internal" else "http://127.0.0.1:9"}
        for at in cloud.catalog[0]["endpoints"]
    ]
    assert _ok(nova("list", "--os-endpoint-type", "internalURL"))
    monkeypatch.setenv("OS_ENDPOINT_TYPE", "internal")
    assert _ok(nova("list"))


def test_an_insecure_connection_is_said(cloud: LocalCloud) -> None:
    run = nova("--insecure", "list")
    assert run.exit_code == 0
    assert run.errors == [
        "WARNING: TLS certificates are not checked (--insecure): anybody on the way can read the password"
    ]


def test_an_old_option_without_effect(cloud: LocalCloud) -> None:
    assert _ok(nova("--os-cache", "list"))


def _commands(command: click.Command, ctx: click.Context) -> Iterator[click.Command]:
    if not isinstance(command, click.Group):
        yield command
        return
    for name in command.list_commands(ctx):
        child = command.get_command(ctx, name)
        assert child is not None
        yield from _commands(child, click.Context(child, parent=ctx, info_name=name))


def test_no_parameter_of_a_command_is_taken_for_a_global_option() -> None:
    root = click.Context(cli, obj=Context())
    for command in _commands(cli, root):
        names = [param.name for param in command.get_params(root)]
        assert len(names) == len(set(names)), command.name
