"""The exit codes, with their meanings for the man page and the README."""

from __future__ import annotations

SUCCESS = 0
FAILED = 1
USAGE = 2  # refused before anything was sent
AUTHENTICATION = 3  # the login, or its settings or catalog
NO_SUCH_THING = 4  # nothing has that name or ID, or several do
SERVER_ERROR = 5  # the server went to ERROR
GAVE_UP_WAITING = 6
OUTCOME_UNKNOWN = 7  # the request may have been done
HUNG_UP = 129  # by SIGHUP: the terminal has gone
INTERRUPTED = 130  # by SIGINT, Ctrl-C
TERMINATED = 143  # by SIGTERM

MEANINGS = (
    (SUCCESS, "done"),
    (FAILED, "failed"),
    (USAGE, "usage: refused before anything was sent"),
    (AUTHENTICATION, "the login was refused, or its settings or catalog are wrong"),
    (NO_SUCH_THING, "no such thing, or several of that name"),
    (SERVER_ERROR, "the server went to ERROR (its fault is printed)"),
    (GAVE_UP_WAITING, "gave up waiting (the server may still become ACTIVE)"),
    (OUTCOME_UNKNOWN, "outcome unknown: it may have been done; matching servers are listed"),
    (HUNG_UP, "the terminal went away (SIGHUP)"),
    (INTERRUPTED, "interrupted (Ctrl-C)"),
    (TERMINATED, "terminated (SIGTERM)"),
)
