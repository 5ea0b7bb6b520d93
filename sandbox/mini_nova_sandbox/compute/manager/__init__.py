"""The compute manager: does on a host what the API and the scheduler cast to it.

A message can arrive again after a kill, so every method reads from the instance's row how far the
work has come, and continues from there.
"""
