"""How the page looks: no scrolling aside, enough contrast, both colour schemes, rest for the eyes."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitors
from tests.browser.visit import launch, row
from tests.sandbox.process import SandboxProcess

LONG = "a-name-without-any-place-to-break-it-" * 6
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# The texts whose contrast with their ground is below 4.5 (WCAG 2, AA), with their contrast.
PALE = """() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (part) => part <= 10.31475 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const ground = (node) => {
    for (let above = node; above; above = above.parentElement) {
      const colour = numbers(getComputedStyle(above).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const pale = [];
  for (const node of document.querySelectorAll("body *")) {
    const hasText = [...node.childNodes].some((part) => part.nodeType === 3 && part.data.trim());
    if (!hasText || !node.checkVisibility() || node.closest(".unseen, dialog + *")) continue;
    const one = luminance(numbers(getComputedStyle(node).color));
    const other = luminance(ground(node));
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < 4.5) pale.push(`${node.className || node.tagName}: ${contrast.toFixed(2)}`);
  }
  return pale;
}"""


def open_everything(page: Page) -> None:
    """Fill the page: an active server, a failed one, one at work, faults, and open folds."""
    launch(page, "web")
    expect(row(page, "web").locator(".badge")).to_have_text("ACTIVE")
    launch(page, LONG, "network")
    expect(page.locator(".server[data-status=ERROR]")).to_have_count(1)
    launch(page, "db", "stuck")
    expect(row(page, "db").locator("[data-stage=spawning]")).to_contain_text("at work")
    page.get_by_role("button", name="Plan this fault").click()
    expect(page.locator("#planned-faults li")).to_have_count(1)
    for summary in page.locator("main summary").all():
        summary.click()


@pytest.mark.parametrize("width", [320, 400, 768, 1280])
def test_nothing_scrolls_aside(visit: Visitors, fast_sandbox: SandboxProcess, width: int) -> None:
    page = visit(fast_sandbox, width=width).page
    assert page.evaluate(OVERFLOW) == 0
    open_everything(page)
    assert page.evaluate(OVERFLOW) == 0
    page.locator(".server[data-status=ERROR] .open").click()
    expect(page.locator(".trace li").first).to_be_visible()
    for tab in page.get_by_role("tab").all():
        tab.click()
        assert page.evaluate(OVERFLOW) == 0
        dialog = "node => node.scrollWidth - node.clientWidth"
        assert page.locator("dialog").evaluate(dialog) <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(
    visit: Visitors, fast_sandbox: SandboxProcess, scheme: Literal["light", "dark"]
) -> None:
    page = visit(fast_sandbox, scheme=scheme).page
    open_everything(page)
    page.mouse.move(0, 0)
    assert page.evaluate(PALE) == []
    page.locator(".server[data-status=ERROR] .open").click()
    expect(page.locator(".trace li").first).to_be_visible()
    assert page.evaluate(PALE) == []


def test_the_schemes_differ_from_the_first_paint(
    visit: Visitors, fast_sandbox: SandboxProcess
) -> None:
    grounds = []
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        page = visit(fast_sandbox, scheme=scheme).page
        colour = "() => getComputedStyle(document.documentElement).backgroundColor"
        grounds.append(page.evaluate(colour))
        assert page.locator("meta[name=color-scheme]").get_attribute("content") == "light dark"
    assert grounds == ["rgb(243, 245, 248)", "rgb(15, 19, 25)"]


@pytest.mark.parametrize("reduced_motion", [False, True])
def test_nothing_moves_for_those_who_want_it_so(
    visit: Visitors, fast_sandbox: SandboxProcess, reduced_motion: bool
) -> None:
    page = visit(fast_sandbox, reduced_motion=reduced_motion).page
    launch(page, "db", "stuck")
    expect(row(page, "db").locator("[data-stage=spawning]")).to_contain_text("at work")
    moving = page.evaluate("() => document.getAnimations().length")
    assert (moving == 0) is reduced_motion


def test_no_state_is_a_colour_alone(visit: Visitors, fast_sandbox: SandboxProcess) -> None:
    page = visit(fast_sandbox).page
    open_everything(page)
    for mark in page.locator(".badge, .build li").all():
        assert mark.locator("svg").count() == 1
        assert (mark.text_content() or "").strip()
