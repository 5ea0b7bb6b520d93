"""The sandbox in other people's tests."""
