"""Render what commands return: as tables for people, and in formats for programs."""

FORMATS = ("table", "json", "jsonl", "yaml", "csv", "value", "env")
CARRIES_OBJECTS = ("json", "jsonl", "yaml")  # the formats that carry the API's own objects
STREAMS = ("jsonl", "csv", "value")  # the formats that are read line by line
