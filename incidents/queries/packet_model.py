"""The packet's part of the operating model: decisions, overrides, hold, cases, obligations and what classifies it."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from incidents.domain.case import Verdict
from incidents.domain.clocks import Measure
from incidents.domain.confirmation import ConfirmationState
from incidents.domain.joint import AgreementKind, Part
from incidents.domain.register import Field
from incidents.domain.task import TaskState
from incidents.models import (
    Confirmation,
    Incident,
    JointDecision,
    Person,
    Relation,
    System,
    db,
)
from incidents.queries import cases, changes, classification, clocks, decisions, hold, obligation_summary
from reports import packet as p

OF_THE_SYSTEM = frozenset({Field.PURPOSE, Field.VENDOR, Field.MODEL, Field.VERSION, Field.AUTHORITY})
"""These fields stand in the packet's `system` by themselves."""

VERDICTS = {Verdict.PASS: "Passes", Verdict.FAIL: "Fails"}

SAID = {
    ConfirmationState.NOT_ASKED: "Not asked: no business unit reported it",
    ConfirmationState.ASKED: "Asked, and not answered yet",
    ConfirmationState.CONFIRMED: "The fix holds",
    ConfirmationState.REFUTED: "The fix does not hold",
    ConfirmationState.LAPSED: "No answer within the set time; the leads went on without it",
}


def named(person: Person) -> p.Named:
    """A person as the report prints them."""
    return p.Named(person.name, person.role_title, person.belongs_to)


def facts(system: System) -> tuple[p.Fact, ...]:
    """The fields of the register that do not stand elsewhere, stated or not."""
    return tuple(
        p.Fact(field.label, system.stated(field), field.side.value) for field in Field if field not in OF_THE_SYSTEM
    )


def due_times(incident: Incident, at: datetime) -> dict[Measure, datetime]:
    """By when the targets of the present round wanted each step, in UTC."""
    current = [clock for clock in clocks.clocks_of(incident, at) if clock.round == incident.reopened and not clock.task]
    return {clock.measure: clock.due_at for clock in current}


def overrides(incident: Incident) -> tuple[p.Override, ...]:
    """Every gate that was crossed, oldest first."""
    return tuple(
        p.Override(
            gate=row.gate.label,
            subject=row.subject,
            by=named(row.by),
            at=row.at,
            reason=row.reason,
            acknowledged_by=named(row.acknowledged_by) if row.acknowledged_by else None,
            acknowledged_at=row.acknowledged_at,
        )
        for row in decisions.overrides_of(incident)
    )


def joint_decisions(incident: Incident) -> tuple[p.JointDecision, ...]:
    """Every control that was proposed, with both halves, oldest first."""
    return tuple(_joint_decision(row) for row in decisions.decisions_of(incident))


def _joint_decision(row: JointDecision) -> p.JointDecision:
    carried_out = [e for e in row.enforcements if e.task.state is TaskState.DONE]
    enforced = next((e.task for e in reversed(carried_out) if not e.lifts), None)
    lifted = next((e.task for e in reversed(carried_out) if e.lifts), None)
    return p.JointDecision(
        control=row.control.label,
        title=row.title,
        state=row.state.value.replace("_", " ").capitalize(),
        requirement=row.text_of(Part.REQUIREMENT),
        risk=row.text_of(Part.RISK),
        constraint=row.text_of(Part.CONSTRAINT),
        way_back=row.text_of(Part.WAY_BACK),
        agreements=tuple(
            p.Agreement(one.department.value, named(one.person), one.at)
            for one in row.agreements
            if one.kind is AgreementKind.CONTROL
        ),
        enforced_by=enforced.assignee.name if enforced and enforced.assignee else "",
        enforced_at=row.enforced_at,
        verified_by=row.verified_by.name if row.verified_by else "",
        verified_at=row.verified_at,
        finding=row.finding,
        lifted_at=lifted.ended_at if lifted else None,
        emergency=row.override is not None,
    )


def evidence_hold(incident: Incident) -> tuple[p.HoldItem, ...]:
    """The checklist of the present round; nothing where nobody began it."""
    items = hold.hold_of(incident).items
    return tuple(_hold_item(item) for item in items) if any(item.current for item in items) else ()


