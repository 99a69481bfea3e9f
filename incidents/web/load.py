"""Loading through access: what a person may not see does not exist, so the answer is 404."""

import re
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from flask import abort, request
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from incidents.access import readable_by, readable_guidance, visible_to
from incidents.domain.action import ActionState
from incidents.domain.obligations import ObligationState
from incidents.domain.regimes import CATALOGUE
from incidents.models import (
    Action,
    Bulletin,
    CaseRun,
    ChangeNotice,
    Clock,
    Evidence,
    Incident,
    JointDecision,
    Obligation,
    ObligationReport,
    Override,
    Readiness,
    ReproductionCase,
    Review,
    System,
    Task,
    db,
)
from incidents.queries import changes, register
from incidents.web.edge import READING, me

REFERENCE = re.compile(r"AI-([1-9][0-9]{0,8})", re.ASCII)
"""`AI-42`, and no number that a row cannot have."""


class NotPublished(NotFound):
    """The person sees the incident, but its report is not signed by both departments yet."""


def incident(reference: str) -> Incident:
    """The incident `AI-42`, if the person may see it. Writing requests lock its row, so they follow each other."""
    query = sa.select(Incident).where(Incident.id == _number(reference), visible_to(me()))
    query = query.options(joinedload(Incident.system), joinedload(Incident.reporter))
    if request.method not in READING:
        # What was read on the way to the lock is read again behind it: somebody else may have had the row before us.
        query = query.with_for_update(of=Incident).execution_options(populate_existing=True)
    return db.session.scalar(query) or abort(404)


def task(number: int) -> Task:
    """A task, through its incident."""
    found = db.session.get(Task, number) or abort(404)
    incident(found.incident.reference)
    db.session.refresh(found)
    return found


def tasks(numbers: Collection[int]) -> Sequence[Task]:
    """Several tasks, each through its incident. Locks the incidents in one order; one that is not seen is 404."""
    theirs = sa.select(Task.incident_id).where(Task.id.in_(numbers))
    held = sa.select(Incident.id).where(Incident.id.in_(theirs), visible_to(me())).order_by(Incident.id)
    incidents = db.session.scalars(held.with_for_update(of=Incident)).all()
    query = sa.select(Task).where(Task.id.in_(numbers), Task.incident_id.in_(incidents)).order_by(Task.id)
    found = db.session.scalars(query.execution_options(populate_existing=True)).all()
    return found if len(found) == len(set(numbers)) else abort(404)


def clock(reference: str, number: int) -> Clock:
    """A clock, through its incident."""
    of = incident(reference)
    return db.session.scalar(sa.select(Clock).where(Clock.id == number, Clock.incident_id == of.id)) or abort(404)


def evidence(number: int) -> Evidence:
    """A piece of evidence, through its incident."""
    found = db.session.get(Evidence, number) or abort(404)
    incident(found.incident.reference)
    return found


def action(number: int) -> Action:
    """An action of a published review, through its incident. While it is drafted, it stands only in the review."""
    found = db.session.get(Action, number) or abort(404)
    incident(found.incident.reference)
    db.session.refresh(found)
    return abort(404) if found.state is ActionState.DRAFTED else found


def bulletin(number: int) -> Bulletin:
    """A piece of guidance that the person may read. Writing requests lock its row."""
    query = sa.select(Bulletin).where(Bulletin.id == number, readable_guidance(me()))
    query = query.options(joinedload(Bulletin.system), joinedload(Bulletin.written_by))
    if request.method not in READING:
        query = query.with_for_update(of=Bulletin)
    return db.session.scalar(query) or abort(404)


def system(number: int) -> System:
    """A system of the register. Writing requests lock its row, so they follow each other."""
    if request.method not in READING:
        db.session.get(System, number, with_for_update=True, populate_existing=True)
    return register.of_system(number) or abort(404)


def readiness(number: int) -> Readiness:
    """An assessment, through its system, and through its incident where it has one."""
    found = db.session.get(Readiness, number) or abort(404)
    if found.incident is not None:
        incident(found.incident.reference)
    system(found.system_id)
    db.session.refresh(found)
    return found


def change(number: int) -> ChangeNotice:
    """A change notice, through its system: locked first, so that the second half sees the one before."""
    of = db.session.scalar(sa.select(ChangeNotice.system_id).where(ChangeNotice.id == number)) or abort(404)
    system(of)
    return changes.of_number(number) or abort(404)


def decision(reference: str, number: int) -> JointDecision:
    """A joint decision, through its incident."""
    of = incident(reference)
    query = sa.select(JointDecision).where(JointDecision.id == number, JointDecision.incident_id == of.id)
    return db.session.scalar(query) or abort(404)


def override(reference: str, number: int) -> Override:
    """An override, through its incident."""
    of = incident(reference)
    query = sa.select(Override).where(Override.id == number, Override.incident_id == of.id)
    return db.session.scalar(query) or abort(404)


def case(reference: str, number: int) -> ReproductionCase:
    """A reproduction case by its number within the incident."""
    of = incident(reference)
    where = (ReproductionCase.incident_id == of.id, ReproductionCase.number == number)
    return db.session.scalar(sa.select(ReproductionCase).where(*where)) or abort(404)


def case_run(reference: str, number: int) -> CaseRun:
    """A run of the reproduction cases, through its incident."""
    of = incident(reference)
    where = (CaseRun.incident_id == of.id, CaseRun.id == number)
    return db.session.scalar(sa.select(CaseRun).where(*where)) or abort(404)


def review(reference: str, revision: int | None = None) -> Review:
    """A revision of an incident's review, the newest by default."""
    of = incident(reference)
    query = sa.select(Review).where(Review.incident_id == of.id).order_by(Review.revision.desc()).limit(1)
    if revision is not None:
        query = query.where(Review.revision == revision)
    return db.session.scalar(query) or abort(404)


def published(reference: str, revision: int | None = None) -> Review:
    """A published report that the person may read, the newest by default. Says so where there is none yet."""
    number = _number(reference)
    query = sa.select(Review).join(Incident).where(Incident.id == number, readable_by(me()))
    if revision is not None:
        query = query.where(Review.revision == revision)
    found = db.session.scalar(query.order_by(Review.revision.desc()).limit(1))
    if found is None and revision is None and incident(reference).published_revision is None:
        raise NotPublished(f"A lead of the AI department and a lead of IT both sign the report of {reference} first.")
    return found or abort(404)


def obligation(reference: str, regime: str) -> Obligation:
    """A reporting obligation on the list of an incident, by its key in the catalogue."""
    of = incident(reference)
    listed = sa.or_(Obligation.proposed, Obligation.state != ObligationState.PROPOSED)
    query = sa.select(Obligation).where(Obligation.incident_id == of.id, Obligation.regime == regime, listed)
    return db.session.scalar(query) or abort(404)


def draftable(reference: str, regime: str) -> Obligation:
    """An obligation whose regime has a draft."""
    found = obligation(reference, regime)
    return found if CATALOGUE[found.regime].draft else abort(404)


def obligation_report(of: Obligation, number: int) -> ObligationReport:
    """A recorded report of that obligation."""
    found = db.session.get(ObligationReport, number)
    return found if found is not None and found.obligation_id == of.id else abort(404)


def _number(reference: str) -> int:
    match = REFERENCE.fullmatch(reference)
    return int(match.group(1)) if match else abort(404)
