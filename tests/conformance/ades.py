"""pyHanko's validation by ETSI EN 319 102-1, without network: today, and in ten years if time-stamps are kept up.

It shares no code with `reports.verify`, which works on bytes of its own reading.
"""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation.ades import (
    ades_basic_validation,
    ades_lta_validation,
    simulate_future_ades_lta_validation,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.policy_decl import (
    CertificateFetchingRule,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import (
    NO_REVOCATION,
    REQUIRE_REVINFO,
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
)
from pyhanko_certvalidator.registry import SimpleTrustManager

from reports.trust import Trust

OFFLINE = RevocationInfoGatheringSpec(
    RevinfoOnlineFetchingRule.LOCAL_ONLY, certificate_fetching_rule=CertificateFetchingRule.NEVER_FETCH
)
LATER = timedelta(days=3653)


def lasting(pdf: bytes, trust: Trust) -> list[str]:
    """What keeps the signatures from lasting: each has to hold today and in ten years (EN 319 102-1, 5.6.3).

    Revocation data is required for every certificate and may come from the file only.
    """
    spec = PdfSignatureValidationSpec(_spec(trust, REQUIRE_REVINFO), diff_policy=None)
    return [problem for one in _signatures(pdf) for problem in _lasting(one, spec)]


def _lasting(one: EmbeddedPdfSignature, spec: PdfSignatureValidationSpec) -> Iterator[str]:
    today = asyncio.run(ades_lta_validation(one, spec))
    if today.ades_subindic is not AdESPassed.OK:
        yield f"{one.field_name} today: {today.ades_subindic}, {today.failure_msg}"
    if today.oldest_evidence_record_timestamp is None:
        yield f"{one.field_name}: no document time-stamp covers it"
    stamp = today.signature_timestamp_status
    if stamp is None or stamp.ades_subindic is not AdESPassed.OK:
        yield f"{one.field_name}: its own time-stamp does not hold"
    later = asyncio.run(simulate_future_ades_lta_validation(one, spec, datetime.now(UTC) + LATER))
    if later.ades_subindic is not AdESPassed.OK:
        yield f"{one.field_name} in ten years: {later.ades_subindic}, {later.failure_msg}"


def plain(pdf: bytes, trust: Trust) -> list[str]:
    """What is wrong with the signatures today, where no revocation data is to be had (EN 319 102-1, 5.3)."""
    spec = _spec(trust, NO_REVOCATION)
    problems = []
    for one in _signatures(pdf):
        said = asyncio.run(ades_basic_validation(one.signed_data, spec, raw_digest=one.compute_digest()))
        if said.ades_subindic is not AdESPassed.OK:
            problems.append(f"{one.field_name}: {said.ades_subindic}, {said.failure_msg}")
    return problems


def _signatures(pdf: bytes) -> list[EmbeddedPdfSignature]:
    return list(PdfFileReader(BytesIO(pdf)).embedded_regular_signatures)


def _spec(trust: Trust, revocation: RevocationCheckingPolicy) -> SignatureValidationSpec:
    return SignatureValidationSpec(
        _policy(trust.organisation, revocation), OFFLINE, ts_cert_validation_policy=_policy(trust.time, revocation)
    )


def _policy(roots: tuple[x509.Certificate, ...], revocation: RevocationCheckingPolicy) -> CertValidationPolicySpec:
    anchors = [asn1_x509.Certificate.load(root.public_bytes(Encoding.DER)) for root in roots]
    return CertValidationPolicySpec(SimpleTrustManager.build(anchors), CertRevTrustPolicy(revocation))
