"""The page without a mouse: order, focus, the dialog, and its tabs."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.visit import launch, row

FOCUSED = """() => {
  const node = document.activeElement;
  return node.name || node.id || node.getAttribute("aria-label") || node.textContent.trim();
}"""
HAS_OUTLINE = """() => {
  const node = document.activeElement;
  const shown = node.classList.contains("open") ? node.closest(".server") : node;
  const style = getComputedStyle(shown);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""


def tab_through(page: Page, count: int) -> list[str]:
    """Press the tab key, and return what had the focus after each; all of it must be visible."""
    focused = []
    for _ in range(count):
        page.keyboard.press("Tab")
        focused.append(page.evaluate(FOCUSED))
        assert page.evaluate(HAS_OUTLINE), focused[-1]
    return focused


def test_the_order_is_that_of_the_page_and_focus_is_visible(page: Page) -> None:
    assert tab_through(page, 12) == [
        "Skip to the servers",
        "name",
        "user",
        "count",
        "flavor",
        "image",
        "network",
        "zone",
        "group",
        "fault",
        "Launch",
        "The request that this form sends",
    ]


def test_a_launch_and_its_details_by_keys_alone(page: Page) -> None:
    tab_through(page, 2)
    page.keyboard.press("Control+A")
    page.keyboard.type("typed")
    page.keyboard.press("Enter")
    expect(row(page, "typed").locator(".badge")).to_have_text("ACTIVE")
    tab_through(page, 12)
    assert page.evaluate(FOCUSED) == "typed, details"
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="typed")
    expect(dialog).to_be_visible()
    assert page.evaluate(FOCUSED) == "dialog-title"
    tab_through(page, 2)
    expect(dialog.get_by_role("tab", name="Trace")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(dialog.get_by_role("tab", name="Request and answer")).to_be_focused()
    expect(dialog.locator(".exchange")).to_be_visible()
    page.keyboard.press("End")
    expect(dialog.get_by_role("tab", name="Domain XML")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(dialog.get_by_role("tab", name="Trace")).to_be_focused()
    for _ in range(8):  # round and round: the focus does not leave the dialog for the page below
        page.keyboard.press("Tab")
        assert page.evaluate("() => !document.activeElement.closest('main')")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(row(page, "typed").get_by_role("button")).to_be_focused()


def test_the_skip_link_leads_to_the_servers(page: Page) -> None:
    launch(page, "web", "stuck")
    page.reload()
    expect(row(page, "web")).to_have_count(1)
    navigations: list[str] = []
    page.on("domcontentloaded", lambda page: navigations.append(page.url))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#servers-title")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "web, details"
    launch_by_script(page, "next")
    expect(row(page, "next")).to_have_count(1)
    assert navigations == [], "the page is not loaded again"


def test_focus_stays_on_a_row_that_changes_and_moves_on_from_one_that_goes(page: Page) -> None:
    launch(page, "first", "stuck")
    launch(page, "second", "stuck")
    row(page, "second").get_by_role("button").focus()
    launch_by_script(page, "third")
    expect(row(page, "third")).to_have_count(1)
    expect(row(page, "second").get_by_role("button")).to_be_focused()
    delete_by_script(page, "second")
    expect(row(page, "second")).to_have_count(0)
    expect(row(page, "first").get_by_role("button")).to_be_focused()


def launch_by_script(page: Page, name: str) -> None:
    """Launch a server without touching the focus."""
    page.evaluate(
        """name => {
          const form = document.getElementById("launch");
          form.elements.name.value = name;
          form.requestSubmit();
        }""",
        name,
    )


def delete_by_script(page: Page, name: str) -> None:
    """Delete a server without touching the focus."""
    uuid = row(page, name).get_attribute("data-id")
    page.evaluate("uuid => fetch(`/sandbox/page/servers/${uuid}`, { method: 'DELETE' })", uuid)


def test_a_switch_is_pressed_by_the_space_bar(page: Page) -> None:
    page.get_by_text("In the service catalog").click()
    switch = page.get_by_role("switch", name="catalog.no-compute")
    switch.focus()
    page.keyboard.press("Space")
    expect(switch).to_be_checked()
    expect(page.locator("#catalog-count")).to_have_text("1 of 27 on")
    expect(switch).to_be_focused()
