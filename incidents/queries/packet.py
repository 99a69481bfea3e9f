"""Gathering the packet: everything a report needs, read once from the record."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from incidents.domain.action import ActionState
from incidents.domain.clocks import Measure
from incidents.domain.events import (
    DecisionAgreed,
    IncidentAccepted,
    IncidentDeclined,
    LiftingAgreed,
    ReviewWaived,
)
from incidents.domain.review import SIGNATURE_MEANING
from incidents.domain.vocabulary import Department
from incidents.models import (
    AuditChain,
    Evidence,
    Incident,
    Organisation,
    Review,
    Task,
    TimelineEntry,
    db,
)
from incidents.queries import costs
from incidents.queries import packet_model as model
from incidents.queries.kept_events import events_of
from reports import packet as p

JOINT_DECISIONS = (IncidentAccepted, IncidentDeclined, ReviewWaived, DecisionAgreed, LiftingAgreed)
"""What both departments decide together. Other joint events are steps of the process."""


def gather(review: Review, at: datetime) -> p.ReportPacket:
    """The packet of a review as the record stands at `at` (UTC)."""
    incident = review.incident
    boundaries, changes = model.boundaries_and_changes(incident)
    return replace(
        _told(review, at),
        overrides=model.overrides(incident),
        joint_decisions=model.joint_decisions(incident),
        hold=model.evidence_hold(incident),
        confirmation=model.confirmation(incident),
        terms=model.terms(incident),
        boundaries=boundaries,
        changes=changes,
        relations=model.relations(incident),
        costs=costs.in_report(incident),
    )


def _told(review: Review, at: datetime) -> p.ReportPacket:
    """What happened, what was done and what was learnt: the part that every packet has."""
    incident = review.incident
    organisation = db.session.get_one(Organisation, 1)
    return p.ReportPacket(
        organisation=p.Organisation(name=organisation.name, demo=organisation.demo),
        reference=incident.reference,
        revision=review.revision,
        supersedes=review.supersedes,
        title=incident.title,
        severity=incident.severity.label if incident.severity else "",
        severity_meaning=incident.severity.meaning if incident.severity else "",
        classification="Confidential",
        reported_by=model.named(incident.reporter),
        system=_system(incident),
        what_happened=incident.what_happened,
        prompt=incident.prompt,
        output=incident.output,
        affected_people=incident.affected_people,
        sources=tuple(line for line in incident.sources.splitlines() if line),
        clocks=clocks_of(incident, at),
        timeline=timeline_of(incident),
        evidence=_evidence(incident),
        tasks=tasks_of(incident),
        decisions=tuple(_decisions(incident)),
        obligations=tuple(model.obligations(incident)),
        cases=model.reproduction_cases(incident),
        sections=_sections(review),
        factors=tuple(p.Factor(factor.cause_class.label, factor.explanation) for factor in review.factors),
        actions=_actions(review),
        signatories=tuple(p.Signatory(department.value, "", SIGNATURE_MEANING) for department in Department),
        frozen_at=at,
        anchor=_anchor(incident),
        time_zone=organisation.time_zone,
    )


def _system(incident: Incident) -> p.System:
    system = incident.system
    owners = (system.owner_for_value, system.owner_for_safety, system.owner_for_platform)
    value, safety, platform = (owner.name if owner else "" for owner in owners)
    return p.System(
        name=system.name,
        purpose=system.purpose,
        vendor=system.vendor,
        model=system.model,
        acts=system.acts,
        owner_for_value=value,
        owner_for_safety=safety,
        owner_for_platform=platform,
        version=system.version,
        authority=system.authority.label if system.authority else "",
        facts=model.facts(system),
    )


def clocks_of(incident: Incident, at: datetime) -> tuple[p.Clock, ...]:
    """The points that every incident passes, reached or not."""
    due = model.due_times(incident, at)
    contained = "Not needed" if incident.containment.value == "not_needed" else ""
    corrected = "Not needed" if incident.correction.value == "not_needed" else ""
    return (
        p.Clock("Occurred", incident.occurred_at, "" if incident.occurred_at else "Not known"),
        p.Clock("Detected", incident.detected_at, incident.detected_how),
        p.Clock("Reported", incident.reported_at, ""),
        p.Clock("Acknowledged by the AI department", incident.acknowledged_ai_at, "", due.get(Measure.ACKNOWLEDGED_AI)),
        p.Clock("Acknowledged by IT", incident.acknowledged_it_at, "", due.get(Measure.ACKNOWLEDGED_IT)),
        p.Clock("Contained", incident.contained_at, contained, due.get(Measure.CONTAINED)),
        p.Clock("Corrected", incident.corrected_at, corrected, due.get(Measure.CORRECTED)),
        p.Clock("Verified", incident.verified_at, corrected, due.get(Measure.VERIFIED)),
    )


def timeline_of(incident: Incident) -> tuple[p.TimelineEntry, ...]:
    """What is pinned to the timeline, oldest first."""
    query = (
        sa.select(TimelineEntry)
        .where(TimelineEntry.incident_id == incident.id, TimelineEntry.pinned)
        .order_by(TimelineEntry.at, TimelineEntry.id)
    )
    return tuple(p.TimelineEntry(e.at, e.lane.value, e.text, e.source) for e in db.session.scalars(query))


def _evidence(incident: Incident) -> tuple[p.Evidence, ...]:
    query = (
        sa.select(Evidence)
        .where(Evidence.incident_id == incident.id)
        .order_by(Evidence.id)
        .options(joinedload(Evidence.added_by))
    )
    return tuple(
        p.Evidence(
            name=e.name if e.version == 1 else f"{e.name} (version {e.version})",
            media_type=e.media_type,
            size=e.size,
            sha256=e.sha256,
            added_by=model.named(e.added_by),
            added_at=e.added_at,
        )
        for e in db.session.scalars(query)
    )


def tasks_of(incident: Incident) -> tuple[p.Task, ...]:
    """Every task with its fate, oldest first."""
    query = (
        sa.select(Task)
        .where(Task.incident_id == incident.id)
        .order_by(Task.id)
        .options(joinedload(Task.assignee), selectinload(Task.hand_overs))
    )
    return tuple(_task(task) for task in db.session.scalars(query))


def _task(task: Task) -> p.Task:
    handed_over = "; ".join(
        f"{h.from_kind.label} → {h.to_kind.label}: {'accepted' if h.accepted else 'sent back'}. {h.reason}"
        for h in task.hand_overs
        if h.accepted is not None
    )
    return p.Task(
        kind=task.kind.label,
        title=task.title,
        department=task.owner.value,
        assignee=task.assignee.name if task.assignee else "",
        state=task.state.value.capitalize(),
        started_at=task.started_at,
        ended_at=task.ended_at,
        outcome=task.outcome,
        handed_over=handed_over,
    )


def _decisions(incident: Incident) -> Iterator[p.Decision]:
    for entry, event in events_of(incident.id):
        joint = isinstance(event, JOINT_DECISIONS)
        if event.decides or joint:
            yield p.Decision(
                at=entry.at,
                by=p.Named(event.actor.name, event.actor.role, event.actor.department),
                what=f"{event.sentence[0].upper()}{event.sentence[1:]}",
                why=event.why,
                override=event.override,
                joint=joint,
            )


def _sections(review: Review) -> tuple[p.SectionText, ...]:
    return tuple(
        p.SectionText(
            key=section.section.value,
            heading=section.section.label,
            owner=section.section.owner.value if section.section.owner else "joint",
            body=section.body,
        )
        for section in review.sections
    )


def _actions(review: Review) -> tuple[p.Action, ...]:
    return tuple(
        p.Action(
            title=action.title,
            department=action.department.value,
            owner=action.owner.name,
            due_on=action.due_on,
            action_class=action.action_class.label,
            verification=action.verification,
            state="Open" if action.state is ActionState.DRAFTED else action.state.value.capitalize(),
        )
        for action in review.actions
    )


def _anchor(incident: Incident) -> p.Anchor:
    chain = db.session.scalars(sa.select(AuditChain).where(AuditChain.incident_id == incident.id)).one()
    return p.Anchor(sequence=chain.length, sha256=chain.head)
