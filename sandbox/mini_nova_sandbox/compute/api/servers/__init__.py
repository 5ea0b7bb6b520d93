"""The API of servers: create, list, show, change and delete them, and act on them."""
