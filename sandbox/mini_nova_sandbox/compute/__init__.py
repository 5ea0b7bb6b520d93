"""Nova: its API, the compute API that takes requests in, and the managers of the compute hosts that carry them out."""
