"""The settings of a connection: their declarations, their sources, and how they are resolved."""
