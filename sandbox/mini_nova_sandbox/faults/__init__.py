"""Faults that a user plans, to see how a client takes them."""
