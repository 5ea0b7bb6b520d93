"""No test sees the machine it runs on: a home of its own, no settings from outside, no proxy, no
keyring.
"""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from mini_nova_auth import redact
from mini_nova_auth.secrets import keyring_store
from tests.local_cloud import LocalCloud

_SETTINGS = ("OS_", "MINI_NOVA_", "NOVA_", "NOVACLIENT_", "XDG_")
_OTHERS = (
    "NO_COLOR",
    "ALL_TENANTS",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "NETRC",
)

settings.register_profile("house", deadline=None)  # a busy machine is no failure
settings.load_profile("house")

# In the background of a shell, or under nohup, the commands of the tests would ignore these, too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture(autouse=True)
def _a_clean_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in os.environ:
        if name.startswith(_SETTINGS) or name in _OTHERS or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    home = tmp_path.with_name(f"home-of-{tmp_path.name}")
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name, folder in (("CACHE", ".cache"), ("CONFIG", ".config"), ("STATE", ".local/state")):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / folder))
    monkeypatch.setenv("COLUMNS", "1000")  # so wide that nothing wraps; tests of wrapping say less
    monkeypatch.setenv("NO_COLOR", "1")  # tests of colours take it away
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def _no_secret_of_another_test() -> Iterator[None]:
    yield
    redact.forget()
    keyring_store.reset()


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalCloud]:
    """A cloud of this test's own; the environment logs in to its project demo by Keystone v3."""
    with LocalCloud() as running:
        for name, value in running.openrc().items():
            monkeypatch.setenv(name, value)
        yield running
