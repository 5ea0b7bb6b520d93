"""The result of a login: its token and catalog, and the choices made from them."""
