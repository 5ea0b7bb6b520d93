"""The scheduler: hosts and their free room, filters, a weigher, and the claim."""
