"""Launches by the form: the bar grows to ACTIVE, and the details show what happened."""

from __future__ import annotations

import json
from xml.etree import ElementTree as Tree

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitors
from tests.browser.visit import KEEP_STAGES, launch, row
from tests.sandbox.process import SandboxProcess


def test_the_bar_grows_through_every_stage_to_active(
    visit: Visitors, sandbox: SandboxProcess
) -> None:
    page = visit(sandbox).page
    expect(page.locator("#no-servers")).to_be_visible()
    page.evaluate(KEEP_STAGES)
    launch(page, "web")
    expect(page.locator("#outcome")).to_contain_text("202 Accepted")
    server = row(page, "web")
    expect(server.locator(".badge")).to_have_text("ACTIVE")
    assert page.evaluate("() => window.stages") == [
        "BUILD scheduling",
        "BUILD networking",
        "BUILD block_device_mapping",
        "BUILD spawning",
        "ACTIVE active",
    ]
    expect(server.locator(".build [data-state=done]")).to_have_count(5)
    expect(page.locator("#no-servers")).to_be_hidden()
    expect(page.locator("#server-count")).to_have_text("1 server")
    expect(page.locator("#announcer")).to_have_text("web is ACTIVE")


def test_queue_hosts_and_addresses_follow(page: Page) -> None:
    launch(page, "web", count=3)
    expect(page.locator(".server[data-status=ACTIVE]")).to_have_count(3)
    expect(page.locator("#queue")).to_have_text("Nothing waits.")
    expect(page.locator("#hosts .claims li")).to_have_count(3)
    expect(page.locator("#addresses")).to_contain_text("web-2")


def test_a_stuck_build_stays_in_sight(page: Page) -> None:
    launch(page, "web", "stuck")
    stage = row(page, "web").locator("[data-stage=spawning]")
    expect(stage).to_have_attribute("data-state", "current")
    expect(stage).to_contain_text("at work")
    expect(page).to_have_title("(1) mini-nova sandbox")


def test_the_details_have_trace_exchange_network_and_domain(page: Page) -> None:
    launch(page, "web")
    expect(row(page, "web").locator(".badge")).to_have_text("ACTIVE")
    row(page, "web").click()
    dialog = page.get_by_role("dialog", name="web")
    expect(dialog.locator(".trace li").first).to_contain_text("_create_instance")
    expect(dialog.locator(".trace li").last).to_contain_text("active, running")
    expect(dialog.locator(".trace .took").first).to_contain_text("ms")
    dialog.get_by_role("tab", name="Request and answer").click()
    request, answer = dialog.locator(".exchange pre").all_text_contents()
    head, _, body = request.partition("\n\n")
    assert head.startswith("POST http://127.0.0.1:")
    assert "X-Auth-Token: ***" in head
    assert json.loads(body)["server"]["security_groups"] == [{"name": "default"}]
    assert "HTTP/1.1 202 Accepted" in answer
    assert json.loads(answer.partition("\n\n")[2])["server"]["adminPass"] == "***"
    dialog.get_by_role("tab", name="nw_info").click()
    (vif,) = json.loads(dialog.locator("pre[aria-label=nw_info]").text_content() or "")
    dialog.get_by_role("tab", name="Domain XML").click()
    xml = dialog.locator("pre[aria-label='Domain XML']").text_content() or ""
    mac = Tree.fromstring(xml).find("devices/interface/mac")
    assert mac is not None
    assert mac.get("address") == vif["address"]


def test_the_open_details_follow_the_server(page: Page) -> None:
    launch(page, "web", "stuck")
    row(page, "web").click()
    dialog = page.get_by_role("dialog", name="web")
    expect(dialog.locator(".trace")).to_contain_text("stuck")
    delete = dialog.get_by_role("button", name="Delete")
    delete.click()
    expect(row(page, "web")).to_have_count(1)
    dialog.get_by_role("button", name="Press again to delete").click()
    expect(dialog.locator(".head .badge")).to_have_text("DELETED")
    expect(row(page, "web")).to_have_count(0)
    expect(page.locator("#announcer")).to_have_text("web is gone")


def test_a_reboot_is_answered_by_nova(page: Page) -> None:
    launch(page, "web", "stuck")
    row(page, "web").click()
    page.get_by_role("button", name="Reboot").click()
    expect(page.locator(".foot p")).to_contain_text("POST: 409 Conflict. Cannot 'reboot' instance")


def test_the_preview_is_what_is_sent_and_follows_the_form(page: Page) -> None:
    form = page.locator("#launch")
    form.locator("summary").first.click()
    form.get_by_label("As user").select_option("demo")
    form.get_by_label("Zone").select_option("nova")
    form.locator("[name=network]").select_option(label="bss1173")
    form.get_by_label("Fault to meet").select_option("slow")
    form.get_by_label("Seconds of spawning").fill("0.5")
    preview = json.loads(page.locator("#preview").text_content() or "")
    assert preview["server"]["metadata"] == {"sandbox:fault": "slow:0.5"}
    form.get_by_role("button", name="Launch").click()
    expect(row(page, "vm_test").locator(".facts")).to_contain_text("demo")
    page.locator("#outcome summary").click()
    request = page.locator("#outcome pre").first.text_content() or ""
    assert json.loads(request.partition("\n\n")[2]) == preview
