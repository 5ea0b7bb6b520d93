"""How fast mini-nova is beside its peers and beside the floor: ratios, in one run, against a
cloud in a process.
"""
