"""The examples of the documents: each runs as it stands."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import click
import pytest
from benchmarks import imports

from mini_nova.root import cli
from mini_nova_auth.diagnosis import catalog_check
from mini_nova_auth.wire import failures
from tests.local_cloud import LocalCloud
from tests.runner import LIMIT, ROOT, environment

DOCS = ROOT / "docs"
BLOCKS = re.findall(
    r"^```python\n(.*?)^```",
    (DOCS / "python.md").read_text(encoding="utf-8"),
    re.MULTILINE | re.DOTALL,
)
KEY = "the-key-of-the-account"


def run(
    program: Path | str, *arguments: str, stdin: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    """A Python program in a process of its own."""
    words = [str(program)] if isinstance(program, Path) else ["-c", program]
    return subprocess.run(
        [sys.executable, "-W", "error", *words, *arguments],
        env={**environment(), **variables},
        input=stdin,
        text=True,
        capture_output=True,
        check=False,
        timeout=LIMIT,
    )


@pytest.fixture
def lab(cloud: LocalCloud) -> LocalCloud:
    """The cloud as ``lab`` in clouds.yaml, and in the environment."""
    lines = ["clouds:", "  lab:", f"    region_name: {os.environ['OS_REGION_NAME']}", "    auth:"]
    lines += [
        f"      {name.removeprefix('OS_').lower()}: '{value}'"
        for name, value in cloud.openrc().items()
        if name not in ("OS_REGION_NAME", "OS_IDENTITY_API_VERSION")
    ]
    Path("clouds.yaml").write_text("\n".join(lines))
    return cloud


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_the_examples_in_python(lab: LocalCloud, number: int) -> None:
    done = run(BLOCKS[number])
    assert (done.returncode, done.stderr) == (0, "")


def test_there_are_examples() -> None:
    assert len(BLOCKS) >= 7


def test_a_token_for_kubectl(cloud: LocalCloud) -> None:
    asked = json.dumps(
        {"apiVersion": "client.authentication.k8s.io/v1beta1", "kind": "ExecCredential", "spec": {}}
    )
    done = run(DOCS / "examples" / "kubernetes-exec-credential", KUBERNETES_EXEC_INFO=asked)
    said = json.loads(done.stdout)
    assert (said["apiVersion"], said["kind"]) == (
        "client.authentication.k8s.io/v1beta1",
        "ExecCredential",
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", said["status"]["expirationTimestamp"])
    assert said["status"]["token"]
    failed = run(
        DOCS / "examples" / "kubernetes-exec-credential",
        OS_PASSWORD="wr0ng-pl4nted",
        XDG_CACHE_HOME="/nonexistent",
    )
    assert failed.returncode == 1
    assert "pl4nted" not in failed.stdout + failed.stderr


class _Swift(BaseHTTPRequestHandler):
    """A v1 login and an account that has a key."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("X-Auth-Token", "AUTH_tk1")
        self.send_header("X-Storage-Url", f"http://{self.headers['Host']}/v1/AUTH_test")
        self.end_headers()

    def do_HEAD(self) -> None:
        self.send_response(204)
        self.send_header("X-Account-Meta-Temp-Url-Key", KEY)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def swift() -> Iterator[str]:
    """The address to log in at."""
    with HTTPServer(("127.0.0.1", 0), _Swift) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/auth/v1.0"
        server.shutdown()


def test_a_temporary_url(swift: str) -> None:
    login = {
        "OS_AUTH_URL": swift,
        "OS_IDENTITY_API_VERSION": "1",
        "OS_USERNAME": "test:tester",
        "OS_PASSWORD": "testing",
    }
    program = DOCS / "examples" / "swift-temp-url"
    done = run(program, "get", stdin="method=PUT\npath=c/ä b?\nseconds=60\n\n", **login)
    said = dict(line.partition("=")[::2] for line in done.stdout.splitlines())
    parts = urlsplit(said["url"])
    assert parts.path == "/v1/AUTH_test/c/%C3%A4%20b%3F"
    signed = f"PUT\n{said['expires']}\n/v1/AUTH_test/c/ä b?".encode()
    assert parse_qs(parts.query)["temp_url_sig"] == [
        hmac.new(KEY.encode(), signed, hashlib.sha256).hexdigest()
    ]
    assert KEY not in done.stdout + done.stderr
    assert run(program, "store", stdin="", **login).stdout == ""


def test_every_code_of_a_finding_is_in_the_documents() -> None:
    diagnosis = Path(catalog_check.__file__).parent
    modules = [*sorted(diagnosis.glob("*.py")), Path(failures.__file__)]
    sources = [module.read_text(encoding="utf-8") for module in modules]
    codes = set(re.findall(r'Finding\(\s*[^",]+,\s*"([a-z-]+)"', "".join(sources)))
    codes |= set(re.findall(r'_Rule\(\s*"([a-z-]+)"', sources[-1]))
    page = (DOCS / "catalogs.md").read_text(encoding="utf-8")
    assert len(codes) > 25
    assert [code for code in sorted(codes) if f"`{code}`" not in page] == []


def test_every_command_in_the_documents_is_one() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (*DOCS.glob("*.md"), ROOT / "README.md")]
    typed = re.findall(r"`(?:eval \"\$\()?mini-nova ((?:[a-z-]+ ?)+)", "".join(texts))
    assert len(typed) > 20
    for words in typed:
        command: click.Command | None = cli
        for word in words.split():
            if not isinstance(command, click.Group) or word.startswith("-"):
                break
            command = command.get_command(click.Context(command), word)
            assert command is not None, words


def test_every_cost_of_a_dependency_is_measured() -> None:
    page = (DOCS / "dependencies.md").read_text(encoding="utf-8")
    packages = re.findall(r"^\| ([\w-]+) \| .* \| \d+ ms \|", page, re.MULTILINE)
    measured = [cost.package for cost in imports.COSTS]
    assert [*measured, "libvirt-python"] == packages
