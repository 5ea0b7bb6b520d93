"""The page's place among the sandbox's URLs."""

PREFIX = "/sandbox/page"
EVENTS = f"{PREFIX}/events"
