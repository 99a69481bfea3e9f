"""The signatures of a file, each validated and named: who, for which department, when, meaning what, trusted or not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from incidents.domain.review import Level
from reports import additions, certificates, cms, envelope, lasting, places, proofs, standing
from reports.proofs import Store, TimeStamp
from reports.trust import Trust

SEALED = frozenset({MDPPerm.FILL_FORMS, MDPPerm.NO_CHANGES})
"""What a seal may allow afterwards: signing a review's report, and nothing at all on a quarterly one."""

WHOLE = frozenset({SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION})


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature. Times in UTC; `serial` and `fingerprint` (SHA-256) of the certificate in lower-case hexadecimal.

    `name` is the one printed at signing, `certificate_name` the one the certificate vouches for. `signed_at` is what
    the server's clock said. `stamped_at` is when an authority, `stamped_by`, attests that the signature existed.
    `intact` means that nothing it covers changed and that its revision adds nothing but the signature. `stamp_holds`
    is false for a signature whose own time-stamp is not trusted. `revoked_at` tells that the certificate was taken
    back, whether or not that touches this signature.
    """

    field: str
    department: str
    name: str
    certificate_name: str
    role: str
    organisation: str
    unit: str
    email: str
    signed_at: datetime | None
    meaning: str
    intact: bool
    trusted: bool
    certifying: bool
    revision: int
    serial: str
    fingerprint: str
    issuer: str
    level: Level = Level.BASIC
    stamped_at: datetime | None = None
    stamped_by: str = ""
    stamp_holds: bool = True
    revoked_at: datetime | None = None
    revoked_for: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a file carries, in the order in which it was made."""

    signatures: tuple[Signature, ...]
    time_stamps: tuple[TimeStamp, ...]


@dataclass(frozen=True, slots=True)
class _Context:
    """What every signature of one file is judged with."""

    reader: PdfFileReader
    store: Store
    trust: Trust
    now: datetime
    stamps: tuple[TimeStamp, ...]


@dataclass(frozen=True, slots=True)
class _Proof:
    """The earliest trusted time of a signature."""

    at: datetime
    by: str


def read(pdf: bytes, reader: PdfFileReader, trust: Trust, now: datetime) -> Found:
    """All signatures and document time-stamps. `now` is the verifier's clock (UTC). Raises `envelope.Broken`."""
    opened = [(one, _opened(pdf, one)) for one in _in_order(reader)]
    store = Store.of(reader, trust)
    tokens = [
        (held, int(one.signed_revision), _covers(one) and lasting.only_lasts(reader, one))
        for one, held in opened
        if isinstance(held, cms.Token)
    ]
    context = _Context(reader, store, trust, now, proofs.judged(tokens, store, trust, now))
    signed = [_signature(one, held, context) for one, held in opened if isinstance(held, cms.Signed)]
    return Found(tuple(signed), context.stamps)


def _in_order(reader: PdfFileReader) -> Iterator[EmbeddedPdfSignature]:
    return iter(sorted(reader.embedded_signatures, key=lambda signature: int(signature.signed_revision)))


def _opened(pdf: bytes, embedded: EmbeddedPdfSignature) -> cms.Signed | cms.Token:
    """What the value proves. Its kind must be the one that the dictionary announces."""
    first, *rest = (int(number) for number in embedded.byte_range)
    held = envelope.opened(pdf, (first, *rest)).held  # type: ignore[arg-type]
    announced = (str(embedded.sig_object_type), str(embedded.sig_object["/SubFilter"]))
    wanted = ("/DocTimeStamp", "/ETSI.RFC3161") if isinstance(held, cms.Token) else ("/Sig", "/ETSI.CAdES.detached")
    if announced != wanted:
        raise envelope.Broken("The file carries a kind of signature that reports never have.")
    return held


def _covers(embedded: EmbeddedPdfSignature) -> bool:
    return embedded.evaluate_signature_coverage() in WHOLE


def _signature(embedded: EmbeddedPdfSignature, held: cms.Signed, context: _Context) -> Signature:
    certificate, values = held.certificate, embedded.sig_object
    by_field = {field: department for department, field in places.LEADS.items()}
    later, signed_at = _later(embedded, context), embedded.self_reported_timestamp
    attested = proofs.attested(held.stamp, later, context.store, context.trust, context.now)
    proof = _proof(held.stamp if attested else None, later)
    chain = _chain(held, proof, signed_at, context)
    revocation = chain.revocation(context.store.lists) if chain else None
    return Signature(
        field=str(embedded.field_name),
        department=by_field.get(str(embedded.field_name), ""),
        name=str(values.get("/Name", "")),
        certificate_name=certificates.part(certificate, NameOID.COMMON_NAME),
        role=certificates.part(certificate, NameOID.TITLE),
        organisation=certificates.part(certificate, NameOID.ORGANIZATION_NAME),
        unit=certificates.part(certificate, NameOID.ORGANIZATIONAL_UNIT_NAME),
        email=certificates.part(certificate, NameOID.EMAIL_ADDRESS),
        signed_at=signed_at,
        meaning=str(values.get("/Reason", "")),
        intact=_covers(embedded) and additions.only_signs(context.reader, embedded),
        trusted=chain is not None and _stood(revocation, proof, signed_at),
        certifying=embedded.docmdp_level in SEALED and _is_the_certification(embedded),
        revision=int(embedded.signed_revision),
        serial=f"{certificate.serial_number:x}",
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        issuer=certificate.issuer.rfc4514_string(),
        level=_level(proof, later),
        stamped_at=proof.at if proof else None,
        stamped_by=proof.by if proof else "",
        stamp_holds=attested or held.stamp is None,
        revoked_at=revocation.at if revocation else None,
        revoked_for=revocation.reason if revocation else "",
    )


def _later(embedded: EmbeddedPdfSignature, context: _Context) -> Sequence[TimeStamp]:
    return [one for one in context.stamps if one.revision > int(embedded.signed_revision)]


def _proof(own: cms.Token | None, later: Sequence[TimeStamp]) -> _Proof | None:
    """The signature's own time-stamp, or the first over the file that came after it."""
    if own:
        return _Proof(own.at, certificates.part(own.certificate, NameOID.COMMON_NAME))
    return next((_Proof(one.at, one.authority) for one in later if one.trusted), None)


def _chain(
    held: cms.Signed, proof: _Proof | None, signed_at: datetime | None, context: _Context
) -> standing.Chain | None:
    """The chain at the proved time; without a proof, at the time that the server's clock stated."""
    at = proof.at if proof else signed_at
    archived = any(one.trusted for one in context.stamps)
    return context.store.chain(held, context.trust.organisation, at, archived=archived) if at else None


def _stood(revocation: standing.Revocation | None, proof: _Proof | None, signed_at: datetime | None) -> bool:
    """Whether the certificate had not been taken back. A key that others may have had needs a proof of the time."""
    if revocation is None:
        return True
    if proof is None:
        return not revocation.casts_doubt and signed_at is not None and signed_at < revocation.at
    return proof.at < revocation.at


def _level(proof: _Proof | None, later: Sequence[TimeStamp]) -> Level:
    if proof is None:
        return Level.BASIC
    return Level.LASTING if any(one.trusted for one in later) else Level.TIMED


def _is_the_certification(embedded: EmbeddedPdfSignature) -> bool:
    permissions = embedded.reader.root.get("/Perms", {})
    return "/DocMDP" in permissions and permissions.raw_get("/DocMDP") == embedded.sig_field.raw_get("/V")
