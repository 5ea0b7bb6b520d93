"""Sequences of calls to Cinder: transfers, and what it refuses."""

from __future__ import annotations

from typing import Any

from tests.cloud.sequences import Step

NOBODY = "00000000-0000-0000-0000-000000000000"  # a UUID of nothing
VOLUME = {"volume": {"size": 1, "name": "shape"}}


def cinder(method: str, path: str, body: Any = None, word: str = "", version: str = "3.71") -> Step:
    """Return a call to Cinder."""
    return Step("block-storage", method, f"/{path}", body, version, word)


OFFER = cinder("POST", "os-volume-transfer", {"transfer": {"volume_id": "{vol}"}}, "transfer")
SEQUENCES: dict[str, tuple[Step, ...]] = {
    "what Cinder refuses, and what admins see": (
        cinder("POST", "volumes", {"volume": {"size": 0}}),
        cinder("POST", "volumes", {"volume": {"size": "0"}}),
        cinder("POST", "snapshots", {"snapshot": {"volume_id": None, "display_name": "x"}}),
        cinder("POST", "snapshots", {"snapshot": {"volume_id": NOBODY, "display_name": "x"}}),
        cinder("GET", "snapshots?sort_key=display_name"),
        cinder("GET", "volumes?sort_key=display_name"),
        cinder("GET", "os-hosts/nope"),
        cinder("GET", "os-quota-class-sets/default"),
        cinder("PUT", "os-quota-class-sets/default", {"quota_class_set": {"nope": 1}}),
        cinder("GET", "extensions"),
        cinder("GET", "extensions/os-hosts"),
        cinder("GET", "capabilities/nope"),
        cinder("POST", "volumes", VOLUME, "vol"),
        cinder("POST", "snapshots", {"snapshot": {"volume_id": "{vol}"}}, "snap"),
        cinder("POST", "snapshots/{snap}/action", {"os-reset_status": {"status": "creating"}}),
        cinder(
            "POST",
            "snapshots/{snap}/action",
            {"os-update_snapshot_status": {"status": "error", "progress": "x"}},
        ),
        cinder(
            "POST",
            "snapshots/{snap}/action",
            {"os-update_snapshot_status": {"status": "error", "progress": "80%"}},
        ),
        cinder("GET", "snapshots/{snap}"),
    ),
    "QoS specs": (
        cinder("POST", "types", {"volume_type": {"name": "shape"}}, "type"),
        cinder("POST", "qos-specs", {"qos_specs": {"name": "shape", "consumer": "nope"}}),
        cinder("POST", "qos-specs", {"qos_specs": {"name": "shape", "a": "b"}}, "specs"),
        cinder("POST", "qos-specs", {"qos_specs": {"name": "shape"}}),
        cinder("POST", "qos-specs", {"qos_specs": {"a": "b"}}),
        cinder("GET", "qos-specs"),
        cinder("GET", "qos-specs/{specs}"),
        cinder("GET", f"qos-specs/{NOBODY}"),
        cinder("PUT", "qos-specs/{specs}", {"qos_specs": {"c": "d", "consumer": "both"}}),
        cinder("PUT", "qos-specs/{specs}", {"qos_specs": {"consumer": "nope"}}),
        cinder("PUT", "qos-specs/{specs}/delete_keys", {"keys": ["a"]}),
        cinder("PUT", "qos-specs/{specs}/delete_keys", {"keys": ["a"]}),
        cinder("GET", "qos-specs/{specs}/associate"),
        cinder("GET", "qos-specs/{specs}/associate?vol_type_id={type}"),
        cinder("GET", "qos-specs/{specs}/associations"),
        cinder("GET", "types/{type}"),
        cinder("DELETE", "qos-specs/{specs}"),
        cinder("GET", "qos-specs/{specs}/disassociate?vol_type_id={type}"),
        cinder("GET", "qos-specs/{specs}/disassociate_all"),
        cinder("DELETE", "qos-specs/{specs}?force=True"),
        cinder("DELETE", "qos-specs/{specs}"),
    ),
    "transfers": (
        cinder("POST", "volumes", VOLUME, "vol"),
        cinder("POST", "os-volume-transfer", {"transfer": {"volume_id": NOBODY}}),
        cinder("POST", "os-volume-transfer", {"transfer": {"volume_id": "nope"}}),
        cinder("GET", "os-volume-transfer"),
        OFFER,
        OFFER,
        cinder("GET", "volumes/{vol}"),
        cinder("GET", "os-volume-transfer/{transfer}"),
        cinder("GET", "os-volume-transfer/{transfer}", version="3.0"),
        cinder("GET", "os-volume-transfer/detail"),
        cinder("GET", "os-volume-transfer"),
        cinder("POST", "os-volume-transfer/{transfer}/accept", {"accept": {"auth_key": "x"}}),
        cinder("POST", "os-volume-transfer/{transfer}/accept", {"accept": {}}),
        cinder("DELETE", "os-volume-transfer/{transfer}"),
        cinder("DELETE", "os-volume-transfer/{transfer}"),
        cinder(
            "POST",
            "volume-transfers",
            {"transfer": {"volume_id": "{vol}", "no_snapshots": True, "name": " t "}},
            "newer",
        ),
        cinder("GET", "volume-transfers/{newer}"),
        cinder("GET", "volume-transfers/detail"),
        cinder("GET", "volume-transfers/detail", version="3.54"),
        cinder("DELETE", "volume-transfers/{newer}"),
    ),
}
