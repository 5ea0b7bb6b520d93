"""The words for an instance's states, and the status that Nova's API shows for them.

The words are those of Nova's ``vm_states``, ``task_states`` and ``power_state``.
"""

from __future__ import annotations

from mini_nova_sandbox.virt import driver

# vm_state
ACTIVE = "active"
BUILDING = "building"
PAUSED = "paused"
SUSPENDED = "suspended"
STOPPED = "stopped"
RESCUED = "rescued"
RESIZED = "resized"
SHELVED = "shelved"
SHELVED_OFFLOADED = "shelved_offloaded"
SOFT_DELETED = "soft-delete"
DELETED = "deleted"
ERROR = "error"

# task_state
SCHEDULING = "scheduling"
NETWORKING = "networking"
BLOCK_DEVICE_MAPPING = "block_device_mapping"
SPAWNING = "spawning"
DELETING = "deleting"
REBOOTING = "rebooting"
REBOOTING_HARD = "rebooting_hard"
POWERING_OFF = "powering-off"
POWERING_ON = "powering-on"
PAUSING = "pausing"
UNPAUSING = "unpausing"
SUSPENDING = "suspending"
RESUMING = "resuming"
RESCUING = "rescuing"
UNRESCUING = "unrescuing"
REBUILDING = "rebuilding"
REBUILD_SPAWNING = "rebuild_spawning"
RESIZE_PREP = "resize_prep"
RESIZE_MIGRATING = "resize_migrating"
RESIZE_MIGRATED = "resize_migrated"
RESIZE_FINISH = "resize_finish"
RESIZE_CONFIRMING = "resize_confirming"
RESIZE_REVERTING = "resize_reverting"
MIGRATING = "migrating"
SHELVING = "shelving"
SHELVING_IMAGE_UPLOADING = "shelving_image_uploading"
SHELVING_OFFLOADING = "shelving_offloading"
UNSHELVING = "unshelving"
IMAGE_BACKUP = "image_backup"
IMAGE_SNAPSHOT = "image_snapshot"
UPDATING_PASSWORD = "updating_password"  # noqa: S105 - a task state

# power_state: the numbers that drivers report
POWER_NOSTATE = driver.NOSTATE
POWER_RUNNING = driver.RUNNING
POWER_PAUSED = driver.PAUSED
POWER_SHUTDOWN = driver.SHUTDOWN
POWER_SUSPENDED = driver.SUSPENDED

_STATUS = {
    ACTIVE: "ACTIVE",
    BUILDING: "BUILD",
    PAUSED: "PAUSED",
    SUSPENDED: "SUSPENDED",
    STOPPED: "SHUTOFF",
    RESCUED: "RESCUE",
    RESIZED: "VERIFY_RESIZE",
    SHELVED: "SHELVED",
    SHELVED_OFFLOADED: "SHELVED_OFFLOADED",
    SOFT_DELETED: "SOFT_DELETED",
    DELETED: "DELETED",
    ERROR: "ERROR",
}
_STATUS_DURING_TASK = {
    ACTIVE: {
        REBOOTING: "REBOOT",
        REBOOTING_HARD: "HARD_REBOOT",
        UPDATING_PASSWORD: "PASSWORD",
        REBUILDING: "REBUILD",
        REBUILD_SPAWNING: "REBUILD",
        MIGRATING: "MIGRATING",
        RESIZE_PREP: "RESIZE",
        RESIZE_MIGRATING: "RESIZE",
        RESIZE_MIGRATED: "RESIZE",
        RESIZE_FINISH: "RESIZE",
    },
    STOPPED: {
        REBUILDING: "REBUILD",
        REBUILD_SPAWNING: "REBUILD",
        RESIZE_PREP: "RESIZE",
        RESIZE_MIGRATING: "RESIZE",
        RESIZE_MIGRATED: "RESIZE",
        RESIZE_FINISH: "RESIZE",
    },
    PAUSED: {MIGRATING: "MIGRATING"},
    RESIZED: {RESIZE_REVERTING: "REVERT_RESIZE"},
    ERROR: {REBUILDING: "REBUILD", REBUILD_SPAWNING: "REBUILD"},
}


def status_of(vm_state: str, task_state: str | None) -> str:
    """Return the API's status (``ACTIVE``, ``BUILD``...) for an instance's states."""
    during_task = _STATUS_DURING_TASK.get(vm_state, {})
    usual = _STATUS.get(vm_state, "UNKNOWN")
    return during_task.get(task_state or "", usual)


STATUSES = {
    status
    for vm_state, usual in _STATUS.items()
    for status in (usual, *_STATUS_DURING_TASK.get(vm_state, {}).values())
}


def statuses() -> list[tuple[str, str, dict[str, str]]]:
    """List (vm_state, usual status, {task_state: status during that task}), for filters."""
    return [
        (vm_state, status, _STATUS_DURING_TASK.get(vm_state, {}))
        for vm_state, status in _STATUS.items()
    ]
