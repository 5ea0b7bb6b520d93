"""The doctor: each fault that people meet, what is said of it, and how many requests that took."""
