"""From settings to an access: out of the cache, by rescoping a token, or by logging in."""
