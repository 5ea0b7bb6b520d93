"""The calls to Nova, and what is worked out before and after them."""
