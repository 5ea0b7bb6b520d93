"""From the settings down to compute's answer: what works, what does not, and what to try, in at most six requests.

Those of a login by an identity provider are not counted.

``checkup.examine`` walks through the steps; each step is a module that yields Lines. No line holds a secret, so that the
whole can be pasted into a ticket.
"""
