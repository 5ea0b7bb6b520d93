"""The states of an instance, and the status that a client is shown for them (as Nova's API has it)."""

from __future__ import annotations

ACTIVE, BUILDING, PAUSED, SUSPENDED, STOPPED = (
    "active",
    "building",
    "paused",
    "suspended",
    "stopped",
)
RESCUED, RESIZED, SOFT_DELETED, DELETED, ERROR = (
    "rescued",
    "resized",
    "soft-delete",
    "deleted",
    "error",
)

SCHEDULING, NETWORKING, BLOCK_DEVICE_MAPPING, SPAWNING = (
    "scheduling",
    "networking",
    "block_device_mapping",
    "spawning",
)
DELETING, REBOOTING, REBOOTING_HARD = "deleting", "rebooting", "rebooting_hard"
POWERING_OFF, POWERING_ON, PAUSING, UNPAUSING = (
    "powering-off",
    "powering-on",
    "pausing",
    "unpausing",
)
SUSPENDING, RESUMING, RESCUING, UNRESCUING = "suspending", "resuming", "rescuing", "unrescuing"
REBUILDING, REBUILD_SPAWNING = "rebuilding", "rebuild_spawning"
RESIZE_PREP, RESIZE_MIGRATING, RESIZE_FINISH = "resize_prep", "resize_migrating", "resize_finish"
RESIZE_CONFIRMING, RESIZE_REVERTING = "resize_confirming", "resize_reverting"
IMAGE_SNAPSHOT, UPDATING_PASSWORD = "image_snapshot", "updating_password"

_BY_VM_STATE = {
    ACTIVE: "ACTIVE",
    BUILDING: "BUILD",
    PAUSED: "PAUSED",
    SUSPENDED: "SUSPENDED",
    STOPPED: "SHUTOFF",
    RESCUED: "RESCUE",
    RESIZED: "VERIFY_RESIZE",
    SOFT_DELETED: "SOFT_DELETED",
    DELETED: "DELETED",
    ERROR: "ERROR",
}
_BY_TASK_STATE = {
    ACTIVE: {
        REBOOTING: "REBOOT",
        REBOOTING_HARD: "HARD_REBOOT",
        UPDATING_PASSWORD: "PASSWORD",
        REBUILDING: "REBUILD",
        REBUILD_SPAWNING: "REBUILD",
        RESIZE_PREP: "RESIZE",
        RESIZE_MIGRATING: "RESIZE",
        RESIZE_FINISH: "RESIZE",
    },
    STOPPED: {
        REBUILDING: "REBUILD",
        REBUILD_SPAWNING: "REBUILD",
        RESIZE_PREP: "RESIZE",
        RESIZE_MIGRATING: "RESIZE",
        RESIZE_FINISH: "RESIZE",
    },
    RESIZED: {RESIZE_REVERTING: "REVERT_RESIZE"},
    ERROR: {REBUILDING: "REBUILD", REBUILD_SPAWNING: "REBUILD"},
}


def status_of(vm_state: str, task_state: str | None) -> str:
    """``ACTIVE``, ``BUILD``... as the API shows these states."""
    return _BY_TASK_STATE.get(vm_state, {}).get(
        task_state or "", _BY_VM_STATE.get(vm_state, "UNKNOWN")
    )


def shown() -> list[tuple[str, str, dict[str, str]]]:
    """For each vm_state: what it shows as, and what some task states make of that; for filters by status."""
    return [
        (vm_state, plain, _BY_TASK_STATE.get(vm_state, {}))
        for vm_state, plain in _BY_VM_STATE.items()
    ]
