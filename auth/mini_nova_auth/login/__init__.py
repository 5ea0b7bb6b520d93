"""From settings to a login: a plan, and sources that wrap each other (reused, cached, rescoped,
full).
"""
