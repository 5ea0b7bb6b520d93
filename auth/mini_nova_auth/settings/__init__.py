"""The settings of a connection: how each is declared, and which source gives it."""
