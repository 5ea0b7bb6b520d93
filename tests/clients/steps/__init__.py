"""Programs that drive a client, each in the client's language: one file a client.

A program gets the cloud by OS_* variables and a prefix for its names by STEPS_PREFIX. It prints
a line of JSON for each step: ``{"step": "boot a server", "passed": true, "message": ""}``.
"""
