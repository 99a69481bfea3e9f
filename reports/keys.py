"""Private keys at rest: strongly encrypted, readable by their owner only, and opened with a plain answer.

Everything cryptographic about storing keys is here; what certificates say is in `reports.certificates`.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from asn1crypto import algos, keys, pem
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from reports import certificates
from reports.key_errors import KeyStoreError, TokenError, WeakPassphrase, WrongPassphrase
from reports.passphrases import check_passphrase

if TYPE_CHECKING:
    from reports.token import Token

__all__ = [
    "KeyStoreError", "SigningKey", "TokenError", "WeakPassphrase", "WrongPassphrase", "change_passphrase",
    "check_passphrase", "encrypted_pem", "new_key", "open_pem", "open_pkcs12", "to_pkcs12",
]  # fmt: skip

KDF_ROUNDS = 600_000
"""PBKDF2-HMAC-SHA256 rounds (OWASP Password Storage Cheat Sheet, 2023)."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that is open, wherever it lives, with its certificate and the certificates above it, nearest first.

    It is only ever asked to sign: one in a token cannot be read.
    """

    certificate: x509.Certificate
    key: PrivateKeyTypes
    chain: tuple[x509.Certificate, ...]

    @classmethod
    def from_pkcs12(cls, data: bytes, passphrase: str) -> Self:
        """Open a PKCS#12 key store. Raises `WrongPassphrase` or `KeyStoreError`."""
        bundle = open_pkcs12(data, passphrase)
        assert bundle.cert is not None  # noqa: S101 - open_pkcs12 refuses stores without one
        assert bundle.key is not None  # noqa: S101
        return cls(bundle.cert.certificate, bundle.key, tuple(extra.certificate for extra in bundle.additional_certs))

    @classmethod
    def from_pem(cls, certificate_pem: bytes, key_pem: bytes, passphrase: str) -> Self:
        """Open an encrypted key and find its certificate among those in a PEM. Raises as `from_pkcs12` does."""
        key = open_pem(key_pem, passphrase)
        found = read_certificates(certificate_pem)
        own = next((one for one in found if one.public_key() == key.public_key()), None)
        if own is None:
            raise KeyStoreError("None of the certificates belongs to this key.")
        return cls(own, key, tuple(one for one in found if one != own))

    @classmethod
    def of_token(cls, token: "Token", found: Sequence[x509.Certificate]) -> Self:
        """The key in a token that belongs to one of these certificates. Raises `TokenError` when there is none."""
        from reports.token import pair

        certificate, key = pair(token, found)
        return cls(certificate, key, tuple(one for one in found if one != certificate))

    @classmethod
    def from_token(cls, module: Path, token_label: str, pin: str) -> Self:
        """A lead's own key in a PKCS#11 token. Raises `WrongPassphrase` or `TokenError`."""
        from reports.token import open_for_signing

        return cls(*open_for_signing(module, token_label, pin))


def new_key() -> EllipticCurvePrivateKey:
    """An ECDSA P-256 key: small signatures, made in a millisecond, and known to every validator."""
    return generate_private_key(SECP256R1())


def encrypted_pem(key: certificates.IssuerKey, passphrase: str) -> bytes:
    """PKCS#8 under PBES2 with AES-256 and `KDF_ROUNDS` (cryptography's own PEM writer stops at 2,048 rounds)."""
    plain = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    salt, vector = os.urandom(16), os.urandom(16)
    secret = PBKDF2HMAC(hashes.SHA256(), 32, salt, KDF_ROUNDS).derive(passphrase.encode())
    padder = PKCS7(128).padder()
    padded = padder.update(plain) + padder.finalize()
    encryptor = Cipher(algorithms.AES(secret), modes.CBC(vector)).encryptor()
    info = keys.EncryptedPrivateKeyInfo(
        {
            "encryption_algorithm": {"algorithm": "pbes2", "parameters": _pbes2(salt, vector)},
            "encrypted_data": encryptor.update(padded) + encryptor.finalize(),
        }
    )
    return bytes(pem.armor("ENCRYPTED PRIVATE KEY", info.dump()))


