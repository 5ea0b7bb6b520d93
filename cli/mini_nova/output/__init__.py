"""What commands return, and how it is shown: data comes in, this package renders it in the format asked for."""

FORMATS = ("table", "json", "jsonl", "yaml", "csv", "value", "env")
