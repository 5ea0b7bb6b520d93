"""Identity v3, a module for each kind of resource: who may do what, and how answers look."""
