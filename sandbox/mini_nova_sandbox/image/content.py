"""The image of a new cloud: the contract's, by name and id. Its data is a small, valid, empty qcow2 disk."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

from mini_nova_sandbox.image import images
from mini_nova_sandbox.state.database import Database

NAME = "cirros-0.3.0-x86_64"
ID = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
CLUSTER = 65536
VIRTUAL_SIZE = 1024 * 1024


def create(database: Database, images_dir: Path, owner: str) -> None:
    """Writes the file and the row."""
    data = empty_qcow2()
    (images_dir / ID).write_bytes(data)
    images.insert(
        database,
        {
            "id": ID,
            "name": NAME,
            "owner": owner,
            "visibility": "public",
            "disk_format": "qcow2",
            "container_format": "bare",
        },
    )
    digests = hashlib.md5(data, usedforsecurity=False).hexdigest(), hashlib.sha512(data).hexdigest()
    images.done(database, ID, len(data), *digests)


def empty_qcow2() -> bytes:
    """A qcow2 (version 2) of one mebibyte in which nothing is written: header, refcounts of three clusters, L1 table.

    Layout after the format's specification (docs/interop/qcow2 of QEMU).
    """
    header = struct.pack(
        ">4sIQIIQIIQQIIQ",
        b"QFI\xfb",
        2,
        0,
        0,
        16,
        VIRTUAL_SIZE,
        0,
        1,
        3 * CLUSTER,
        CLUSTER,
        1,
        0,
        0,
    )
    refcount_table = struct.pack(">Q", 2 * CLUSTER)
    refcounts = struct.pack(">HHHH", 1, 1, 1, 1)
    l1_table = struct.pack(">Q", 0)
    clusters = (header, refcount_table, refcounts, l1_table)
    return b"".join(cluster.ljust(CLUSTER, b"\0") for cluster in clusters)
