"""The session in a real browser: the key, the cookie, the policy, and what other sites get."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitors
from tests.browser.visit import launch, row
from tests.sandbox.process import SandboxProcess

REACH = """async (url) => {
  const frame = document.createElement("iframe");
  frame.src = `${url}/sandbox/page`;
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
  document.body.append(frame);
  await loaded;
  const read = await fetch(`${url}/sandbox/page/session`, { credentials: "include" })
    .then((answer) => answer.text(), () => "refused");
  const options = { method: "POST", mode: "no-cors", credentials: "include", body: '{"name":"lose"}' };
  await fetch(`${url}/sandbox/page/faults`, options).catch(() => null);
  return [read, frame.contentDocument === null];
}"""


class Silent(http.server.BaseHTTPRequestHandler):
    """Another site on this machine: an empty page."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><link rel=icon href=data:,><body>another site")

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture
def other_site() -> Iterator[str]:
    """The URL of another site on this machine."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Silent) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_the_key_leaves_the_address_bar_and_works_once(
    visit: Visitors, fast_sandbox: SandboxProcess
) -> None:
    guest = visit(fast_sandbox)
    guest.may_complain = True
    assert guest.page.url == f"{fast_sandbox.url}/sandbox/page"
    key_url = guest.key_url()
    guest.page.goto(key_url)  # the address differs in its fragment only, and the page starts anew
    expect(guest.page).to_have_url(f"{fast_sandbox.url}/sandbox/page")
    expect(guest.page.locator("#connection")).to_have_text("Live")
    guest.context.clear_cookies()
    guest.page.goto("about:blank")
    guest.page.goto(key_url)
    notice = guest.page.locator("#notice")
    expect(notice).to_contain_text("This key has been used already, or is too old.")
    expect(notice).to_contain_text("mini-nova sandbox open")
    expect(guest.page.locator("main")).to_be_hidden()


def test_without_a_key_there_is_only_the_way_to_one(
    visit: Visitors, fast_sandbox: SandboxProcess
) -> None:
    guest = visit(fast_sandbox)
    guest.may_complain = True
    guest.context.clear_cookies()
    guest.page.reload()
    expect(guest.page.locator("#notice")).to_contain_text("This page needs a key")
    expect(guest.page.locator("#connection")).to_have_text("No key")


def test_a_session_serves_a_reload_and_hides_from_scripts(
    visit: Visitors, fast_sandbox: SandboxProcess
) -> None:
    guest = visit(fast_sandbox)
    guest.page.reload()
    expect(guest.page.locator("#connection")).to_have_text("Live")
    assert guest.page.evaluate("() => document.cookie") == ""
    (cookie,) = guest.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (
        True,
        "Strict",
        "/sandbox/page",
    )


def test_the_browser_receives_no_secret_and_no_token(
    visit: Visitors, fast_sandbox: SandboxProcess
) -> None:
    guest = visit(fast_sandbox)
    launch(guest.page, "web")
    expect(row(guest.page, "web").locator(".badge")).to_have_text("ACTIVE")
    row(guest.page, "web").click()
    expect(guest.page.locator(".trace li").first).to_be_visible()
    received = guest.received()
    assert "Horizon" in received  # of a script's comment: bodies were kept
    assert '"status": "ACTIVE"' in received
    assert "X-Auth-Token" in received
    for name in ("admin", "demo", "control"):
        assert fast_sandbox.password(name) not in received
    assert str(fast_sandbox.session.headers["X-Auth-Token"]) not in received
    assert "gAAAA" not in received


def test_the_policy_blocks_what_is_inline(visit: Visitors, fast_sandbox: SandboxProcess) -> None:
    guest = visit(fast_sandbox)
    guest.may_complain = True
    with guest.page.expect_console_message() as complaint:
        guest.page.evaluate("() => document.body.setAttribute('style', 'display: none')")
    assert "Content Security Policy" in complaint.value.text
    expect(guest.page.locator("main")).to_be_visible()
    error = guest.page.evaluate(
        """() => {
          try { document.body.setAttribute("onclick", "window.hacked = 1"); }
          catch (problem) { return problem.message; }
        }"""
    )
    assert "TrustedScript" in error


def test_another_site_reads_nothing_changes_nothing_and_frames_nothing(
    visit: Visitors, fast_sandbox: SandboxProcess, other_site: str
) -> None:
    guest = visit(fast_sandbox)
    site = guest.context.new_page()
    site.goto(other_site)
    answer, is_closed = site.evaluate(REACH, fast_sandbox.url)
    assert answer == "refused"
    assert is_closed
    assert fast_sandbox.control("GET", "/faults")["planned"] == []
