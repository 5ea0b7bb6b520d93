"""Nova: its API, the compute API behind it, and the managers of the compute hosts."""
