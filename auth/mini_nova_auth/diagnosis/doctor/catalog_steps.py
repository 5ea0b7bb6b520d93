"""Turn the findings of a catalog check into steps, one for all interfaces that share a fault."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mini_nova_auth.access.access import Access
from mini_nova_auth.diagnosis import catalog_check
from mini_nova_auth.diagnosis.doctor.step import SKIPPED, Step, from_finding
from mini_nova_auth.diagnosis.findings import INFO, Finding
from mini_nova_auth.services import tokens


def check_catalog(access: Access, auth_url: str) -> Iterator[Step]:
    """Yield the steps for a catalog's faults, except those that other steps report."""
    findings = catalog_check.check(access, auth_url=auth_url)
    aliases = [finding.message for finding in findings if finding.code == "type-alias"]
    if aliases:
        sentence = "; ".join([*aliases, "mini-nova accepts both"])
        yield Step(SKIPPED, "catalog", sentence, code="type-alias")
    faults = _faults(findings, access)
    for group in _grouped(faults):
        yield _step(group)


def _faults(findings: Sequence[Finding], access: Access) -> Iterator[Finding]:
    codes_of_other_steps = {"no-compute"}
    if tokens.scope_name(access) == "unscoped":
        codes_of_other_steps.add("catalog-empty")
    for finding in findings:
        if finding.severity != INFO and finding.code not in codes_of_other_steps:
            yield finding


def _grouped(findings: Iterator[Finding]) -> list[list[Finding]]:
    """Group findings that differ only by their interface."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        key = (finding.code, finding.service, finding.region)
        group = groups.setdefault(key, [])
        group.append(finding)
    return list(groups.values())


def _step(group: Sequence[Finding]) -> Step:
    """Return the first finding of a group as a step that names all interfaces of the group."""
    first = group[0]
    step = from_finding("catalog", first)
    if not first.service:
        return step
    place = first.service
    interfaces = dict.fromkeys(finding.interface for finding in group)
    names = ", ".join(filter(None, interfaces))
    if names:
        place = f"{place} ({names})"
    sentence = f"{place}: {step.sentence}"
    return step._replace(sentence=sentence)
