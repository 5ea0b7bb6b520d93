"""Reading the issuer of a server's certificate, for an error that says whose CA is missing."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

_COMMON_NAME = b"\x06\x03\x55\x04\x03"  # OBJECT IDENTIFIER 2.5.4.3 (X.520 commonName) in DER
_ORGANIZATION = b"\x06\x03\x55\x04\x0a"  # 2.5.4.10 (X.520 organizationName)
_VERSION = 0xA0  # the tag of a certificate's version, which version 1 leaves out
_TEXTS = (0x0C, 0x13, 0x16, 0x14)  # UTF8String, PrintableString, IA5String, T61String
_LONGEST_SHORT_LENGTH = 127  # a greater first byte counts the bytes of the length after it
TIMEOUT = 3.0  # seconds


def issuer_of(host: str, port: int) -> str:
    """The name of the issuer of a server's certificate, in quotes.

    '' if the server does not answer, or its certificate names no issuer. Makes one TLS handshake,
    which verifies nothing and sends nothing.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with (
            socket.create_connection((host, port), TIMEOUT) as connection,
            context.wrap_socket(connection, server_hostname=host) as tls,
        ):
            certificate = tls.getpeercert(binary_form=True) or b""
    except (OSError, ValueError):
        return ""
    return issuer_in(certificate)


def issuer_in(certificate: bytes) -> str:
    """The common name, else the organization, of a DER certificate's issuer, in quotes.

    '' if it has neither. RFC 5280 section 4.1: a certificate's first part holds the version (tagged
    0), the serial number, the signature's algorithm, and the issuer.
    """
    try:
        issuer = _issuer(certificate)
    except (IndexError, ValueError):
        return ""
    return _text_after(_COMMON_NAME, issuer) or _text_after(_ORGANIZATION, issuer)


def _issuer(certificate: bytes) -> bytes:
    first_part = _content(_content(certificate))
    values = list(_parts(first_part))
    first_tag, _ = values[0]
    has_version = first_tag == _VERSION
    _, issuer = values[3] if has_version else values[2]
    return issuer


def _content(der: bytes) -> bytes:
    _, content = next(_parts(der))
    return content


def _parts(der: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each DER value in a sequence.

    Raises IndexError or ValueError if they are malformed.
    """
    if not der:
        raise ValueError("empty")
    position = 0
    while position < len(der):
        tag = der[position]
        start, length = _length(der, position + 1)
        position = start + length
        if position > len(der):
            raise ValueError("cut off")
        yield tag, der[start:position]


def _length(der: bytes, position: int) -> tuple[int, int]:
    """Where a value's content starts, and its length, from the length's own position."""
    length = der[position]
    start = position + 1
    if length <= _LONGEST_SHORT_LENGTH:
        return start, length
    width = length - _LONGEST_SHORT_LENGTH - 1
    end = start + width
    return end, int.from_bytes(der[start:end], "big")


def _text_after(attribute: bytes, issuer: bytes) -> str:
    """The value of an attribute in a name, in quotes; '' if it has none that can be shown."""
    _, separator, value = issuer.partition(attribute)
    if not separator or len(value) < 2:
        return ""
    tag, length = value[0], value[1]
    if tag not in _TEXTS or length > _LONGEST_SHORT_LENGTH:
        return ""
    content = value[2 : 2 + length]
    text = content.decode(errors="replace")
    return f'"{text}"' if text.isprintable() else ""
