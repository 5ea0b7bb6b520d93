"""Where the page is."""

PREFIX = "/sandbox/page"
EVENTS = f"{PREFIX}/events"
