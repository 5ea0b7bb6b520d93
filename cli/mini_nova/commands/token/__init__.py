"""Look at the login: its token, user, project and end."""
