"""The README's first block as it stands: from a fresh clone to an ACTIVE server, with nothing
but Python and git.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def first_block() -> str:
    """The first fenced block of the README."""
    found = re.search(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert found is not None
    return found[1]


def test_the_first_block_is_one_command_and_boots_on_the_sandbox() -> None:
    block = first_block()
    assert "--os-cloud sandbox boot" in block
    assert "--poll" in block
    assert len(re.sub(r"\\\n", "", block).strip().splitlines()) == 1


@pytest.mark.slow
def test_the_first_block_ends_with_an_active_server(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    ignored = shutil.ignore_patterns(
        ".git", ".venv", "*.egg-info", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"
    )
    shutil.copytree(ROOT, clone, ignore=ignored)
    home = tmp_path / "home"
    home.mkdir()
    pip = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(("PIP_", "SSL_", "REQUESTS_", "UV_"))
    }
    path = f"{Path(sys.base_prefix) / 'bin'}:{os.environ['PATH']}"
    environ = {"PATH": path, "HOME": str(home), "LC_ALL": "C.UTF-8", **pip}
    try:
        done = subprocess.run(
            ["sh", "-c", first_block()],
            cwd=clone,
            env=environ,
            capture_output=True,
            text=True,
            timeout=1800,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert re.search(r"\| status +\| ACTIVE +\|", done.stdout)
        assert "sandbox started at http://127.0.0.1:" in done.stderr
    finally:
        subprocess.run(
            [clone / ".venv/bin/mini-nova", "sandbox", "down"],
            env=environ,
            check=False,
            capture_output=True,
        )
