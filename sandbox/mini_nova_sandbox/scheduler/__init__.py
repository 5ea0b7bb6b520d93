"""The scheduler: hosts' free room, filters, a weigher, and the claim."""
