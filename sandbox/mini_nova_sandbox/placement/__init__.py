"""Placement: resource providers, their inventories, and what consumers have of them.

The compute hosts and the claims of their servers are read off compute's rows; only what clients
add themselves is kept here.
"""
