"""Faults: builds that fail at their stage, refusals in the service's words, switches."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitors
from tests.browser.visit import launch, row
from tests.sandbox.process import SandboxProcess


@pytest.mark.parametrize(
    ("fault", "stage", "reason"),
    [
        ("no-valid-host", "scheduling", "No valid host was found."),
        ("network", "networking", "The sandbox was asked to fail here (sandbox:fault=network)."),
        ("spawn", "spawning", "Exceeded maximum number of retries."),
    ],
)
def test_a_build_fails_at_its_stage_with_its_reason(
    page: Page, fault: str, stage: str, reason: str
) -> None:
    launch(page, "web", fault)
    server = row(page, "web")
    expect(server.locator(".badge")).to_have_text("ERROR")
    expect(server.locator(".fault")).to_contain_text(reason)
    failed = server.locator("[data-state=failed]")
    expect(failed).to_have_attribute("data-stage", stage)
    expect(failed).to_contain_text("failed")
    expect(page.locator("#announcer")).to_contain_text("web failed: ")


def test_a_failing_host_leaves_the_build_to_another(page: Page) -> None:
    launch(page, "web", "spawn:compute1")
    expect(row(page, "web").locator(".badge")).to_have_text("ACTIVE")
    expect(row(page, "web").locator(".facts")).to_contain_text("compute2")


def test_a_planned_refusal_is_met_once_in_the_services_words(page: Page) -> None:
    page.get_by_role("button", name="Plan this fault").click()
    planned = page.locator("#planned-faults li")
    expect(planned).to_have_text("1 request to /compute/*/servers will be refused with 503Clear")
    launch(page, "web")
    expect(page.locator("#outcome > .problem")).to_contain_text("503 Service Unavailable")
    expect(page.locator("#outcome > .problem")).to_contain_text(
        "The sandbox was asked to fail here."
    )
    expect(planned).to_have_count(0)


def test_a_lost_answer_is_told(page: Page) -> None:
    faults = page.locator("#request-fault")
    faults.get_by_label("Requests will").select_option("lose")
    faults.get_by_role("button").click()
    expect(page.locator("#planned-faults li")).to_have_count(1)
    launch(page, "web")
    expect(page.locator("#outcome > .problem")).to_contain_text("cut before an answer came")
    expect(row(page, "web")).to_have_count(1)


def test_a_planned_fault_is_cleared(page: Page) -> None:
    page.get_by_role("button", name="Plan this fault").click()
    page.get_by_role("button", name="Clear status of /compute/*/servers").click()
    expect(page.locator("#planned-faults li")).to_have_count(0)


def test_faults_of_the_catalog_are_switches(visit: Visitors, fast_sandbox: SandboxProcess) -> None:
    page = visit(fast_sandbox).page
    other_page = visit(fast_sandbox).page
    for reader in (page, other_page):
        reader.get_by_text("In the service catalog").click()
    switch = page.get_by_role("switch", name="catalog.empty")
    expect(switch).not_to_be_checked()
    switch.click()
    expect(other_page.get_by_role("switch", name="catalog.empty")).to_be_checked()
    assert fast_sandbox.control("GET", "/faults")["catalog"] == ["catalog.empty"]
    switch.click()
    expect(other_page.get_by_role("switch", name="catalog.empty")).not_to_be_checked()


def test_a_refused_launch_shows_novas_sentence(
    visit: Visitors, fast_sandbox: SandboxProcess
) -> None:
    page = visit(fast_sandbox).page
    projects = fast_sandbox.session.get(f"{fast_sandbox.url}/identity/v3/auth/projects").json()
    for project in projects["projects"]:
        quota = {"quota_set": {"instances": 0}}
        fast_sandbox.compute("PUT", f"/os-quota-sets/{project['id']}", quota)
    launch(page, "web")
    expect(page.locator("#outcome > .problem")).to_contain_text("403 Forbidden")
    expect(page.locator("#outcome > .problem")).to_contain_text("Quota exceeded for instances")
    expect(page.locator("#no-servers")).to_be_visible()
