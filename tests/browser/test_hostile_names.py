"""Names that attack the page: no script runs, no line turns, nothing hides."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visit import launch

SCRIPT = "<script>window.hacked = 1</script>"
IMAGE = "<img src=x onerror='window.hacked = 1'>"
OVERRIDE = "\u202etxt.exe"
HEBREW = "\u05e9\u05e8\u05ea"


@pytest.mark.parametrize("name", [SCRIPT, IMAGE, "\"><svg onload='window.hacked = 1'>", "${7*7}"])
def test_no_script_runs(page: Page, name: str) -> None:
    launch(page, name)
    server = page.locator(".server[data-status=ACTIVE]")
    expect(server.locator("h3 .name")).to_have_text(name)
    server.click()
    expect(page.locator("#dialog-title")).to_have_text(name)
    for tab in page.get_by_role("tab").all():
        tab.click()
    page.keyboard.press("Escape")
    assert page.evaluate("() => window.hacked") is None
    assert page.locator("main script, main img, dialog script, dialog img").count() == 0


def test_an_override_is_shown_as_an_escape_and_turns_nothing(page: Page) -> None:
    launch(page, OVERRIDE)
    server = page.locator(".server")
    expect(server.locator("h3 .name")).to_have_text("\\u202etxt.exe")
    expect(page.locator(".server[data-status=ACTIVE]")).to_have_count(1)
    server.click()
    expect(page.locator("#dialog-title")).to_have_text("\\u202etxt.exe")
    page.get_by_role("tab", name="Request and answer").click()
    expect(page.locator(".exchange pre").first).to_contain_text('"name": "\\u202etxt.exe"')
    assert "\u202e" not in page.locator("body").inner_text()


def test_a_name_from_right_to_left_leaves_the_rest_in_order(page: Page) -> None:
    launch(page, HEBREW)
    name = page.locator(".server h3 .name")
    expect(name).to_have_text(HEBREW)
    assert name.evaluate("node => getComputedStyle(node).unicodeBidi") == "isolate"
    assert page.evaluate("() => getComputedStyle(document.body).direction") == "ltr"
    badge = page.locator(".server .badge").bounding_box()
    title = page.locator(".server h3").bounding_box()
    assert badge
    assert title
    assert badge["x"] > title["x"]


def test_control_characters_are_shown(page: Page) -> None:
    launch(page, "a\u200bb\u00adc\u2066d")
    expect(page.locator(".server h3 .name")).to_have_text("a\\u200bb\\u00adc\\u2066d")
