"""Private keys at rest: strongly encrypted, readable by their owner only, and opened with a plain answer.

Everything cryptographic about storing keys is here; what certificates say is in `reports.certificates`.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from asn1crypto import algos, keys, pem
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import pkcs12

KDF_ROUNDS = 600_000
"""PBKDF2-HMAC-SHA256 rounds (OWASP Password Storage Cheat Sheet, 2023)."""

PASSPHRASE_LENGTH = 12
"""The shortest signing passphrase, in characters (NIST SP 800-63B asks for length, not for symbols)."""


DIFFERENT_CHARACTERS = 5


class KeyStoreError(Exception):
    """A key cannot be made, stored or opened; the text is a sentence for a person."""


class WrongPassphrase(KeyStoreError):
    """The passphrase does not open the key."""


class WeakPassphrase(KeyStoreError):
    """The signing passphrase breaks the policy."""


def new_key() -> EllipticCurvePrivateKey:
    """An ECDSA P-256 key: small signatures, made in a millisecond, and known to every validator."""
    return generate_private_key(SECP256R1())


def check_passphrase(passphrase: str) -> None:
    """Raise `WeakPassphrase` when a signing passphrase is too short or too monotonous."""
    if len(passphrase) < PASSPHRASE_LENGTH:
        raise WeakPassphrase(f"The signing passphrase needs at least {PASSPHRASE_LENGTH} characters.")
    if len(set(passphrase)) < DIFFERENT_CHARACTERS:
        raise WeakPassphrase("The signing passphrase repeats too few different characters.")


def write_private(path: Path, data: bytes) -> None:
    """Write a new file that only its owner may read. Raises FileExistsError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, 0o600)
        file.write(data)


def encrypted_pem(key: EllipticCurvePrivateKey, passphrase: str) -> bytes:
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
        raise KeyStoreError("The key file does not hold an encrypted private key.")
    try:
        return serialization.load_pem_private_key(data, passphrase.encode())
    except (ValueError, TypeError) as error:
        raise WrongPassphrase("The passphrase does not open the organisation's keys.") from error


def to_pkcs12(
    name: str,
    key: EllipticCurvePrivateKey,
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
