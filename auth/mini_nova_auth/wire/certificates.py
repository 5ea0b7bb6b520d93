"""Who signed a server's certificate, read off one that is not trusted: for an error that says whose CA to get."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

_COMMON_NAME = b"\x06\x03\x55\x04\x03"  # OBJECT IDENTIFIER 2.5.4.3 (X.520 commonName) in DER
_ORGANIZATION = b"\x06\x03\x55\x04\x0a"  # 2.5.4.10 (X.520 organizationName)
_VERSION = 0xA0  # the tag of a certificate's version, which the first version leaves out
_TEXTS = (0x0C, 0x13, 0x16, 0x14)  # UTF8String, PrintableString, IA5String, T61String
WITHIN = 3.0  # seconds


def issuer_of(host: str, port: int) -> str:
    """The issuer's common name, in quotes; '' where the server cannot be asked or its certificate names none.

    One TLS handshake, in which nothing is checked and nothing sent.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with (
            socket.create_connection((host, port), WITHIN) as plain,
            context.wrap_socket(plain, server_hostname=host) as secured,
        ):
            certificate = secured.getpeercert(binary_form=True) or b""
    except (OSError, ValueError):
        return ""
    return issuer_in(certificate)


def issuer_in(certificate: bytes) -> str:
    """The common name, else the organization, of a DER certificate's issuer, in quotes; '' for none.

    RFC 5280 section 4.1: within the certificate's first part are version (tagged 0), number, algorithm, then the issuer.
    """
    try:
        parts = list(_parts(_content(_content(certificate))))
        issuer = parts[3 if parts[0][0] == _VERSION else 2][1]
    except (IndexError, ValueError):
        return ""
    return _text_after(issuer, _COMMON_NAME) or _text_after(issuer, _ORGANIZATION)


def _content(given: bytes) -> bytes:
    return next(_parts(given))[1]


def _parts(given: bytes) -> Iterator[tuple[int, bytes]]:
    """The values of DER that stand side by side: tag and content. Raises IndexError or ValueError for what is none."""
    at = 0
    while at < len(given):
        tag, length, at = given[at], given[at + 1], at + 2
        if length > 127:
            width = length - 128
            length, at = int.from_bytes(given[at : at + width], "big"), at + width
        if at + length > len(given):
            raise ValueError("cut")
        yield tag, given[at : at + length]
        at += length
    if not given:
        raise ValueError("empty")


def _text_after(issuer: bytes, name: bytes) -> str:
    """The text of one attribute of a name, in quotes; '' where it has none that can be shown."""
    at = issuer.find(name) + len(name)
    if at < len(name) or at + 2 > len(issuer) or issuer[at] not in _TEXTS or issuer[at + 1] > 127:
        return ""
    text = issuer[at + 2 : at + 2 + issuer[at + 1]].decode(errors="replace")
    return f'"{text}"' if text.isprintable() else ""
