"""The page that shows the sandbox at work, and lets a person launch servers and plan faults."""
