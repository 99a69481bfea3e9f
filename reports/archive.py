"""Making a signed report last: what validation needs goes into the file, and a document time-stamp over all of it.

After the last signature this gives PAdES B-LTA (ETSI EN 319 142-1); repeated before the newest time-stamp's certificate
ends, it keeps that level for as long as somebody repeats it. Each time is one incremental update that paints nothing.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.sign.fields import InvisSigSettings
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError, ValidationError

from reports import cms, envelope
from reports.stamps import TimeAuthority, Unavailable
from reports.standing import asn1
from reports.trust import Trust
from reports.update import Update

UNSEEN = InvisSigSettings(set_print_flag=True, box_out_of_bounds=True)
"""Printable as PDF/A-3 asks (ISO 19005-3, 6.3.2), off the page as PDF/UA-1 asks of what is not tagged."""


@dataclass
class _Material:
    """Certificates, revocation lists and answers that a validator of later years will need."""

    certificates: dict[bytes, asn1_x509.Certificate] = field(default_factory=dict)
    lists: dict[bytes, asn1_crl.CertificateList] = field(default_factory=dict)
    answers: dict[bytes, asn1_ocsp.OCSPResponse] = field(default_factory=dict)

    def keep(self, certificates: Iterable[asn1_x509.Certificate]) -> None:
        self.certificates.update({one.dump(): one for one in certificates})

    def keep_findings(self, context: ValidationContext) -> None:
        self.lists.update({one.dump(): one for one in context.crls})
        self.answers.update({one.dump(): one for one in context.ocsps})


def extend(pdf: bytes, authority: TimeAuthority, trust: Trust) -> bytes:
    """The file with validation material and a new document time-stamp. Raises `Unavailable` or `Broken`.

    Revocation lists of the organisation come with `trust`; those of the authority, and of companies whose certificates
    leads brought along, are fetched from where these certificates say.
    """
    writer = Update(BytesIO(pdf))
    embedded = writer.prev.embedded_signatures
    held = [envelope.opened(pdf, _range(one.byte_range)).held for one in embedded]
    dummy = asyncio.run(authority.stamper.async_dummy_response("sha256"))
    unit = cms.opened(dummy.dump(), cms.EMPTY)
    assert isinstance(unit, cms.Token)  # noqa: S101 - the stamper lets nothing else through
    material = asyncio.run(_gathered(held, unit, trust))
    DocumentSecurityStore.supply_dss_in_writer(
        writer,
        None,  # no entry for single signatures: every reader searches the whole store
        certs=material.certificates.values(),
        ocsps=material.answers.values(),
        crls=material.lists.values(),
    )
    output = BytesIO()
    name = f"Time_stamp_{1 + sum(isinstance(one, cms.Token) for one in held)}"
    PdfTimeStamper(authority.stamper, name, UNSEEN).timestamp_pdf(writer, "sha256", output=output)
    return output.getvalue()


def stamped_until(pdf: bytes) -> datetime | None:
    """The end (UTC) of the certificate of the newest document time-stamp. None where the file has none."""
    held = envelope.opened(pdf, envelope.last(pdf)).held
    return held.certificate.not_valid_after_utc if isinstance(held, cms.Token) else None


def _range(numbers: Sequence[int]) -> tuple[int, int, int, int]:
    first, second, third, fourth = (int(number) for number in numbers)
    return (first, second, third, fourth)


async def _gathered(held: Sequence[cms.Signed | cms.Token], unit: cms.Token, trust: Trust) -> _Material:
    material = _Material()
    lists = [asn1_crl.CertificateList.load(der) for der in trust.revocation_lists]
    material.lists.update({one.dump(): one for one in lists})
    signed = [one for one in held if isinstance(one, cms.Signed)]
    tokens = [unit, *(one.stamp for one in signed if one.stamp), *(one for one in held if isinstance(one, cms.Token))]
    ours = {one.issuer.dump() for one in lists}
    await _follow(signed, trust.organisation, material, ours)
    await _follow(tokens, trust.time, material, set())
    return material


async def _follow(
    held: Sequence[cms.Signed | cms.Token], roots: Sequence[x509.Certificate], material: _Material, known: set[bytes]
) -> None:
    """Keep every certificate; of those whose issuer's list we do not have, fetch what says that they still hold."""
    leaves = {asn1(one.certificate).dump(): one for one in held}
    for der, one in leaves.items():
        leaf, beside = asn1_x509.Certificate.load(der), [asn1(link) for link in one.others]
        material.keep([leaf, *beside])
        if leaf.issuer.dump() in known:
            continue
        await _fetch(leaf, [asn1(root) for root in roots], material)


async def _fetch(leaf: asn1_x509.Certificate, roots: list[asn1_x509.Certificate], material: _Material) -> None:
    context = ValidationContext(
        trust_roots=roots,
        other_certs=list(material.certificates.values()),
        allow_fetching=True,
        revocation_mode="hard-fail",
    )
    try:
        path = await CertificateValidator(leaf, validation_context=context).async_validate_path()
    except (PathBuildingError, PathValidationError, ValidationError, OSError) as error:
        name = leaf.subject.native.get("common_name", "a certificate")
        raise Unavailable(f"What proves that “{name}” still holds could not be fetched.") from error
    finally:
        await context.aclose()  # type: ignore[no-untyped-call]
    material.keep(path.iter_certs(include_root=True))
    material.keep_findings(context)
