"""The words for the states of volumes, snapshots and attachments: Cinder's."""

from __future__ import annotations

# A volume's status.
CREATING = "creating"
DOWNLOADING = "downloading"
AVAILABLE = "available"
RESERVED = "reserved"
ATTACHING = "attaching"
IN_USE = "in-use"
DETACHING = "detaching"
EXTENDING = "extending"
RETYPING = "retyping"
UPLOADING = "uploading"
REVERTING = "reverting"
AWAITING_TRANSFER = "awaiting-transfer"
DELETING = "deleting"
ERROR = "error"
ERROR_EXTENDING = "error_extending"
ERROR_RESTORING = "error_restoring"
ERROR_MANAGING = "error_managing"

# A snapshot's status, besides those above.
RESTORING = "restoring"

# An attachment's status, besides those above.
ATTACHED = "attached"

DELETABLE = (AVAILABLE, ERROR, ERROR_RESTORING, ERROR_EXTENDING, ERROR_MANAGING)
UNFINISHED = (CREATING, DOWNLOADING)
RESETTABLE = (  # what ``os-reset_status`` takes, in the order of Cinder's own list
    CREATING,
    AVAILABLE,
    DELETING,
    ERROR,
    "error_deleting",
    ERROR_MANAGING,
    "managing",
    ATTACHING,
    IN_USE,
    DETACHING,
    "maintenance",
    "restoring-backup",
    ERROR_RESTORING,
    RESERVED,
    AWAITING_TRANSFER,
    "backing-up",
    "error_backing-up",
    ERROR_EXTENDING,
    DOWNLOADING,
    UPLOADING,
    RETYPING,
    EXTENDING,
)
SNAPSHOT_RESETTABLE = (
    ERROR,
    AVAILABLE,
    CREATING,
    DELETING,
    "deleted",
    "updating",
    "error_deleting",
    "unmanaging",
    "backing-up",
    RESTORING,
)
