"""Check the service catalog: every endpoint is asked, and what is wrong is said with what to do.

The exit code is 1 where a finding is an error, else 0. docs/catalogs.md lists the findings.
"""

from __future__ import annotations

import click

from mini_nova.context import USER_AGENT, Context
from mini_nova.lazy import Command
from mini_nova.output.results import Column, Rows, field
from mini_nova_auth import clock
from mini_nova_auth.access.access import Access
from mini_nova_auth.access.catalog import interfaces
from mini_nova_auth.connection import transport_for
from mini_nova_auth.diagnosis import catalog_check, endpoint_probe
from mini_nova_auth.diagnosis.findings import ERROR, Finding, in_order
from mini_nova_auth.errors import EndpointNotFound
from mini_nova_auth.settings.endpoint import choose_endpoint
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.options import Timeouts

BAD = 1  # the exit code where there is an error among the findings


@click.command("check", cls=Command, help=__doc__)
@click.option("--offline", is_flag=True, help="Judge the catalog alone; ask no endpoint.")
@click.pass_obj
def command(context: Context, offline: bool) -> Rows:
    """One row a finding, the worst first; none where all is well. Exit code 0 where no finding is an error, else 1."""
    session, settings = context.session, context.settings
    access = session.access
    found = [] if offline else _asked(context, access)
    if any(finding.code == "token-refused" for finding in found) and not session.is_new_login:
        access = session.renew(access.token)  # the kept one may have been revoked meanwhile
        found = _asked(context, access)
    skew = access.taken.wall - access.server_time
    left = access.seconds_left(clock.read())
    auth_url = settings["auth_url"] or access.auth_url
    judged = catalog_check.check(access, auth_url=auth_url, skew=skew, seconds_left=left)
    findings = in_order([*judged, *_unfound(settings, access), *found])
    context.exit_code = BAD if any(finding.severity == ERROR for finding in findings) else 0
    if not findings:
        asked = "" if offline else ", and every endpoint answers as it should"
        context.io.note(
            f"Nothing is wrong with the catalog of {len(access.catalog.services)} services{asked}."
        )
    return Rows([finding.to_json() for finding in findings], _COLUMNS)


def _asked(context: Context, access: Access) -> list[Finding]:
    """What the endpoints answer."""
    settings = context.settings
    within = Timeouts(endpoint_probe.CONNECT_TIMEOUT, endpoint_probe.READ_TIMEOUT)
    timeouts = None if settings["timeout"] else within
    transport = transport_for(
        settings, user_agent=USER_AGENT, timeouts=timeouts, watch=context.watch
    )
    try:
        return endpoint_probe.check(
            access, transport.send, interface=interfaces(settings["interface"])[0]
        )
    finally:
        transport.close()


def _unfound(settings: Settings, access: Access) -> list[Finding]:
    """Compute, where it is listed and yet not to be found by the region and interface in use."""
    kind = settings["service_type"] or "compute"
    try:
        if access.catalog.of_type(kind):
            choose_endpoint(settings, access, kind)
    except EndpointNotFound as problem:
        return [Finding(ERROR, "no-endpoint", problem.message, problem.hint, service=kind)]
    return []


_COLUMNS = (
    field("Severity"),
    field("Code"),
    Column(
        "Where",
        lambda row: " ".join(
            filter(None, (row["service"], row["region"], row["interface"], row["url"]))
        ),
    ),
    Column("Finding", lambda row: " ".join(filter(None, (row["message"] + ".", row["hint"])))),
)
