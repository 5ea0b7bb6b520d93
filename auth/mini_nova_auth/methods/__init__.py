"""The ways to log in. A method is a flow without I/O: it yields requests, receives their answers, and
returns an Access.

::

    flow = method.flow()
    request = next(flow)
    while True:
        answer = ...                      # send the request, by whatever means
        try:
            request = flow.send(answer)
        except StopIteration as end:
            access = end.value
            break

So any HTTP library can drive it, and a test drives it by hand. A request may come with a notice for
the user, and with a pause before it; ``login.drive`` does both.
"""
