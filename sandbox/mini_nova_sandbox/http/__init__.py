"""What every API of the sandbox shares: calls, bodies, errors, and operations."""
