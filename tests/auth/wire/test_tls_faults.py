"""The common faults of certificates, on a real server: their codes, and what the user reads."""

from __future__ import annotations

import contextlib
import datetime
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

pytest.importorskip(
    "cryptography", reason="certificates are made with cryptography, which the sandbox extra brings"
)

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mini_nova_auth.errors import ProtocolError, Unavailable
from mini_nova_auth.wire.certificates import issuer_of
from mini_nova_auth.wire.message import Request
from mini_nova_auth.wire.options import TLS, Timeouts
from mini_nova_auth.wire.transport import Transport
from tests.local_cloud import Fault, LocalCloud
from tests.runner import LIMIT, hasten_answers, nova

TODAY = datetime.datetime.now(datetime.timezone.utc)
DAY = datetime.timedelta(days=1)


class _Quiet(BaseHTTPRequestHandler):
    """Answers 200 to everything; ``/drip`` byte by byte."""

    def do_GET(self) -> None:
        if self.path == "/drip":
            self._drip()
            return
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def _drip(self) -> None:
        with contextlib.suppress(OSError):
            for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}":
                self.wfile.write(bytes([byte]))
                time.sleep(0.05)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


class Server:
    """A server on its own port, with TLS if it has a certificate and a key."""

    def __init__(self, files: tuple[Path, Path] | None) -> None:
        self._http = HTTPServer(("127.0.0.1", 0), _Quiet)
        if files is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*files)
            self._http.socket = context.wrap_socket(self._http.socket, server_side=True)
        self.port = self._http.server_address[1]
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop the server."""
        self._http.shutdown()
        self._http.server_close()


def certificate(
    folder: Path, host: str, *, issuer: str = "Lab CA", expired: bool = False
) -> tuple[Path, Path]:
    """A certificate for a host and its key: from an unknown CA, or self-signed if that is the
    host.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    names = x509.SubjectAlternativeName([x509.DNSName(host)])
    signed = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(TODAY - 10 * DAY)
        .not_valid_after(TODAY - DAY if expired else TODAY + 10 * DAY)
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / "cert.pem", folder / "key.pem"
    files[0].write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    )
    return files


@pytest.fixture
def servers() -> Iterator[list[Server]]:
    """The servers of a test; they stop at its end."""
    running: list[Server] = []
    yield running
    for server in running:
        server.close()


def failure(url: str, **tls: str) -> Unavailable:
    """The error of a request to a server."""
    transport = Transport(user_agent="tests", tls=TLS(**tls), timeouts=Timeouts(LIMIT, LIMIT))  # type: ignore[arg-type]
    with pytest.raises(Unavailable) as caught:
        transport.send(Request("GET", url, {}))
    return caught.value


def test_an_unknown_ca(servers: list[Server], tmp_path: Path) -> None:
    servers.append(Server(certificate(tmp_path, "localhost")))
    error = failure(f"https://localhost:{servers[0].port}/")
    assert (error.code, error.sent) == ("tls-untrusted", False)
    assert "--os-cacert" in error.hint
    assert issuer_of("localhost", servers[0].port) == '"Lab CA"'


def test_an_expired_certificate(servers: list[Server], tmp_path: Path) -> None:
    files = certificate(tmp_path, "localhost", issuer="localhost", expired=True)
    servers.append(Server(files))
    error = failure(f"https://localhost:{servers[0].port}/", cacert=str(files[0]))
    assert error.code == "tls-expired"
    assert "clock" in error.hint


def test_a_certificate_for_another_host(servers: list[Server], tmp_path: Path) -> None:
    files = certificate(tmp_path, "elsewhere.example", issuer="elsewhere.example")
    servers.append(Server(files))
    assert (
        failure(f"https://localhost:{servers[0].port}/", cacert=str(files[0])).code
        == "tls-wrong-host"
    )


def test_a_server_without_tls(servers: list[Server]) -> None:
    servers.append(Server(None))
    error = failure(f"https://localhost:{servers[0].port}/")
    assert error.code in ("tls-none", "tls-failed")
    assert issuer_of("localhost", servers[0].port) == ""


def test_an_answer_over_tls_has_a_time_limit(
    servers: list[Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers.append(Server(certificate(tmp_path, "localhost")))
    impatient = Transport(user_agent="tests", tls=TLS(verify=False), timeouts=Timeouts(LIMIT, 100))
    hasten_answers(monkeypatch, 10)
    with pytest.raises(Unavailable, match="did not finish its answer within 100 s"):
        impatient.send(Request("GET", f"https://localhost:{servers[0].port}/drip", {}))


@pytest.mark.parametrize("is_login", [False, True])
def test_a_redirect_to_tls_on_another_port_carries_nothing(
    cloud: LocalCloud, is_login: bool
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as neighbour:
        neighbour.setblocking(False)
        target = f"https://127.0.0.1:{neighbour.getsockname()[1]}/v3"
        cloud.faults.add(Fault("*", "/", "redirect", status=307, location=target))
        transport = Transport(user_agent="tests", tls=TLS(verify=False))
        request = Request("POST", f"{cloud.url}/v3", {"X-Auth-Token": "t0ken"}, "{}")
        with contextlib.suppress(ProtocolError):
            transport.send(request._replace(is_login=is_login))
        with pytest.raises(BlockingIOError):
            neighbour.accept()


def test_the_doctor_names_the_ca(
    servers: list[Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers.append(Server(certificate(tmp_path, "localhost")))
    monkeypatch.setenv("OS_AUTH_URL", f"https://localhost:{servers[0].port}/v3")
    monkeypatch.setenv("OS_USERNAME", "alice")
    monkeypatch.setenv("OS_PASSWORD", "s3cr3t-pa55")
    run = nova("doctor")
    assert run.exit_code == 1
    assert 'it is signed by "Lab CA"' in run.stdout
    assert "Give its CA with --os-cacert (OS_CACERT)." in run.stdout
