"""Metadata definitions: namespaces, and the properties, objects, tags and resource types in them."""
