"""The login methods, driven by hand: no HTTP."""
