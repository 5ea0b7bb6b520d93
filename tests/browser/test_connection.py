"""A connection that is lost is told, and comes back by itself."""

from __future__ import annotations

import signal
from pathlib import Path

from playwright.sync_api import expect

from mini_nova_sandbox.page.feed import MAX_STREAMS
from tests.browser.conftest import Visitors
from tests.browser.visit import launch, row
from tests.sandbox.process import SandboxProcess


def test_a_kill_is_told_and_the_page_goes_on_with_the_next_start(
    visit: Visitors, fast_sandbox: SandboxProcess
) -> None:
    guest = visit(fast_sandbox)
    guest.may_complain = True
    launch(guest.page, "web", "stuck")
    expect(row(guest.page, "web")).to_have_count(1)
    fast_sandbox.end(signal.SIGKILL)
    expect(guest.page.locator("#connection")).to_have_text("Connecting again")
    expect(guest.page.locator("#notice")).to_contain_text("The connection to the sandbox is lost")
    expect(row(guest.page, "web")).to_be_visible()
    fast_sandbox.start()
    expect(guest.page.locator("#connection")).to_have_text("Live")
    expect(guest.page.locator("#notice")).to_be_hidden()
    launch(guest.page, "db")
    expect(row(guest.page, "db").locator(".badge")).to_have_text("ACTIVE")
    expect(guest.page.locator(".server")).to_have_count(2)


def test_a_sandbox_that_stops_says_how_to_start_it(
    visit: Visitors, fast_sandbox: SandboxProcess
) -> None:
    guest = visit(fast_sandbox)
    guest.may_complain = True
    fast_sandbox.end(signal.SIGTERM)
    expect(guest.page.locator("#connection")).to_have_text("Stopped")
    expect(guest.page.locator("#notice")).to_contain_text("mini-nova sandbox open")


def test_too_many_pages_pause_the_oldest_which_can_go_on(
    visit: Visitors, fast_sandbox: SandboxProcess
) -> None:
    guest = visit(fast_sandbox)
    for _ in range(MAX_STREAMS):
        newer = guest.context.new_page()
        newer.goto(f"{fast_sandbox.url}/sandbox/page")
        expect(newer.locator("#connection")).to_have_text("Live")
    expect(guest.page.locator("#connection")).to_have_text("Paused")
    guest.page.get_by_role("button", name="Go on here").click()
    expect(guest.page.locator("#connection")).to_have_text("Live")


def test_the_page_follows_a_state_that_is_loaded(
    visit: Visitors, fast_sandbox: SandboxProcess, tmp_path: Path
) -> None:
    page = visit(fast_sandbox).page
    launch(page, "web")
    expect(row(page, "web").locator(".badge")).to_have_text("ACTIVE")
    saved = {"path": str(tmp_path / "saved")}
    fast_sandbox.control("POST", "/save", saved)
    launch(page, "db")
    expect(row(page, "db").locator(".badge")).to_have_text("ACTIVE")
    fast_sandbox.control("POST", "/load", {**saved, "force": True})
    expect(row(page, "db")).to_have_count(0)
    expect(row(page, "web")).to_have_count(1)
    expect(page.locator("#connection")).to_have_text("Live")
