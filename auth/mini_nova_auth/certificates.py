"""Who signed a server's certificate, read off one that is not trusted: for an error that says whose CA to get."""

from __future__ import annotations

import socket
import ssl

_COMMON_NAME = b"\x06\x03\x55\x04\x03"  # OBJECT IDENTIFIER 2.5.4.3 (X.520 commonName) in DER
_VERSION = 0xA0  # context-specific tag 0
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
    """The common name of a DER certificate's issuer, in quotes; '' where it has none.

    RFC 5280 section 4.1: the issuer is the fourth part of the first part, or the third where the version is left out.
    """
    try:
        outer, _ = _content(certificate, 0)
        at, _ = _content(certificate, outer)
        for _ in range(3 if certificate[at] == _VERSION else 2):
            _, at = _content(certificate, at)
        begin, end = _content(certificate, at)
        issuer = certificate[begin:end]
        at = issuer.index(_COMMON_NAME) + len(_COMMON_NAME)
        begin, end = _content(issuer, at)
    except (IndexError, ValueError):
        return ""
    name = issuer[begin:end].decode(errors="replace") if issuer[at] in _TEXTS else ""
    return f'"{name}"' if name and name.isprintable() else ""


def _content(der: bytes, at: int) -> tuple[int, int]:
    """Where the content of the element at a place begins and ends. Raises IndexError where that is beyond the bytes."""
    begin, length = at + 2, der[at + 1]
    if length > 127:  # so many bytes of the true length follow
        begin += length - 128
        length = int.from_bytes(der[at + 2 : begin], "big")
    if begin + length > len(der):
        raise IndexError
    return begin, begin + length
