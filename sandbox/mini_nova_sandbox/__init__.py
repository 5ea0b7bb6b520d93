"""The sandbox: the contract's cloud in one process. It knows neither the client nor its toolkit; they meet over HTTP."""

__version__ = "0.1.0"