def open_pem(data: bytes, passphrase: str) -> PrivateKeyTypes:
    """The private key in an encrypted PEM. Raises `WrongPassphrase` or `KeyStoreError`."""
    if b"BEGIN ENCRYPTED PRIVATE KEY" not in data:
        raise KeyStoreError("The key file does not hold an encrypted private key (PKCS#8).")
    try:
        return serialization.load_pem_private_key(data, passphrase.encode())
    except (ValueError, TypeError) as error:
        raise WrongPassphrase("The passphrase does not open the organisation's keys.") from error


def read_certificates(data: bytes) -> list[x509.Certificate]:
    """The certificates in a PEM. Raises `KeyStoreError`."""
    try:
        return x509.load_pem_x509_certificates(data)
    except (ValueError, x509.InvalidVersion) as error:
        raise KeyStoreError("This is not a readable certificate in PEM form.") from error


def to_pkcs12(
    name: str,
    key: pkcs12.PKCS12PrivateKeyTypes,
    certificate: x509.Certificate,
    chain: Sequence[x509.Certificate],
    passphrase: str,
) -> bytes:
    """A PKCS#12 under PBES2 with AES-256 and `KDF_ROUNDS`: the only place where a lead's key exists."""
    encryption = (
        serialization.PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(KDF_ROUNDS)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(passphrase.encode())
    )
    return pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, list(chain), encryption)


def open_pkcs12(data: bytes, passphrase: str) -> pkcs12.PKCS12KeyAndCertificates:
    """Key and certificates in a PKCS#12. Raises `WrongPassphrase` or `KeyStoreError`."""
    try:
        bundle = pkcs12.load_pkcs12(data, passphrase.encode())
    except ValueError as error:
        if "password" in str(error).lower() or "mac" in str(error).lower():
            raise WrongPassphrase("The signing passphrase is wrong.") from error
        raise KeyStoreError("This file is not a readable PKCS#12 key store.") from error
    if bundle.key is None or bundle.cert is None:
        raise KeyStoreError("This PKCS#12 key store lacks a private key or its certificate.")
    return bundle


def change_passphrase(pkcs12: bytes, old: str, new: str) -> bytes:
    """The same key and certificates under another passphrase. Raises `WrongPassphrase` or `WeakPassphrase`."""
    bundle = open_pkcs12(pkcs12, old)
    assert bundle.cert is not None  # noqa: S101 - open_pkcs12 refuses stores without one
    certificate = bundle.cert.certificate
    name, address = (certificates.part(certificate, oid) for oid in (NameOID.COMMON_NAME, NameOID.EMAIL_ADDRESS))
    check_passphrase(new, personal=(name, address))
    if new == old:
        raise WeakPassphrase("This is the passphrase that the key already has. Choose another.")
    chain = [extra.certificate for extra in bundle.additional_certs]
    return to_pkcs12(name, issuing(bundle.key), certificate, chain, new)


def issuing(key: PrivateKeyTypes | None) -> certificates.IssuerKey:
    """The key, if it is of a kind that reports are signed with. Raises `KeyStoreError`."""
    if not isinstance(key, EllipticCurvePrivateKey | RSAPrivateKey):
        raise KeyStoreError("The key must be ECDSA P-256 or P-384, or RSA of at least 3072 bits.")
    return key


def _pbes2(salt: bytes, vector: bytes) -> dict[str, object]:
    derivation = {
        "algorithm": "pbkdf2",
        "parameters": {
            "salt": algos.Pbkdf2Salt(name="specified", value=salt),
            "iteration_count": KDF_ROUNDS,
            "prf": {"algorithm": "sha256"},
        },
    }
    return {
        "key_derivation_func": derivation,
        "encryption_scheme": {"algorithm": "aes256_cbc", "parameters": vector},
    }
