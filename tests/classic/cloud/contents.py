"""What the cloud contains: names, ids and dates."""

from __future__ import annotations

from tests.local_cloud import shapes
from tests.local_cloud.messages import Json

TIME = "2026-01-02T03:04:05Z"
FINE_TIME = "2026-01-02T03:04:05.000000"
USER = "d0e0000000000000000000000000a001"
PROJECT = "d0e0000000000000000000000000b001"
OTHER_PROJECT = "d0e0000000000000000000000000b002"
REQUEST = "req-11111111-2222-4333-8444-555555555555"


def _id(kind: int, number: int) -> str:
    return f"{kind:08x}-0000-4000-8000-{number:012x}"


# The words in braces that a case may use, and what they stand for.
IDS = {
    "vm": _id(1, 1),
    "db": _id(1, 2),
    "busy": _id(1, 3),
    "my-vm": _id(1, 4),
    "twin1": _id(1, 5),
    "twin2": _id(1, 6),
    "broken": _id(1, 7),
    "off": _id(1, 8),
    "resized": _id(1, 9),
    "volume-vm": _id(1, 10),
    "bare": _id(1, 11),
    "gone": _id(1, 12),
    "foreign": _id(1, 13),
    "nobody": _id(1, 99),
    "image": "e540ef5b-baf0-417e-b6c2-3a0364af25d5",
    "image2": _id(2, 2),
    "twin-image1": _id(2, 3),
    "twin-image2": _id(2, 4),
    "snapshot": _id(2, 5),
    "net": _id(3, 1),
    "net2": _id(3, 2),
    "port": _id(4, 1),
    "volume": _id(5, 1),
    "volume2": _id(5, 2),
    "volume-snapshot": _id(5, 3),
    "attachment": _id(5, 4),
    "bdm": _id(5, 5),
    "hypervisor": _id(6, 1),
    "hypervisor2": _id(6, 2),
    "service": _id(7, 1),
    "group": _id(8, 1),
    "group2": _id(8, 2),
    "secgroup": _id(9, 1),
    "migration": _id(10, 1),
    "aggregate": _id(11, 1),
    "project": PROJECT,
    "other-project": OTHER_PROJECT,
    "user": USER,
    "request": REQUEST,
}
NETWORKS = {"private": IDS["net"], "public": IDS["net2"]}


def _image(name: str, word: str, **properties: str) -> Json:
    return {**shapes.image_shape(IDS[word], name, PROJECT, TIME), **properties}


IMAGES: list[Json] = [
    _image("cirros-0.3.0-x86_64", "image", os_distro="cirros", hw_rng_model="virtio"),
    _image("ubuntu", "image2", os_distro="ubuntu"),
    _image("twin", "twin-image1", os_type="linux"),
    _image("twin", "twin-image2", os_type="linux"),
    _image("snap", "snapshot", image_type="snapshot"),
]
