"""What is installed: every package, the completions and the man pages."""

import configparser
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from mini_nova import __version__

TREE = Path(__file__).resolve().parent.parent
SHARE = {
    "share/bash-completion/completions/mini-nova",
    "share/zsh/site-functions/_mini-nova",
    "share/fish/vendor_completions.d/mini-nova.fish",
}


def setup_cfg() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(TREE / "setup.cfg")
    return parser


def test_the_list_of_packages_is_the_tree() -> None:
    listed = setup_cfg()["options"]["packages"].split()
    found = [
        ".".join(init.parent.relative_to(root).parts)
        for root in (TREE / "auth", TREE / "cli", TREE / "sandbox")
        for init in root.rglob("__init__.py")
    ]
    assert sorted(listed) == sorted(found)


def test_an_old_python_is_refused_in_one_sentence() -> None:
    program = (
        "import runpy, sys; sys.version_info = (3, 9, 18, 'final', 0); runpy.run_path('setup.py')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=TREE, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == "mini-nova needs Python 3.10 or newer; this is Python 3.9\n"


def test_the_changelog_has_the_version_or_what_comes_next() -> None:
    headings = re.findall(r"^## \[(.+?)\]", (TREE / "CHANGELOG.md").read_text(), re.MULTILINE)
    released = "dev" not in __version__ and __version__ in headings
    assert headings[0] == (__version__ if released else "Unreleased")


@pytest.mark.slow
def test_wheel_and_sdist_are_complete(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--outdir", str(tmp_path), str(TREE)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    wheel = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    sources = {
        path.relative_to(root).as_posix()
        for root in (TREE / "auth", TREE / "cli", TREE / "sandbox")
        for path in [*root.rglob("*.py"), *root.rglob("py.typed")]
        if "egg-info" not in str(path)
    }
    assert sources - wheel == set()
    page = TREE / "sandbox" / "mini_nova_sandbox" / "page" / "static"
    files = {f"mini_nova_sandbox/page/static/{path.name}" for path in page.iterdir()}
    assert files - wheel == set()
    assert len(files) > 20
    data = {name.split(".data/data/", 1)[1] for name in wheel if ".data/data/" in name}
    pages = {f"share/man/man1/{page.name}" for page in (TREE / "man").glob("*.1")}
    assert data == SHARE | pages
    assert len(pages) > 10
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as sdist:
        inside = {name.split("/", 1)[1] for name in sdist.getnames() if "/" in name}
    for needed in (
        "tests/conftest.py",
        "tools/generate.py",
        "benchmarks/README.md",
        "docs/security.md",
        "man/mini-nova.1",
    ):
        assert needed in inside
