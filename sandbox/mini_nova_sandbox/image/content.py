"""The image of a new cloud. Its data is a small, valid, empty qcow2 disk."""

from __future__ import annotations

import struct
from pathlib import Path

from mini_nova_sandbox.image import checksums, images
from mini_nova_sandbox.state.database import Database

NAME = "cirros-0.3.0-x86_64"
ID = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
CLUSTER_BITS = 16
CLUSTER = 1 << CLUSTER_BITS
VIRTUAL_SIZE = 1024 * 1024


def create(database: Database, images_dir: Path, owner: str) -> None:
    """Write the file and insert the image."""
    path = images_dir / ID
    path.write_bytes(empty_qcow2())
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
    images.record_data(database, ID, checksums.of_file(path))


def empty_qcow2() -> bytes:
    """Return an empty qcow2 (version 2) disk of one mebibyte.

    The clusters are the header, the refcount table, the refcounts, and the L1 table. The layout
    follows QEMU's specification of the format (docs/interop/qcow2).
    """
    header = struct.pack(
        ">4sIQIIQIIQQIIQ",
        b"QFI\xfb",
        2,  # version
        0,  # offset of the backing file's name
        0,  # length of the backing file's name
        CLUSTER_BITS,
        VIRTUAL_SIZE,
        0,  # encryption
        1,  # entries in the L1 table
        3 * CLUSTER,  # offset of the L1 table
        CLUSTER,  # offset of the refcount table
        1,  # clusters of the refcount table
        0,  # snapshots
        0,  # offset of the snapshots
    )
    refcount_table = struct.pack(">Q", 2 * CLUSTER)
    refcounts = struct.pack(">HHHH", 1, 1, 1, 1)
    l1_table = struct.pack(">Q", 0)
    clusters = (header, refcount_table, refcounts, l1_table)
    return b"".join(cluster.ljust(CLUSTER, b"\0") for cluster in clusters)
