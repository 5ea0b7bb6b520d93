"""The sandbox as the client sees it: a process, the files of its state directory, and HTTP."""
