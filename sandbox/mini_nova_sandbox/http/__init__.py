"""What every API of the sandbox shares: calls, bodies, errors, operations, and services."""
