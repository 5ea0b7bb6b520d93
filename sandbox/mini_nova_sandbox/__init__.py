"""The sandbox: OpenStack's APIs in one process.

It imports neither the client nor its toolkit; they meet only over HTTP.
"""

__version__ = "0.1.0"
