"""Calls built on a session: tokens, application credentials, and paging."""
