"""Where the authority's private keys live: encrypted in the folder, or in a PKCS#11 token."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from reports import key_folder, keys
from reports.certificates import IssuerKey
from reports.key_errors import KeyStoreError

if TYPE_CHECKING:
    from reports.token import Token


class KeyPlace(Protocol):
    """Makes keys, keeps them, and opens them again by their certificates."""

    def make(self, label: str) -> EllipticCurvePrivateKey:
        """A new key."""

    def kept(self, name: str, key: IssuerKey) -> dict[str, bytes]:
        """What has to be written into the folder to keep a key, by file name."""

    def opened(self, path: Path, certificate: x509.Certificate) -> IssuerKey:
        """The key of a certificate. Raises `KeyStoreError` or `WrongPassphrase`."""


@dataclass(frozen=True, slots=True)
class InFolder:
    """Keys in the folder, each encrypted under the passphrase."""

    passphrase: str = field(repr=False)

    def make(self, label: str) -> EllipticCurvePrivateKey:  # noqa: ARG002
        """A new key in memory; `kept` is what goes to the disk."""
        return keys.new_key()

    def kept(self, name: str, key: IssuerKey) -> dict[str, bytes]:
        """The encrypted key."""
        return {name: keys.encrypted_pem(key, self.passphrase)}

    def opened(self, path: Path, certificate: x509.Certificate) -> IssuerKey:
        """The key, if it is the certificate's."""
        key = key_folder.key_in(path, self.passphrase)
        if not isinstance(key, EllipticCurvePrivateKey | RSAPrivateKey):
            raise KeyStoreError(f"{path.name} holds a key of an unexpected kind.")
        if key.public_key() != certificate.public_key():
            raise KeyStoreError(f"{path.name} is not the key of its certificate. The earlier files are set aside.")
        return key


@dataclass(frozen=True, slots=True)
class InToken:
    """Keys in a token. Nothing of them is ever written."""

    token: "Token"

    def make(self, label: str) -> EllipticCurvePrivateKey:
        """A new key, made in the token."""
        return self.token.new_key(label)

    def kept(self, name: str, key: IssuerKey) -> dict[str, bytes]:  # noqa: ARG002
        """Nothing: the token keeps it. Raises `TokenError` for a key that is elsewhere and would be lost."""
        self.token.key_of(key.public_key())
        return {}

    def opened(self, path: Path, certificate: x509.Certificate) -> IssuerKey:
        """The key in the token that belongs to the certificate."""
        if path.exists():
            raise KeyStoreError(
                f"{path.name} lies in the folder, so the organisation's keys are not in the token "
                f"“{self.token.label}”. Leave COUNTERSIGN_PKCS11_MODULE and COUNTERSIGN_PKCS11_TOKEN unset."
            )
        return self.token.key_of(certificate.public_key())


def place(passphrase: str, token: "Token | None") -> KeyPlace:
    """The token where there is one, and the folder otherwise."""
    return InFolder(passphrase) if token is None else InToken(token)
