"""Private keys that sign inside a token, as subclasses of the abstract keys of `cryptography`.

So everything which signs with those signs with a token unchanged: the builders of certificates and revocation lists,
and the signer of reports.
"""

from typing import Any, NoReturn, Protocol, Self

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from pkcs11 import Mechanism
from pkcs11.util.ec import encode_ecdsa_signature

from reports.key_errors import TokenError


class Signs(Protocol):
    """A token, as far as its keys need it."""

    def sign(self, identifier: bytes, data: bytes, mechanism: Mechanism) -> bytes:
        """Let the key of this CKA_ID sign."""


class _InToken:
    """What both kinds of key share: they show nothing of themselves."""

    def __init__(self, token: Signs, identifier: bytes, public_key: Any) -> None:
        self.token = token
        self.identifier = identifier
        self._public_key = public_key

    @property
    def key_size(self) -> int:
        """Bits."""
        return int(self._public_key.key_size)

    def private_numbers(self) -> NoReturn:
        """Refused: the token does not give them."""
        raise TokenError("A key in a token cannot be read.")

    def private_bytes(self, *_arguments: object, **_named: object) -> NoReturn:
        """Refused: the token does not give them."""
        raise TokenError("A key in a token cannot be read.")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        return self


class TokenEllipticCurveKey(_InToken, ec.EllipticCurvePrivateKey):
    """An ECDSA key that signs inside its token."""

    @property
    def curve(self) -> ec.EllipticCurve:
        """The curve of the key."""
        curve: ec.EllipticCurve = self._public_key.curve
        return curve

    def public_key(self) -> ec.EllipticCurvePublicKey:
        """The public half."""
        public: ec.EllipticCurvePublicKey = self._public_key
        return public

    def exchange(self, algorithm: ec.ECDH, peer_public_key: ec.EllipticCurvePublicKey) -> bytes:  # noqa: ARG002
        """Refused: keys of this house sign and do nothing else."""
        raise TokenError("A key in a token only signs.")

    def sign(self, data: bytes, signature_algorithm: ec.EllipticCurveSignatureAlgorithm) -> bytes:  # type: ignore[override]
        """A signature in DER. The digest is made here: CKM_ECDSA is what every token has."""
        algorithm = signature_algorithm.algorithm
        if not isinstance(algorithm, hashes.HashAlgorithm):
            raise TokenError("A key in a token signs data, not digests made elsewhere.")
        digest = hashes.Hash(algorithm)
        digest.update(data)
        raw = self.token.sign(self.identifier, digest.finalize(), Mechanism.ECDSA)
        return encode_ecdsa_signature(raw)


class TokenRSAKey(_InToken, rsa.RSAPrivateKey):
    """An RSA key that signs inside its token."""

    def public_key(self) -> rsa.RSAPublicKey:
        """The public half."""
        public: rsa.RSAPublicKey = self._public_key
        return public

    def decrypt(self, ciphertext: bytes, padding: object) -> bytes:  # noqa: ARG002
        """Refused: keys of this house sign and do nothing else."""
        raise TokenError("A key in a token only signs.")

    def sign(self, data: bytes, padding: object, algorithm: object) -> bytes:
        """A signature of PKCS#1 version 1.5, the only padding that reports use."""
        if not isinstance(padding, PKCS1v15) or not isinstance(algorithm, hashes.SHA256):
            raise TokenError("An RSA key in a token signs with PKCS#1 version 1.5 and SHA-256.")
        return self.token.sign(self.identifier, bytes(data), Mechanism.SHA256_RSA_PKCS)