def _hold_item(item: hold.ItemOfHold) -> p.HoldItem:
    entry = item.current
    if entry is None:
        return p.HoldItem(item.item.label, "Open", "", "", "", None, None)
    return p.HoldItem(
        item=item.item.label,
        state=entry.state.value.replace("_", " ").capitalize(),
        note=entry.note,
        file=entry.evidence.name if entry.evidence else "",
        sha256=entry.sha256,
        by=named(entry.by),
        at=entry.at,
    )


def reproduction_cases(incident: Incident) -> tuple[p.ReproductionCase, ...]:
    """Every case with what was observed before and after."""
    return tuple(_case(pair) for pair in cases.before_and_after(incident))


def _case(pair: cases.BeforeAndAfter) -> p.ReproductionCase:
    case, before, after = pair.case, pair.before, pair.after
    return p.ReproductionCase(
        title=case.title,
        prompt=case.prompt,
        expected=case.expected,
        observed_before=before.output if before else case.observed,
        observed_after=after.output if after else "",
        verdict=VERDICTS[after.verdict] if after and after.verdict else "",
        context=case.context,
        version_before=before.version if before else "",
        version_after=after.version if after else "",
        verdict_before=VERDICTS[before.verdict] if before and before.verdict else "",
        judged_by=after.by if after else "",
        set_aside=case.set_aside_reason,
    )


def obligations(incident: Incident) -> Iterator[p.Obligation]:
    """Each stage of what is due or sent, and each regime that is not applicable or not decided."""
    for one in obligation_summary.of(incident):
        name = f"{one.regime}: {one.title}" if one.title != one.regime else one.regime
        regime = f"{name} ({one.case})" if one.case else name
        assessed = partial(
            p.Obligation,
            regime=regime,
            rationale=one.rationale,
            decided_by=one.decided_by,
            owner=one.owner,
            catalogue=one.catalogue,
        )
        if not one.stages:
            yield assessed(state=one.state, due_at=None, sent_at=None)
        for stage in one.stages:
            yield assessed(
                state="Sent" if stage.sent_at else "Due" if stage.open else one.state,
                due_at=stage.due_at,
                sent_at=stage.sent_at,
                stage=f"{stage.name}: {stage.rule}" if stage.rule else stage.name,
                counted_from=stage.at_once_since,
                proof=", ".join(part for part in (stage.recipient, stage.reference, stage.proof) if part),
            )


def confirmation(incident: Incident) -> p.Confirmation | None:
    """What the reporting unit said last, if it was a question at all."""
    query = sa.select(Confirmation).where(
        Confirmation.incident_id == incident.id, Confirmation.state != ConfirmationState.WITHDRAWN
    )
    last = db.session.scalar(query.order_by(Confirmation.id.desc()).limit(1))
    if last is None:
        return None
    by = named(last.answered_by) if last.answered_by else None
    return p.Confirmation(SAID[last.state], by, last.answered_at, last.words)


def terms(incident: Incident) -> tuple[p.Term, ...]:
    """What classifies the incident, taxonomy by taxonomy."""
    return tuple(
        p.Term(group.taxonomy.title, term.label) for group in classification.of(incident) for term in group.terms
    )


def relations(incident: Incident) -> tuple[p.Relation, ...]:
    """The other incidents that this one names, or that name it.

    A restricted one is not told, nor the title of one without a published report: leadership reads this.
    """
    query = sa.select(Relation).where(
        sa.or_(Relation.incident_id == incident.id, Relation.other_id == incident.id), Relation.removed_at.is_(None)
    )
    rows = db.session.scalars(
        query.order_by(Relation.id).options(joinedload(Relation.incident), joinedload(Relation.other))
    )
    told = [
        (row.kind.label, row.other) if row.incident_id == incident.id else (row.kind.reverse, row.incident)
        for row in rows
    ]
    return tuple(
        p.Relation(kind, other.reference, other.title if other.published_revision is not None else "")
        for kind, other in told
        if not other.restricted
    )


def boundaries_and_changes(incident: Incident) -> tuple[tuple[p.Boundary, ...], tuple[p.SuspectedChange, ...]]:
    """Which boundaries were crossed, and which changes were suspected and what became of it."""
    known = changes.of_incident(incident)
    return (
        tuple(p.Boundary(row.boundary.label, row.explanation) for row in known.boundaries),
        tuple(
            p.SuspectedChange(row.notice.title, row.notice.effective_at, row.state.label, row.reason)
            for row in known.suspected
        ),
    )
