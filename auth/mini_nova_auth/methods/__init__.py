"""The ways to log in. A method is a flow without I/O: it yields requests, is sent the answers, and returns an Access.

::

    flow = method.flow()
    request = next(flow)
    while True:
        answer = ...                      # send the request, by whatever means
        try:
            request = flow.send(answer)
        except StopIteration as done:
            access = done.value
            break

So any HTTP library can drive it, and a test drives it by hand. A request may ask for a pause before it is sent, and for
something to be told to the user; ``login.drive`` does both.
"""
