"""Every command of the classic client on one cloud, from its first line to its last, and what came
of each line.

``sandbox.txt`` is what came of them on the sandbox, ``openstack.txt`` on a real cloud. ``python -m
tests.classic.every_command`` writes them.
"""
