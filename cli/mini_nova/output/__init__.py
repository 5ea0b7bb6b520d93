"""Render what commands return: as tables for people, and in formats for programs."""

FORMATS = ("table", "json", "jsonl", "yaml", "csv", "value", "env")
