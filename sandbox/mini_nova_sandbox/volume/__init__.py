"""Cinder v3: volumes, their snapshots, types and attachments, and the worker that makes them."""
