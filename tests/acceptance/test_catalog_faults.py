"""Every fault of catalogs that the sandbox can plant: what ``catalog check`` and ``doctor``
find, and what that takes.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.importorskip("uvicorn", reason="the sandbox is an extra: pip install '.[sandbox]'")

from mini_nova.sandbox import exports
from mini_nova_sandbox.faults import catalog
from tests.runner import nova
from tests.sandbox.process import SandboxProcess

MOST_REQUESTS = 6

# The code that ``catalog check`` finds, the one that ``doctor`` has a cross or a mark for, and their exit codes.
EXPECTED = {
    "catalog.no-compute": ("no-compute", "no-endpoint", 1, 1),
    "catalog.empty": ("catalog-empty", "catalog-empty", 1, 1),
    "catalog.internal-only": ("no-endpoint", "no-endpoint", 1, 1),
    "catalog.admin-only": ("no-endpoint", "no-endpoint", 1, 1),
    "catalog.region-case": ("region-misspelt", "no-endpoint", 1, 1),
    "catalog.region-other": ("no-endpoint", "no-endpoint", 1, 1),
    "catalog.region-missing": ("region-missing", "region-missing", 0, 0),
    "catalog.type-alias": ("type-alias", "", 0, 0),
    "catalog.no-scheme": ("url-broken", "url-broken", 1, 1),
    "catalog.scheme": ("https-where-http", "https-where-http", 1, 1),
    "catalog.unversioned": ("version-missing", "version-missing", 0, 0),
    "catalog.v2": ("version-old", "version-old", 0, 0),
    "catalog.v1.1": ("version-old", "version-old", 0, 0),
    "catalog.other-project": ("project-other", "project-other", 1, 1),
    "catalog.trailing-slash": ("slash-trailing", "", 0, 0),
    "catalog.double-slash": ("slash-doubled", "slash-doubled", 0, 0),
    "catalog.doubled-version": ("version-doubled", "version-doubled", 1, 1),
    "catalog.wrong-path": ("not-found", "not-found", 1, 1),
    "catalog.template": ("template-left", "template-left", 1, 1),
    "catalog.template-dollar": ("template-left", "template-left", 1, 1),
    "catalog.unreachable": ("refused", "refused", 1, 1),
    "catalog.unknown-host": ("name-not-found", "name-not-found", 1, 1),
    "catalog.internal-host": ("internal-host", "internal-host", 1, 1),
    "catalog.other-keystone": ("identity-elsewhere", "identity-elsewhere", 1, 0),
    "catalog.version-html": ("version-not-json", "version-not-json", 0, 0),
    "catalog.version-host": ("link-elsewhere", "link-elsewhere", 0, 0),
    "catalog.duplicate": ("endpoint-twice", "endpoint-twice", 0, 0),
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    """A sandbox for all of these."""
    with SandboxProcess(tmp_path_factory.mktemp("sandbox") / "state") as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: SandboxProcess, monkeypatch: pytest.MonkeyPatch) -> Iterator[SandboxProcess]:
    """The sandbox, with the environment logging in to it, and without faults afterwards."""
    for name, value in exports.variables(
        running.url, "admin", running.password("admin"), 3
    ).items():
        monkeypatch.setenv(name, value)
    yield running
    running.control("DELETE", "/faults")


@pytest.mark.parametrize("name", sorted(catalog.NAMES))
def test_a_fault_is_found(sandbox: SandboxProcess, name: str) -> None:
    by_check, by_doctor, check_exit, doctor_exit = EXPECTED[name]
    sandbox.control("POST", "/faults", {"name": name})
    check = nova("--no-cache", "catalog", "check", "-f", "json", "--timeout", "10")
    assert by_check in [finding["code"] for finding in check.json]
    assert check.exit_code == check_exit
    doctor = nova("--no-cache", "--timings", "doctor", "-f", "json")
    told = {line["code"]: line for line in doctor.json if line["mark"] in ("bad", "odd")}
    assert by_doctor in told or (not by_doctor and not told)
    assert doctor.exit_code == doctor_exit
    assert all(line["hint"] for line in told.values())
    assert len([line for line in doctor.errors if "http" in line]) <= MOST_REQUESTS
    assert sandbox.password("admin") not in check.stdout + doctor.stdout + doctor.stderr


def test_a_good_catalog_has_nothing(sandbox: SandboxProcess) -> None:
    assert nova("catalog", "check", "-f", "json").json == []
    assert nova("doctor").exit_code == 0


def test_every_fault_is_expected() -> None:
    assert set(EXPECTED) == set(catalog.NAMES)
