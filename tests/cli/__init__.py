"""The client, tested from its pure functions up to whole processes."""
