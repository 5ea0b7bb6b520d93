"""Keystone: who may do what. v1 by headers, v2.0 by ``/tokens``, v3."""
