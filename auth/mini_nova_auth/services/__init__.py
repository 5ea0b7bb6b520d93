"""Calls built on a session: tokens, application credentials, and lists in pages."""
