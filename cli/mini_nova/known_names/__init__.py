"""The names of things in a cloud, kept for completion: commands note them, TAB reads them."""
