"""The names of a guest's disks."""

from __future__ import annotations

import pytest

from mini_nova_sandbox.compute import device_names


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("/dev/vdb", "b"),
        ("/dev/sdb1", "b"),
        ("/dev/xvdc", "c"),
        ("hdd", "d"),
        ("vda", "a"),
        ("/dev/vdaa", "aa"),
        ("", ""),
        (None, ""),
    ],
)
def test_letters(name: str | None, letter: str) -> None:
    assert device_names.letter(name) == letter


def test_unused_names_leave_out_taken_letters() -> None:
    names = device_names.unused(["/dev/vda", "/dev/sdb", None, "vdd"])
    assert [next(names), next(names)] == ["/dev/vdc", "/dev/vde"]
