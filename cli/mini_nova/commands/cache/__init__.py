"""List or forget the cached logins."""
