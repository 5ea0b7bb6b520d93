"""Who signed a certificate, read off its bytes."""

from datetime import datetime, timedelta, timezone

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from mini_nova_auth.wire.certificates import issuer_in

NOW = datetime.now(timezone.utc)
LAB = {NameOID.COUNTRY_NAME: "DE", NameOID.ORGANIZATION_NAME: "Lab", NameOID.COMMON_NAME: "Lab CA"}


def name(parts: dict[x509.ObjectIdentifier, str]) -> x509.Name:
    """A name of these parts."""
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in parts.items()])


def certificate(issuer: dict[x509.ObjectIdentifier, str]) -> bytes:
    """A certificate for c.example, in DER."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        x509.CertificateBuilder()
        .subject_name(name({NameOID.COMMON_NAME: "c.example"}))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=1))
    )
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


WHOLE = certificate(LAB)


def test_the_issuers_common_name() -> None:
    assert issuer_in(WHOLE) == '"Lab CA"'


def test_a_name_beyond_ascii() -> None:
    assert issuer_in(certificate({NameOID.COMMON_NAME: "Prüflabor"})) == '"Prüflabor"'


def test_an_issuer_without_a_common_name_goes_by_its_organization_and_is_not_confused_with_the_subject() -> (
    None
):
    assert issuer_in(certificate({NameOID.ORGANIZATION_NAME: "Lab"})) == '"Lab"'
    assert issuer_in(certificate({NameOID.COUNTRY_NAME: "DE"})) == ""


def test_a_name_that_would_drive_a_terminal() -> None:
    assert issuer_in(certificate({NameOID.COMMON_NAME: "a\x1b[2Jb"})) == ""


@pytest.mark.parametrize("length", range(0, len(WHOLE), 7))
def test_one_that_is_cut(length: int) -> None:
    assert issuer_in(WHOLE[:length]) == ""


@given(st.binary(max_size=64))
def test_rubbish(content: bytes) -> None:
    assert issuer_in(content) == ""
