"""Who signed a server's certificate, read off one that is not trusted: for an error that says whose CA to get."""

from __future__ import annotations

import socket
import ssl

_COMMON_NAME = b"\x06\x03\x55\x04\x03"  # OBJECT IDENTIFIER 2.5.4.3 (X.520 commonName) in DER
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
    """The common name of a DER certificate's issuer: the first one in it, as RFC 5280 puts the issuer before the subject."""
    at = certificate.find(_COMMON_NAME) + len(_COMMON_NAME)
    if (
        at < len(_COMMON_NAME)
        or at + 2 > len(certificate)
        or certificate[at] not in _TEXTS
        or certificate[at + 1] > 127
    ):
        return ""
    name = certificate[at + 2 : at + 2 + certificate[at + 1]].decode(errors="replace")
    return f'"{name}"' if name.isprintable() else ""
