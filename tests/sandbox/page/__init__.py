"""The page: its keys, its endpoints, its events, and what it never shows."""
