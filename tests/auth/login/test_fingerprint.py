"""A secret's fingerprint: what it notices, and how little it tells."""

from mini_nova_auth.login.fingerprint import BITS, fingerprint

ALICE = ("http://h:5000/v3", "alice")
BOB = ("http://h:5000/v3", "bob")
SECRETS = [f"secret-{number}" for number in range(64)]


def test_the_same_secret_has_the_same_fingerprint() -> None:
    assert fingerprint(ALICE, "password", "s3cr3t") == fingerprint(ALICE, "password", "s3cr3t")


def test_it_differs_by_secret_setting_and_identity() -> None:
    """Each pair may be alike by chance, once in 4096; all of them are not."""
    own = [fingerprint(ALICE, "password", secret) for secret in SECRETS]
    assert len(set(own)) > 50
    assert own != [fingerprint(ALICE, "token", secret) for secret in SECRETS]
    assert own != [fingerprint(BOB, "password", secret) for secret in SECRETS]


def test_it_has_a_few_bits() -> None:
    assert {fingerprint(ALICE, "password", secret) >> BITS for secret in SECRETS} == {0}
    assert BITS <= 12
