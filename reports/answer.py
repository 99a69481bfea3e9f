"""What verifying a file is answered with, once for the page, the command line and programs (JSON).

A file is hostile until it is proved to be ours, and its texts stay what people wrote even then: here every text of it
is put on one line, with hidden characters in sight and a bounded length.
"""

import hashlib
import re
from typing import TYPE_CHECKING

from reports import places, text
from reports.answer_form import VERSION, Answer, File, Looked, Report, Signed, Verdict
from reports.record import PUBLISHED, VOIDED, Record

if TYPE_CHECKING:
    from reports.signatures import Signature
    from reports.verify import Verification

SENTENCE = 1_000
"""Characters of a finding that are shown."""

_QUARTER = re.compile(r"[0-9]{4}-Q[1-4]", re.ASCII)

HEADS = {
    Verdict.GENUINE: "Genuine and complete",
    Verdict.SUPERSEDED: "Genuine, but superseded",
    Verdict.INCOMPLETE: "Incomplete: not signed by both departments",
    Verdict.CONTRADICTED: "Not as the record has it",
    Verdict.NOT_GENUINE: "Not genuine",
}

LEVELS = {
    "PAdES B-B": "Basic (PAdES B-B): the time is what the issuing server stated.",
    "PAdES B-T": "With a time-stamp (PAdES B-T): a time-stamping authority vouches for the time.",
    "PAdES B-LTA": "For the archive (PAdES B-LTA): time-stamped, with all that checking it in years to come needs.",
}
"""A level of ETSI EN 319 142-1 in words."""


def answer(pdf: bytes, verification: "Verification", record: Record | None) -> Answer:
    """The answer for a file that was verified. `record` is None where no record was asked."""
    verdict = _verdict(verification, record)
    return Answer(
        schema_version=VERSION,
        verdict=verdict.value,
        genuine=verdict in (Verdict.GENUINE, Verdict.SUPERSEDED),
        headline=HEADS[verdict],
        explanation=_explanation(verdict, verification, record),
        file=File(hashlib.sha256(pdf).hexdigest(), len(pdf)),
        report=_report(verification),
        signatures=tuple(_signed(one) for one in verification.signatures),
        checks=tuple(Looked(found.holds, _line(found.sentence, SENTENCE)) for found in verification.findings),
        record=record,
    )


def proves(verification: "Verification") -> bool:
    """Whether the organisation's own seal covers the packet intact, though signatures may still be missing.

    Only then may its record be asked: see `incidents.queries.record`.
    """
    return bool(verification.signatures and verification.reference) and (
        verification.ok or _only_lacks_signatures(verification)
    )


def is_quarter(reference: str) -> bool:
    """Whether a reference is that of a quarterly report."""
    return _QUARTER.fullmatch(reference) is not None


def _verdict(verification: "Verification", record: Record | None) -> Verdict:
    if not proves(verification):
        return Verdict.NOT_GENUINE
    if record and (not record.holds or (verification.ok and record.state != PUBLISHED)):
        return Verdict.CONTRADICTED
    if not verification.ok:
        return Verdict.INCOMPLETE
    return Verdict.SUPERSEDED if record and record.superseded_by else Verdict.GENUINE


def _only_lacks_signatures(verification: "Verification") -> bool:
    """Every single problem is a signature that is not there yet."""
    signatures = verification.signatures
    holds = all(one.intact and one.trusted for one in signatures) and signatures[0].certifying
    return holds and all(found.awaited for found in verification.findings if not found.holds)


def _explanation(verdict: Verdict, verification: "Verification", record: Record | None) -> str:
    if verdict is Verdict.INCOMPLETE:
        return _incomplete(record)
    if verdict is Verdict.CONTRADICTED:
        return "The signatures hold, but the record of this server says otherwise. Do not rely on this file; tell IT."
    if verdict is Verdict.NOT_GENUINE:
        return f"Do not rely on this file. {_line(next(iter(verification.problems), ''), SENTENCE)}".strip()
    return f"No byte has changed, and every signature holds. {_later(verification.reference, record)}".strip()


def _later(reference: str, record: Record | None) -> str:
    if record is None:
        return "Only the issuing server can say whether a later one stands in its place."
    if record.superseded_by is None:
        return ""
    return (
        f"{'Edition' if is_quarter(reference) else 'Revision'} {record.superseded_by} stands in its place: read that."
    )


def _incomplete(record: Record | None) -> str:
    if record and record.state == VOIDED:
        return "The organisation sealed this file and then withdrew it, so that it was never signed by both."
    if record and record.state == PUBLISHED:
        return "What is in it is unchanged, but it was kept before both had signed. Ask for the published report."
    return "What is in it is unchanged, but a signature is missing. It is not a report yet."


def _report(verification: "Verification") -> Report | None:
    if not verification.reference or verification.revision is None or not verification.signatures:
        return None
    return Report(
        kind="quarter" if is_quarter(verification.reference) else "review",
        reference=_line(verification.reference),
        revision=verification.revision,
        supersedes=verification.supersedes,
        title=_line(verification.title),
        organisation=_line(verification.signatures[0].organisation),
        frozen_at=verification.frozen_at,
        anchor_sequence=verification.anchor_sequence,
        anchor_sha256=_line(verification.anchor_sha256),
        packet_sha256=verification.packet_digest,
        demo=verification.demo,
    )


def _signed(one: "Signature") -> Signed:
    seal = one.field == places.SEAL
    return Signed(
        signatory="seal" if seal else one.department,
        department="Seal of the organisation" if seal else places.TITLES.get(one.department, "No department"),
        name=_line(one.certificate_name),
        role=_line(one.role),
        organisation=_line(one.organisation),
        signed_at=one.signed_at,
        stamped_at=getattr(one, "stamped_at", None),
        stamped_by=_line(getattr(one, "stamped_by", "")),
        meaning=_line(one.meaning, SENTENCE),
        level=one.level,
        level_in_words=LEVELS.get(one.level, one.level),
        intact=one.intact,
        trusted=one.trusted,
        serial=one.serial,
        fingerprint=one.fingerprint,
    )


def _line(hostile: str, limit: int = text.LINE) -> str:
    return text.shortened(text.line(hostile), limit)
