"""The folder of the certificate authority: its files, how they are written, and what earlier authorities left there.

Every file is 0600 and appears whole or not at all. Nothing is ever deleted: what is replaced is set aside, because
reports that were signed under an older authority can only be checked against its root certificate.
"""

import os
import tempfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding

from reports import keys
from reports.key_errors import KeyStoreError

ROOT_CERTIFICATE, ROOT_KEY = "root-certificate.pem", "root-key.pem"
"""The trust anchor; its key only where the root is our own and its key is in no token."""

ISSUER_CHAIN, ISSUER_KEY = "issuer-chain.pem", "issuer-key.pem"
"""An imported intermediate: its certificate and those above it up to the root, and its key."""

SEAL_CERTIFICATE, SEAL_KEY = "seal-certificate.pem", "seal-key.pem"
AUTHORITY_FILES = (ROOT_CERTIFICATE, ROOT_KEY, ISSUER_CHAIN, ISSUER_KEY, SEAL_CERTIFICATE, SEAL_KEY)


def make(folder: Path) -> None:
    """Make the folder, for its owner only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def holds_authority(folder: Path) -> bool:
    """Whether any file of an authority lies here, a half-written one included."""
    return any((folder / name).exists() for name in AUTHORITY_FILES)


def write(path: Path, data: bytes) -> None:
    """Put a file in its place in one step, readable by its owner only."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)  # 0600
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def replace(folder: Path, files: Mapping[str, bytes], names: Iterable[str], at: datetime) -> None:
    """Put `files` in place of all that is there under `names`, of which a copy is set aside first.

    No file is missing at any moment. Where this is interrupted, opening says that the files do not belong together,
    and the old ones are still aside.
    """
    old = [name for name in names if (folder / name).exists()]
    if old:
        aside = _new_aside(folder, at)
        for name in old:
            write(aside / name, (folder / name).read_bytes())
    for name, data in files.items():
        write(folder / name, data)
    for name in old:
        if name not in files:
            (folder / name).unlink()


def set_aside(folder: Path, at: datetime) -> None:
    """Move every file of the authority out of the way."""
    if holds_authority(folder):
        replace(folder, {}, AUTHORITY_FILES, at)


def trusted_roots(folder: Path) -> list[bytes]:
    """The root certificates (PEM) that reports of this house are checked against: today's first, then earlier ones.

    Earlier ones are those of authorities that were set aside. Whoever no longer trusts one, because its key was
    stolen, removes its folder.
    """
    paths = [folder / ROOT_CERTIFICATE, *sorted(folder.glob(f"set-aside-*/{ROOT_CERTIFICATE}"), reverse=True)]
    found = [root for path in paths if (root := _readable(path)) is not None]
    return list(dict.fromkeys(root.public_bytes(Encoding.PEM) for root in found))


def certificates_in(path: Path) -> tuple[x509.Certificate, ...]:
    """The certificates in a file. Raises `KeyStoreError`, naming it."""
    try:
        return tuple(x509.load_pem_x509_certificates(path.read_bytes()))
    except (OSError, ValueError, x509.InvalidVersion) as error:
        raise KeyStoreError(f"The certificate authority lacks a readable {path.name}.") from error


def key_in(path: Path, passphrase: str) -> PrivateKeyTypes:
    """The private key in a file. Raises `KeyStoreError`, naming it, or `WrongPassphrase`."""
    try:
        return keys.open_pem(path.read_bytes(), passphrase)
    except OSError as error:
        raise KeyStoreError(f"The certificate authority lacks a readable {path.name}.") from error


def _new_aside(folder: Path, at: datetime) -> Path:
    stem = f"set-aside-{at:%Y%m%dT%H%M%S}"
    for number in range(1, 1000):
        aside = folder / (stem if number == 1 else f"{stem}-{number}")
        try:
            aside.mkdir(mode=0o700)
        except FileExistsError:
            continue
        return aside
    raise KeyStoreError("The keys were replaced too often within one second.")


def _readable(path: Path) -> x509.Certificate | None:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError, x509.InvalidVersion):
        return None
