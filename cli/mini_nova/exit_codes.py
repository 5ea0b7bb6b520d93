"""The exit codes, as the man page and the README give them."""

from __future__ import annotations

DONE = 0
FAILED = 1
USAGE = 2  # refused before anything was sent
AUTHENTICATION = 3  # login, or the settings and catalog it needs
NO_SUCH_THING = 4  # nothing of that name or id, or several
SERVER_ERROR = 5  # the server went to ERROR
GAVE_UP_WAITING = 6
OUTCOME_UNKNOWN = 7  # may have been done
INTERRUPTED = 130

MEANINGS = (
    (DONE, "done"),
    (FAILED, "failed"),
    (USAGE, "usage: refused before anything was sent"),
    (AUTHENTICATION, "the login was refused, or its settings or catalog are wrong"),
    (NO_SUCH_THING, "no such thing, or several of that name"),
    (SERVER_ERROR, "the server went to ERROR (its fault is printed)"),
    (GAVE_UP_WAITING, "gave up waiting (the server may still become ACTIVE)"),
    (OUTCOME_UNKNOWN, "outcome unknown: it may have been done; matching servers are listed"),
    (INTERRUPTED, "interrupted"),
)
