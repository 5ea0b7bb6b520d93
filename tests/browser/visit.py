"""One visit of the page in a browser, with all that the browser received and complained about."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Locator, Page, Response, expect

from tests.sandbox.process import SandboxProcess

LIMIT = 120_000  # milliseconds: generous, for a machine on which much else runs
expect.set_options(timeout=LIMIT)

# What the stream of events brings is kept in the page, as its answer never ends.
KEEP_EVENTS = """
const Original = window.EventSource;
window.receivedEvents = [];
window.EventSource = class extends Original {
  addEventListener(name, listener) {
    super.addEventListener(name, (event) => {
      if (event.data) window.receivedEvents.push(event.data);
      listener(event);
    });
  }
};
"""
# Every stage that a server's row shows is kept, in order.
KEEP_STAGES = """() => {
  window.stages = [];
  const note = () => {
    for (const row of document.querySelectorAll(".server")) {
      const text = `${row.dataset.status} ${row.dataset.stage}`;
      if (window.stages.at(-1) !== text) window.stages.push(text);
    }
  };
  const options = { subtree: true, childList: true, attributes: true };
  new MutationObserver(note).observe(document.getElementById("servers"), options);
}"""


class Visit:
    """A page of a sandbox in a browser without a past."""

    def __init__(self, context: BrowserContext, sandbox: SandboxProcess) -> None:
        self.context = context
        self.sandbox = sandbox
        self.complaints: list[str] = []
        self.may_complain = False  # of a connection or an answer that a test has refused
        self.responses: list[Response] = []
        context.add_init_script(KEEP_EVENTS)
        self.page = context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("response", lambda response: self.responses.append(response))  # noqa: PLW0108

    def key_url(self) -> str:
        """A URL of the page with a new key, as ``sandbox open --print`` prints it."""
        return str(self.sandbox.control("POST", "/page-key")["url"])

    def enter(self) -> None:
        """Open the page with a key, and wait until it is live."""
        self.page.goto(self.key_url())
        expect(self.page.locator("#connection")).to_have_text("Live")
        expect(self.page.locator("#hosts .host")).to_have_count(2)

    def received(self) -> str:
        """All that the browser received so far: headers, bodies, and events."""
        parts = list(self.page.evaluate("() => window.receivedEvents"))
        for response in self.responses:
            headers = response.all_headers()
            parts += [f"{name}: {value}" for name, value in headers.items()]
            has_end = "event-stream" not in headers.get("content-type", "")
            if has_end and response.status == 200:
                parts.append(response.text())
        return "\n".join(parts)


def launch(page: Page, name: str, fault: str = "", count: int = 1) -> None:
    """Fill in the form and send it; wait until its answer is shown."""
    form = page.locator("#launch")
    form.get_by_label("Name").fill(name)
    form.get_by_label("Count").fill(str(count))
    form.get_by_label("Fault to meet").select_option(fault)
    form.get_by_role("button", name="Launch").click()
    expect(page.locator("#outcome > .good, #outcome > .problem")).to_have_count(1)


def row(page: Page, name: str) -> Locator:
    """The row of a server."""
    return page.locator(".server").filter(
        has=page.get_by_role("button", name=f"{name}, details", exact=True)
    )
