"""Recordings: what a cloud has, read with GETs alone, as one JSON document without secrets."""
