"""Keys that live in a PKCS#11 token: made there, never extractable, and only ever asked to sign.

What signs is in `reports.token_keys`, and how a session is kept alive in `reports.token_sessions`.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pkcs11
from asn1crypto.keys import ECDomainParameters, NamedCurve
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import load_der_public_key
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass
from pkcs11.util.ec import encode_ec_public_key
from pkcs11.util.rsa import encode_rsa_public_key

from reports import token_sessions
from reports.certificates import IssuerKey
from reports.key_errors import TokenError
from reports.token_keys import TokenEllipticCurveKey, TokenRSAKey

PRIVATE = {
    Attribute.EXTRACTABLE: False,
    Attribute.SENSITIVE: True,
    Attribute.PRIVATE: True,
    Attribute.SIGN: True,
    Attribute.DERIVE: False,
}
"""What a key made here may do: sign. It never leaves the token, not even encrypted."""


class KeyNotThere(TokenError):
    """The token can be reached, and has no such key."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token by the library that reaches it and its label. The PIN is kept because a lost session is opened again."""

    module: Path
    label: str
    pin: str = field(repr=False)

    def check(self) -> None:
        """Log in once. Raises `TokenError` or `WrongPassphrase` with the sentence that says what is wrong."""
        token_sessions.use(self, lambda _session: None)

    def new_key(self, label: str) -> TokenEllipticCurveKey:
        """Make an ECDSA P-256 key in the token. Raises `TokenError`."""
        identifier = os.urandom(16)

        def generate(session: Any) -> bytes:
            curve = ECDomainParameters(name="named", value=NamedCurve.unmap("secp256r1")).dump()
            parameters = session.create_domain_parameters(KeyType.EC, {Attribute.EC_PARAMS: curve}, local=True)
            public, _private = parameters.generate_keypair(
                id=identifier, label=label, store=True, private_template=PRIVATE
            )
            return encode_ec_public_key(public)

        public_key = load_der_public_key(token_sessions.use(self, generate))
        assert isinstance(public_key, ec.EllipticCurvePublicKey)  # noqa: S101 - it was made of this kind
        return TokenEllipticCurveKey(self, identifier, public_key)

    def key_of(self, public_key: CertificatePublicKeyTypes) -> IssuerKey:
        """The private key in the token that belongs to a public one. Raises `TokenError` when there is none."""
        if not isinstance(public_key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
            raise KeyNotThere("A token's key must be ECDSA or RSA.")
        identifier = token_sessions.use(self, lambda session: _identifier_of(session, public_key))
        if identifier is None:
            raise KeyNotThere(f"The token “{self.label}” does not hold the key of this certificate.")
        if isinstance(public_key, ec.EllipticCurvePublicKey):
            return TokenEllipticCurveKey(self, identifier, public_key)
        return TokenRSAKey(self, identifier, public_key)

    def certificates(self) -> list[x509.Certificate]:
        """The certificates in the token. Raises `TokenError`."""

        def read(session: Any) -> list[bytes]:
            found = session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
            return [bytes(one[Attribute.VALUE]) for one in found]

        return [x509.load_der_x509_certificate(der) for der in token_sessions.use(self, read)]

    def sign(self, identifier: bytes, data: bytes, mechanism: Mechanism) -> bytes:
        """Let a key sign. Raises `TokenError`."""

        def sign(session: Any) -> bytes:
            key = session.get_key(object_class=ObjectClass.PRIVATE_KEY, id=identifier)
            return bytes(key.sign(data, mechanism=mechanism))

        return token_sessions.use(self, sign)


def open_for_signing(
    module: Path, token_label: str, pin: str
) -> tuple[x509.Certificate, IssuerKey, tuple[x509.Certificate, ...]]:
    """A lead's own certificate, key and chain, from the lead's token. Raises `WrongPassphrase` or `TokenError`."""
    token = Token(module, token_label, pin)
    found = token.certificates()
    certificate, key = pair(token, found)
    return certificate, key, _above(certificate, found)


def pair(token: Token, found: Sequence[x509.Certificate]) -> tuple[x509.Certificate, IssuerKey]:
    """The first of these certificates whose private key is in the token, and the key. Raises `TokenError`."""
    for certificate in found:
        with suppress(KeyNotThere):
            return certificate, token.key_of(certificate.public_key())
    raise TokenError(f"The token “{token.label}” holds the private key of none of the certificates.")


def _above(certificate: x509.Certificate, found: list[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """The certificates above one, nearest first, as far as they are at hand."""
    chain: list[x509.Certificate] = []
    current = certificate
    while current.issuer != current.subject:
        above = next((one for one in found if one.subject == current.issuer and one not in chain), None)
        if above is None:
            break
        chain.append(above)
        current = above
    return tuple(chain)


def _identifier_of(session: Any, public_key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey) -> bytes | None:
    """The CKA_ID under which a key pair is stored; private keys do not tell their public halves themselves."""
    for identifier, candidate in _public_keys(session):
        if candidate == public_key and _has_private_key(session, identifier):
            return identifier
    return None


def _public_keys(session: Any) -> Iterator[tuple[bytes, CertificatePublicKeyTypes]]:
    encoders = {KeyType.EC: encode_ec_public_key, KeyType.RSA: encode_rsa_public_key}
    for kind, encode in encoders.items():
        for found in list(session.get_objects({Attribute.CLASS: ObjectClass.PUBLIC_KEY, Attribute.KEY_TYPE: kind})):
            yield bytes(found[Attribute.ID]), load_der_public_key(encode(found))  # type: ignore[misc]
    for found in list(session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})):
        certificate = x509.load_der_x509_certificate(bytes(found[Attribute.VALUE]))
        yield bytes(found[Attribute.ID]), certificate.public_key()


def _has_private_key(session: Any, identifier: bytes) -> bool:
    try:
        session.get_key(object_class=ObjectClass.PRIVATE_KEY, id=identifier)
    except pkcs11.NoSuchKey:
        return False
    return True
