"""What the stories of the demonstration must show of accountability: who was told, who may see, and in which order."""

import json

import pytest
import sqlalchemy as sa

from incidents.access import sees
from incidents.domain.joint import ControlKind
from incidents.domain.obligations import ObligationState
from incidents.domain.phase import Phase
from incidents.models import (
    AuditChain,
    AuditEntry,
    Incident,
    JointDecision,
    Obligation,
    ObligationDraft,
    Person,
    Readiness,
    db,
)

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo"), pytest.mark.usefixtures("own")]


def story(title: str) -> Incident:
    """The incident whose title begins like this."""
    return db.session.scalars(sa.select(Incident).where(Incident.title.startswith(title))).one()


def person(name: str) -> Person:
    return db.session.scalars(sa.select(Person).where(Person.name.startswith(name))).one()


def events_of(incident: Incident, *names: str) -> list[str]:
    entries = sa.select(AuditEntry).join(AuditChain, AuditChain.id == AuditEntry.chain_id)
    query = entries.where(AuditChain.incident_id == incident.id, AuditEntry.event.in_(names))
    return [entry.event for entry in db.session.scalars(query.order_by(AuditEntry.sequence))]


def obligation(incident: Incident, regime: str) -> Obligation:
    query = sa.select(Obligation).where(Obligation.incident_id == incident.id, Obligation.regime == regime)
    return db.session.scalars(query).one()


def test_a_breach_of_personal_data_is_notified_within_72_hours_after_a_draft_and_with_a_file_as_proof() -> None:
    told = obligation(story("Wren shows members other people"), "gdpr-33")
    assert told.state is ObligationState.SENT
    assert told.owner is not None
    stage, report = told.stages[0], told.reports[0]
    assert stage.due_at is not None
    assert report.sent_at < stage.due_at
    assert report.proof is not None
    drafts = db.session.scalars(sa.select(ObligationDraft).where(ObligationDraft.obligation_id == told.id))
    assert all(draft.at < report.sent_at and json.loads(draft.parts)["nature"] for draft in drafts.all())


def test_a_restricted_incident_is_seen_by_its_people_and_by_nobody_else() -> None:
    incident = story("Wren shows members other people")
    assert incident.restricted
    assert incident.published_revision is not None
    for name in ("Olu", "Ada", "Noor", "Ivo", "Iris", "Ari", "Ravi", "Lea"):
        assert sees(person(name), incident), name
    for name in ("Tomasz", "Mei", "Rafael", "Max", "Grace"):
        assert not sees(person(name), incident), name


def test_a_refuted_fix_was_confirmed_before_its_review_was_ready() -> None:
    names = ("FixRefuted", "FixConfirmed", "ReviewMarkedReady", "ReviewPublished")
    told = events_of(story("Steady agrees with everything"), *names)
    assert told[:2] == ["FixRefuted", "FixConfirmed"]
    assert told[-1] == "ReviewPublished"


def test_every_return_to_service_followed_a_readiness_that_two_departments_signed_off() -> None:
    query = sa.select(JointDecision).where(
        JointDecision.control == ControlKind.RETURN_TO_SERVICE, JointDecision.enforced_at.is_not(None)
    )
    returned = list(db.session.scalars(query))
    assert len(returned) >= 5
    for decision in returned:
        ready = sa.select(Readiness).where(Readiness.incident_id == decision.incident_id).order_by(Readiness.id.desc())
        newest = db.session.scalars(ready).first()
        assert newest is not None, decision.title
        assert {row.department for row in newest.sign_offs} == {"ai", "it"}, decision.title
        assert newest.ended_at is not None
        assert decision.enforced_at is not None
        assert newest.ended_at < decision.enforced_at, decision.title


def test_a_recurrence_begins_a_second_round_with_its_own_hold_and_an_open_decision() -> None:
    incident = story("Herald adds a political claim")
    assert incident.reopened == 1
    assert incident.phase is not Phase.CLOSED
    assert events_of(incident, "HoldCompleted") == ["HoldCompleted"] * 2
    open_ones = [row for row in incident_decisions(incident) if not row.agreements and not row.state.ended]
    assert [row.control for row in open_ones] == [ControlKind.FEATURE_OFF]


def incident_decisions(incident: Incident) -> list[JointDecision]:
    return list(db.session.scalars(sa.select(JointDecision).where(JointDecision.incident_id == incident.id)))


def test_an_obligation_that_waits_for_counsel_stays_undecided() -> None:
    incident = story("Our code assistant has shipped")
    assert obligation(incident, "dora-19").state is ObligationState.PROPOSED
    assert obligation(incident, "nis2-23").state is ObligationState.NOT_APPLICABLE
