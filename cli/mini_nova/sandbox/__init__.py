"""The sandbox as the client knows it: a process, a few files of its state directory, and HTTP."""
