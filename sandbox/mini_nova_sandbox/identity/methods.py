"""The names of the login methods that the sandbox has."""

METHODS = ("password", "token", "application_credential", "totp")
