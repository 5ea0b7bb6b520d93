"""The commands: one verb, one file; options in, data out."""
