"""Document time-stamps, and from when on they prove that what stands before them existed.

Each time-stamp is judged at the moment that the next one attests, and the newest by the clock of whoever asks: what an
authority said stays proved after its certificate has ended, as long as a later time-stamp was put over it in time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from reports import certificates, cms, standing
from reports.trust import Trust


@dataclass(frozen=True, slots=True)
class TimeStamp:
    """A document time-stamp: who attests that the file stood like this at a moment. Times in UTC.

    `intact` means that nothing before it changed and its revision adds nothing but what makes the report last.
    `trusted` means that its certificate stands under a trusted root and held when it had to. `fingerprint` (SHA-256)
    of the certificate in lower-case hexadecimal.
    """

    authority: str
    at: datetime
    revision: int
    intact: bool
    trusted: bool
    valid_until: datetime
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Store:
    """The validation material in the file: certificates (DER) and revocation lists."""

    certificates: frozenset[bytes]
    lists: tuple[x509.CertificateRevocationList, ...]

    @classmethod
    def of(cls, reader: PdfFileReader, trust: Trust) -> "Store":
        """What the file holds, and the lists that the verifier knows. Raises ValueError on unreadable ones."""
        lists = [*_contents(reader, "/CRLs"), *trust.revocation_lists]
        return cls(frozenset(_contents(reader, "/Certs")), tuple(x509.load_der_x509_crl(one) for one in lists))

    def chain(
        self,
        held: cms.Signed | cms.Token,
        roots: Sequence[x509.Certificate],
        at: datetime,
        *,
        archived: bool,
        stamping: bool = False,
    ) -> standing.Chain | None:
        """The chain of who signed or stamped, at a moment. None also where an idle certificate came beside it.

        An idle certificate could be changed unnoticed, unless the file's own store, `archived` under a time-stamp,
        holds the same.
        """
        found = standing.chain(held.certificate, [*held.others, *self._kept()], roots, at, stamping=stamping)
        if found is None:
            return None
        known = {link.public_bytes(Encoding.DER) for link in found.links} | (self.certificates if archived else set())
        beside = {one.public_bytes(Encoding.DER) for one in held.others}
        return found if beside <= known else None

    def _kept(self) -> list[x509.Certificate]:
        return [x509.load_der_x509_certificate(one) for one in self.certificates]


def _contents(reader: PdfFileReader, series: str) -> list[bytes]:
    kept = reader.root["/DSS"].get(series, generic.ArrayObject()) if "/DSS" in reader.root else ()
    return [one.get_object().data for one in kept]


def judged(
    tokens: Sequence[tuple[cms.Token, int, bool]], store: Store, trust: Trust, now: datetime
) -> tuple[TimeStamp, ...]:
    """Document time-stamps in their order, from (token, revision, intact) each."""
    found: list[TimeStamp] = []
    moment = now
    for token, revision, intact in reversed(tokens):
        holds = intact and token.at <= moment and _holds(token, store, trust, moment, archived=True)
        found.append(_told(token, revision, intact=intact, trusted=holds))
        moment = token.at if holds else moment
    return tuple(reversed(found))


def attested(token: cms.Token | None, later: Iterable[TimeStamp], store: Store, trust: Trust, now: datetime) -> bool:
    """Whether a signature's own time-stamp holds: judged when the first trusted time-stamp over the file attests it."""
    if token is None:
        return False
    over = next((one for one in later if one.trusted), None)
    moment = over.at if over else now
    return token.at <= moment and _holds(token, store, trust, moment, archived=over is not None)


def _holds(token: cms.Token, store: Store, trust: Trust, at: datetime, *, archived: bool) -> bool:
    found = store.chain(token, trust.time, at, archived=archived, stamping=True)
    if found is None or not _valid(token.certificate, token.at):
        return False
    revocation = found.revocation(store.lists)
    return revocation is None or revocation.at > at


def _valid(certificate: x509.Certificate, at: datetime) -> bool:
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def _told(token: cms.Token, revision: int, *, intact: bool, trusted: bool) -> TimeStamp:
    return TimeStamp(
        authority=certificates.part(token.certificate, NameOID.COMMON_NAME),
        at=token.at,
        revision=revision,
        intact=intact,
        trusted=trusted,
        valid_until=token.certificate.not_valid_after_utc,
        fingerprint=token.certificate.fingerprint(hashes.SHA256()).hex(),
    )
