"""Whom a verifier trusts: an organisation's roots for signatures, a time-stamping authority's roots for times.

The two are kept apart. An authority that may say what time it is may not say who leads a department.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from cryptography import x509


class Unreadable(ValueError):
    """A root or a revocation list cannot be read; the text is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Trusted root certificates, and revocation lists (DER) that the verifier knows beside those in the file."""

    organisation: tuple[x509.Certificate, ...]
    time: tuple[x509.Certificate, ...] = ()
    revocation_lists: tuple[bytes, ...] = ()

    @classmethod
    def of(
        cls, organisation: Sequence[bytes], time: Sequence[bytes] = (), revocation_lists: Sequence[bytes] = ()
    ) -> Self:
        """Trust from PEM files, each of one or more certificates. Raises `Unreadable`."""
        return cls(
            _read(organisation, "A trusted root certificate cannot be read."),
            _read(time, "A trusted root certificate of a time-stamping authority cannot be read."),
            tuple(_list(der) for der in revocation_lists),
        )


def _read(files: Sequence[bytes], problem: str) -> tuple[x509.Certificate, ...]:
    try:
        return tuple(root for pem in files for root in x509.load_pem_x509_certificates(pem))
    except (ValueError, TypeError) as error:
        raise Unreadable(problem) from error


def _list(der: bytes) -> bytes:
    try:
        x509.load_der_x509_crl(der)
    except (ValueError, TypeError) as error:
        raise Unreadable("A revocation list cannot be read.") from error
    return der
