"""The sandbox in other people's tests: processes that end with the tests, and clean clouds."""
