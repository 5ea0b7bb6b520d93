"""The places that settings come from."""
