"""Check the service catalog: probe every endpoint and report each problem.

A cached catalog is compared with the cloud's, and replaced if it differs, unless --offline is given.
Every finding comes with its fix; docs/catalogs.md explains them. The exit code is 1 if a finding is
an error, otherwise 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from mini_nova.context import USER_AGENT, Context
from mini_nova.lazy import Command
from mini_nova.output.results import Column, Rows, field
from mini_nova_auth import clock
from mini_nova_auth.access.access import Access
from mini_nova_auth.access.catalog_diff import differences
from mini_nova_auth.access.choice import interfaces
from mini_nova_auth.connection import transport_for
from mini_nova_auth.diagnosis import catalog_check, endpoint_probe
from mini_nova_auth.diagnosis.findings import ERROR, Finding, in_order
from mini_nova_auth.diagnosis.missing_endpoints import missing_endpoints
from mini_nova_auth.diagnosis.outdated import outdated_parts
from mini_nova_auth.errors import AuthToolkitError
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.options import Timeouts

BAD = 1  # the exit code if a finding is an error
PROBE_TIMEOUTS = Timeouts(endpoint_probe.CONNECT_TIMEOUT, endpoint_probe.READ_TIMEOUT)


@click.command("check", cls=Command, help=__doc__)
@click.option("--offline", is_flag=True, help="Check the catalog alone; probe no endpoint.")
@click.pass_obj
def command(context: Context, offline: bool) -> Rows:
    """Return one row for each finding, the worst first; none if all is well."""
    access = context.session.access
    probe_findings: list[Finding] = []
    if not offline:
        access = _up_to_date(context, access)
        access, probe_findings = _probe(context, access)
    findings = in_order(
        [
            *_catalog_findings(context.settings, access),
            *missing_endpoints(context.settings, access),
            *probe_findings,
        ]
    )
    severities = {finding.severity for finding in findings}
    if ERROR in severities:
        context.exit_code = BAD
    if not findings:
        count = len(access.catalog.services)
        endpoints = "" if offline else ", and every endpoint answers as it should"
        context.io.note(f"Nothing is wrong with the catalog of {count} services{endpoints}.")
    rows = [finding.to_json() for finding in findings]
    return Rows(rows, _COLUMNS)


def _up_to_date(context: Context, access: Access) -> Access:
    """Replace a cached login with a new one, and report how they differ.

    If logging in fails, say so and return the cached one.
    """
    session = context.session
    cached_documents = session.documents
    try:
        renewed = session.up_to_date(access)
        if renewed is None:
            return access
        documents = _documents_anew(context, access, renewed, cached_documents)
    except AuthToolkitError as problem:
        context.io.warn(f"the cached login is checked, as there is no new one: {problem.message}")
        return access
    parts = outdated_parts(access.catalog, renewed.catalog, cached_documents, documents)
    if parts:
        context.io.note(f"The cached login was out of date, and is replaced: {parts}.")
    return renewed


def _documents_anew(
    context: Context, access: Access, renewed: Access, cached: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the version documents to compare with the cached ones: none if endpoints moved."""
    if differences(access.catalog, renewed.catalog):
        return {}
    return {url: context.session.document(url) for url in cached}


def _probe(context: Context, access: Access) -> tuple[Access, list[Finding]]:
    """Probe every endpoint; if the cached token was revoked meanwhile, once more with a new one."""
    session = context.session
    findings = _probe_once(context, access)
    codes = {finding.code for finding in findings}
    if "token-refused" in codes and not session.is_new_login:
        access = session.renew(access.token)
        findings = _probe_once(context, access)
    return access, findings


def _probe_once(context: Context, access: Access) -> list[Finding]:
    settings = context.settings
    transport = transport_for(
        settings,
        user_agent=USER_AGENT,
        timeouts=None if settings["timeout"] else PROBE_TIMEOUTS,
        watch=context.watch,
    )
    interface = interfaces(settings["interface"])[0]
    try:
        return endpoint_probe.check(access, transport.send, interface=interface)
    finally:
        transport.close()


def _catalog_findings(settings: Settings, access: Access) -> list[Finding]:
    """Return the findings that need no request."""
    return catalog_check.check(
        access,
        auth_url=settings["auth_url"] or access.auth_url,
        skew=access.taken.wall - access.server_time,
        seconds_left=access.seconds_left(clock.read()),
    )


def _where_cell(finding: Mapping[str, Any]) -> str:
    parts = [
        finding["service"],
        finding["region"],
        finding["interface"],
        finding["url"],
    ]
    return " ".join(filter(None, parts))


def _finding_cell(finding: Mapping[str, Any]) -> str:
    message = finding["message"]
    hint = finding["hint"]
    sentence = f"{message}."
    if not hint:
        return sentence
    return f"{sentence} {hint}"


_COLUMNS = (
    field("Severity"),
    field("Code"),
    Column("Where", _where_cell),
    Column("Finding", _finding_cell),
)
