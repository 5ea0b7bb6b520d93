"""The API of servers: create, list, show, change, and act on them."""
