"""The compute manager: carries out on a host what the API and the scheduler cast to it.

Every method can come again after a kill, looks at what its instance's row says is done, and goes on from there.
"""
