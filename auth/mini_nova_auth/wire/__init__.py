"""Requests and responses: how they are sent, retried, and explained when they fail."""
