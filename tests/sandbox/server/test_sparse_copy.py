"""Copies whose holes stay holes."""

from __future__ import annotations

from pathlib import Path

import pytest

from mini_nova_sandbox.server import sparse_copy

MEBIBYTE = 1024 * 1024


@pytest.mark.parametrize("offsets", [[], [0], [5 * MEBIBYTE], [0, 20 * MEBIBYTE]])
def test_a_copy_has_the_content_and_no_more_blocks(tmp_path: Path, offsets: list[int]) -> None:
    file = tmp_path / "file"
    with file.open("wb") as stream:
        for offset in offsets:
            stream.seek(offset)
            stream.write(b"data" * MEBIBYTE)
        stream.truncate(64 * MEBIBYTE)
    copy = tmp_path / "copy"
    sparse_copy.copy(file, copy)
    assert copy.read_bytes() == file.read_bytes()
    assert copy.stat().st_blocks <= file.stat().st_blocks


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    sparse_copy.copy(tmp_path / "file", tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == b""
