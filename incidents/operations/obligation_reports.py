"""What went out to whom, and the drafts before it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.errors import Invalid, LostUpdate, NotPossibleNow
from incidents.domain.obligations import ObligationState
from incidents.domain.regimes import Stage
from incidents.models import Evidence, Obligation, ObligationDraft, ObligationReport, Person, db
from incidents.operations.obligation_schedule import reschedule, settle
from incidents.operations.obligations import common, in_words, refuse_declined, regime_of
from incidents.signals import publish

PART_LENGTH = 20_000
"""The longest text of one part of a draft, in characters."""


def record_sent(
    actor: Person,
    obligation: Obligation,
    *,
    stage: str,
    sent_at: datetime,
    recipient: str,
    at: datetime,
    reference: str = "",
    note: str = "",
    proof: Evidence | None = None,
) -> ObligationReport:
    """Record that a report went out: when, to whom, with its reference and its proof, an evidence file or a note."""
    require(actor, Act.KEEP_OBLIGATION, obligation)
    refuse_declined(obligation.incident)
    known = _asked_for(obligation, stage)
    if sent_at > at:
        raise Invalid("sent_at", "This lies in the future. Give the moment at which it was sent.")
    note = _proven(obligation, proof, note)
    report = ObligationReport(
        stage=stage,
        sent_at=sent_at,
        recipient=text.line("recipient", recipient, "the recipient", 200),
        reference=text.bounded("reference", " ".join(reference.split()), 200),
        note=note,
        proof=proof,
        by=actor,
        at=at,
    )
    obligation.reports.append(report)
    db.session.flush()
    reschedule(obligation, obligation.variant)
    settle(obligation)
    _publish_sent(actor, report, known, at)
    return report


def _publish_sent(actor: Person, report: ObligationReport, known: Stage, at: datetime) -> None:
    obligation, proof = report.obligation, report.proof
    publish(
        events.ObligationReportSent(
            **common(actor, obligation, at),
            report_id=report.id,
            stage=known.name,
            sent=in_words(report.sent_at),
            recipient=report.recipient,
            reference=report.reference,
            proof=f"{proof.name}, SHA-256 {proof.sha256}" if proof else report.note,
            became=obligation.state,
        )
    )


def _asked_for(obligation: Obligation, stage: str) -> Stage:
    """The report that a due obligation asks for under this key."""
    if obligation.state not in (ObligationState.DUE, ObligationState.SENT):
        raise NotPossibleNow("A lead assesses the obligation as due first.")
    known = regime_of(obligation).stage(stage, obligation.variant)
    if known is None:
        raise Invalid("stage", "Choose one of the reports that this obligation asks for.")
    return known


def _proven(obligation: Obligation, proof: Evidence | None, note: str) -> str:
    """The note as it is kept, once a file of this incident or the note itself proves the sending."""
    if proof is not None and proof.incident_id != obligation.incident_id:
        raise Invalid("proof", "Choose a file from the evidence of this incident.")
    note = text.bounded("note", note, text.REASON_LENGTH)
    if proof is None and not note:
        raise Invalid(
            "note", "Give a proof: a file of the evidence above, or a note on where the confirmation is kept."
        )
    return note


def retract(actor: Person, report: ObligationReport, reason: str, at: datetime) -> None:
    """Take a mistaken entry back. It stays in the record as retracted, and the stage is open again."""
    obligation = report.obligation
    require(actor, Act.KEEP_OBLIGATION, obligation)
    if report.retracted_at is not None:
        raise NotPossibleNow("This entry is retracted already.")
    report.retracted_reason = text.required("reason", reason, "a reason: what was wrong?", text.REASON_LENGTH)
    report.retracted_at = at
    if obligation.state in (ObligationState.DUE, ObligationState.SENT):
        reschedule(obligation, obligation.variant)
        settle(obligation)
    stage = regime_of(obligation).stage(report.stage, obligation.variant)
    publish(
        events.ObligationReportRetracted(
            **common(actor, obligation, at),
            report_id=report.id,
            stage=stage.name if stage else report.stage,
            became=obligation.state,
            reason=report.retracted_reason,
        )
    )


def latest_draft(obligation: Obligation) -> ObligationDraft | None:
    """The newest saved version, if there is one."""
    query = sa.select(ObligationDraft).where(ObligationDraft.obligation_id == obligation.id)
    return db.session.scalar(query.order_by(ObligationDraft.version.desc()).limit(1))


def save_draft(
    actor: Person, obligation: Obligation, parts: Mapping[str, str], version: int, at: datetime
) -> ObligationDraft:
    """Keep a version of the draft. `version` is the one that the writer read; a newer one raises `LostUpdate`."""
    require(actor, Act.READ_DRAFT, obligation)
    refuse_declined(obligation.incident)
    asked = regime_of(obligation).draft
    if not asked:
        raise NotPossibleNow("There is no draft for this regime. Use the authority's own form.")
    kept = {part.key: text.bounded(part.key, parts.get(part.key, ""), PART_LENGTH) for part in asked}
    body = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    before = latest_draft(obligation)
    if before is not None and before.parts == body:
        return before
    if before is not None and before.version != version:
        raise LostUpdate(theirs=before.parts, mine=body, by=before.by.name, version=before.version)
    draft = ObligationDraft(obligation=obligation, version=(before.version if before else 0) + 1, parts=body)
    draft.by, draft.at = actor, at
    db.session.add(draft)
    db.session.flush()
    publish(
        events.ObligationDraftSaved(
            **common(actor, obligation, at),
            version=draft.version,
            sha256=hashlib.sha256(body.encode()).hexdigest(),
        )
    )
    return draft
