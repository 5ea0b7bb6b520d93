"""Check a login from the settings to compute's answer, in at most six requests.

The requests of a login through an identity provider do not count. ``doctor.examine`` takes the
steps in order; each check is a module that yields Steps. No step contains a secret, so that the
whole output may be pasted into a ticket.
"""
