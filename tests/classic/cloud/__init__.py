"""A cloud that answers every command of the classic client, the same each time.

It keeps no state: what a request changes is recorded, and forgotten. So the order of commands does
not matter, and two clients can be compared request by request.
"""

from .classic_cloud import ClassicCloud

__all__ = ["ClassicCloud"]
