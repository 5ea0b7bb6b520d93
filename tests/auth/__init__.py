"""The authentication toolkit, part by part."""
