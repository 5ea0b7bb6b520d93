"""The issuer of a certificate, from its bytes."""

from datetime import datetime, timedelta, timezone

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from mini_nova_auth.wire.certificates import issuer_in

TODAY = datetime.now(timezone.utc)
LAB = {NameOID.COUNTRY_NAME: "DE", NameOID.ORGANIZATION_NAME: "Lab", NameOID.COMMON_NAME: "Lab CA"}


def name(parts: dict[x509.ObjectIdentifier, str]) -> x509.Name:
    """An X.509 name with these attributes."""
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in parts.items()])


def certificate(issuer: dict[x509.ObjectIdentifier, str]) -> bytes:
    """A certificate for c.example, in DER."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        x509.CertificateBuilder()
        .subject_name(name({NameOID.COMMON_NAME: "c.example"}))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(TODAY)
        .not_valid_after(TODAY + timedelta(days=1))
    )
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


CERTIFICATE = certificate(LAB)


def test_the_issuers_common_name() -> None:
    assert issuer_in(CERTIFICATE) == '"Lab CA"'


def test_a_name_beyond_ascii() -> None:
    assert issuer_in(certificate({NameOID.COMMON_NAME: "Prüflabor"})) == '"Prüflabor"'


def test_an_issuer_without_a_common_name_is_known_by_its_organization() -> None:
    assert issuer_in(certificate({NameOID.ORGANIZATION_NAME: "Lab"})) == '"Lab"'
    assert issuer_in(certificate({NameOID.COUNTRY_NAME: "DE"})) == ""


def test_a_name_with_control_characters_is_not_shown() -> None:
    assert issuer_in(certificate({NameOID.COMMON_NAME: "a\x1b[2Jb"})) == ""


@pytest.mark.parametrize("percent", range(0, 100, 2))
def test_a_certificate_that_is_cut_off(percent: int) -> None:
    length = len(CERTIFICATE) * percent // 100
    assert issuer_in(CERTIFICATE[:length]) == ""


@given(st.binary(max_size=64))
def test_bytes_that_are_no_certificate(content: bytes) -> None:
    assert issuer_in(content) == ""
