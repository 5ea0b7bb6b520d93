"""Look at the cached logins, or forget them."""
