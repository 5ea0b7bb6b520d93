"""The sandbox's state: database, queue, trace, settings, and clock."""
