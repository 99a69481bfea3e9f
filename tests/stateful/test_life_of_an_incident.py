"""Incidents walked through the operations by all kinds of people in any order: some things hold at every step."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from incidents.context import Countersign
from incidents.domain import containment, correction
from incidents.domain.containment import ContainmentVerb
from incidents.domain.correction import CorrectionVerb
from incidents.domain.errors import CountersignError
from incidents.domain.phase import Phase
from incidents.domain.review import MarkKind, ReviewState
from incidents.domain.severity import REVIEW_IS_MANDATORY
from incidents.domain.triage import Triage
from incidents.domain.vocabulary import OWNER, CauseClass, DeclineReason, Section, Severity, TaskKind
from incidents.models import AuditChain, AuditEntry, HandOver, Incident, Person, Rendering, Review, Task, db
from incidents.operations import incidents, learning, reviews, signing, tasks, tracks, waivers
from incidents.operations.tracks import unfinished
from incidents.queries.audit import verify
from tests import factories
from tests.conftest import settings_of, ticking
from tests.factories import PASSPHRASE, Cast

NAMES = ("ada", "ivo", "ari", "iris", "ann", "ian", "olu", "lea", "sam", "max")
BY_OWNER = ("TaskAssigned", "TaskStarted", "TaskFinished", "TaskCancelled", "TaskWaived", "HandOverOffered")

STARTS = ("reported", "accepted", "contained", "resolved", "drafted", "frozen", "sealed")

who = st.sampled_from(NAMES)
leads = st.sampled_from(NAMES[:2] * 6 + NAMES)
severities = st.sampled_from(list(reversed(Severity)))
kinds = st.sampled_from(TaskKind)
numbers = st.integers(0, 5)


class Life(RuleBasedStateMachine):
    """One or two incidents. Every rule tries an operation; whether it went or was refused, the invariants hold."""

    own: Countersign
    cast: Cast
    sealed_pdf: bytes
    reached: set[Phase | ReviewState]

    def __init__(self) -> None:
        super().__init__()
        self.clock = ticking(datetime(2026, 9, 1, 8, 0, tzinfo=UTC))
        self.told: list[Incident] = []
        self.read = 0

    def teardown(self) -> None:
        for chain in db.session.scalars(sa.select(AuditChain)):
            assert verify(chain).finding == "whole", chain.name
        db.session.rollback()

    @initialize(start=st.sampled_from(STARTS), severity=severities, second=st.booleans())
    def begin(self, start: str, severity: Severity, second: bool) -> None:
        self.read = db.session.scalar(sa.select(sa.func.max(AuditEntry.id))) or 0
        self.told = [self._begun(start, severity)]
        if second:
            self.told.append(factories.reported(self.cast, self.clock))

    def _begun(self, start: str, severity: Severity) -> Incident:
        cast, clock = self.cast, self.clock
        if start == "reported":
            return factories.reported(cast, clock)
        if start == "accepted":
            return factories.accepted(cast, clock, severity)
        if start == "contained":
            incident = factories.accepted(cast, clock, severity)
            factories.done(cast, clock, TaskKind.ROLLBACK, incident)
            tracks.declare_containment(cast.ivo, incident, ContainmentVerb.CONTAINED, "Watched.", clock())
            return incident
        incident = factories.resolved(cast, clock, severity)
        if start == "resolved":
            return incident
        review = factories.drafted(cast, clock, incident)
        if start in ("frozen", "sealed"):
            for lead in (cast.ada, cast.ivo):
                reviews.mark_ready(lead, review, clock())
            signing.freeze(cast.ivo, review, clock())
        if start == "sealed":
            signing.record_sealed(review, self.sealed_pdf, self.own.store, clock())
        return incident

    def attempt(self, act: Callable[[], object]) -> None:
        """Do it, or undo all of it when it is refused."""
        savepoint = db.session.begin_nested()
        try:
            act()
            db.session.flush()
        except CountersignError:
            savepoint.rollback()
        else:
            savepoint.commit()

    def person(self, name: str) -> Person:
        found: Person = getattr(self.cast, name)
        return found

    def incident(self, number: int) -> Incident:
        return self.told[number % len(self.told)]

    def task(self, number: int) -> Task | None:
        rows = db.session.scalars(sa.select(Task).order_by(Task.id.desc())).all()
        return rows[number % len(rows)] if rows else None

    def review(self, number: int) -> Review | None:
        return reviews.current(self.incident(number))

    @rule(name=who, number=numbers, severity=st.one_of(st.none(), severities))
    def accept(self, name: str, number: int, severity: Severity | None) -> None:
        self.attempt(
            lambda: incidents.accept(self.person(name), self.incident(number), self.clock(), severity, "Rated.")
        )

    @rule(name=leads, number=numbers, reason=st.sampled_from(DeclineReason))
    def decline(self, name: str, number: int, reason: DeclineReason) -> None:
        self.attempt(
            lambda: incidents.decline(self.person(name), self.incident(number), reason, "See there.", self.clock())
        )

    @rule(name=who, number=numbers, severity=severities, reason=st.sampled_from(["", "It was so."]))
    def rate(self, name: str, number: int, severity: Severity, reason: str) -> None:
        self.attempt(
            lambda: incidents.rate_severity(self.person(name), self.incident(number), severity, reason, self.clock())
        )

    @rule(name=who, number=numbers)
    def comment(self, name: str, number: int) -> None:
        self.attempt(lambda: incidents.comment(self.person(name), self.incident(number), "Hm.", self.clock()))

    @rule(name=who, number=numbers, kind=kinds)
    def raise_task(self, name: str, number: int, kind: TaskKind) -> None:
        self.attempt(
            lambda: tasks.raise_task(
                self.person(name), self.incident(number), kind=kind, title="Do it", at=self.clock()
            )
        )

    @rule(name=leads, number=numbers, assignee=who)
    def assign(self, name: str, number: int, assignee: str) -> None:
        task = self.task(number)
        if task is not None:
            self.attempt(lambda: tasks.assign(self.person(name), task, self.person(assignee), self.clock()))

    @rule(name=who, number=numbers, verb=st.sampled_from(["start", "start", "finish", "finish", "cancel", "waive"]))
    def move(self, name: str, number: int, verb: str) -> None:
        task = self.task(number)
        if task is None:
            return
        actor = self.person(name)
        moves: dict[str, Callable[[], object]] = {
            "start": lambda: tasks.start(actor, task, self.clock()),
            "finish": lambda: tasks.finish(actor, task, "It worked.", self.clock()),
            "cancel": lambda: tasks.cancel(actor, task, "Not needed.", self.clock()),
            "waive": lambda: tasks.waive(actor, task, "Not needed.", self.clock()),
        }
        self.attempt(moves[verb])

    @rule(name=who, number=numbers, kind=kinds)
    def offer(self, name: str, number: int, kind: TaskKind) -> None:
        task = self.task(number)
        if task is not None:
            self.attempt(lambda: tasks.offer_hand_over(self.person(name), task, kind, "Yours.", self.clock()))

    @rule(name=leads, number=numbers, accepted=st.booleans())
    def answer(self, name: str, number: int, accepted: bool) -> None:
        task = self.task(number)
        if task is None:
            return
        actor = self.person(name)
        if accepted:
            self.attempt(lambda: tasks.accept_hand_over(actor, task, self.clock()))
        else:
            self.attempt(lambda: tasks.send_back(actor, task, "No.", self.clock()))

    @rule(name=leads, number=numbers, verb=st.sampled_from(ContainmentVerb))
    def contain(self, name: str, number: int, verb: ContainmentVerb) -> None:
        if verb not in (ContainmentVerb.BEGUN, ContainmentVerb.REOPENED):
            self.attempt(
                lambda: tracks.declare_containment(
                    self.person(name), self.incident(number), verb, "Seen.", self.clock()
                )
            )

    @rule(name=leads, number=numbers, verb=st.sampled_from(CorrectionVerb))
    def correct(self, name: str, number: int, verb: CorrectionVerb) -> None:
        if verb not in (CorrectionVerb.BEGUN, CorrectionVerb.REOPENED):
            self.attempt(
                lambda: tracks.declare_correction(self.person(name), self.incident(number), verb, "Seen.", self.clock())
            )

    @rule(name=leads, number=numbers)
    def reopen(self, name: str, number: int) -> None:
        self.attempt(lambda: incidents.reopen(self.person(name), self.incident(number), "Again.", self.clock()))

    @rule(name=leads, number=numbers)
    def open_review(self, name: str, number: int) -> None:
        self.attempt(lambda: reviews.open_review(self.person(name), self.incident(number), self.clock()))

    @rule(name=leads, number=numbers)
    def waive_review(self, name: str, number: int) -> None:
        self.attempt(lambda: waivers.waive(self.person(name), self.incident(number), "Nothing new.", self.clock()))

    @rule(name=who, number=numbers, section=st.sampled_from(Section), behind=st.sampled_from([0, 0, 0, 1]))
    def write(self, name: str, number: int, section: Section, behind: int) -> None:
        review = self.review(number)
        row = next((s for s in review.sections if s.section is section), None) if review else None
        if row is not None:
            version = row.version - behind
            text = f"{row.body} More by {name}."
            self.attempt(lambda: reviews.write(self.person(name), row, text, version, self.clock()))

    @rule(name=who, number=numbers)
    def add_factor(self, name: str, number: int) -> None:
        review = self.review(number)
        if review is not None:
            self.attempt(
                lambda: learning.add_factor(self.person(name), review, CauseClass.DRIFT, "It did.", self.clock())
            )

    @rule(name=leads, number=numbers)
    def mark_ready(self, name: str, number: int) -> None:
        review = self.review(number)
        if review is None:
            return
        actor = self.person(name)

        def ready() -> None:
            if reviews.mark_ready(actor, review, self.clock()):
                signing.freeze(actor, review, self.clock())

        self.attempt(ready)

    @rule(number=numbers)
    def seal(self, number: int) -> None:
        review = self.review(number)
        if review is not None and review.state is ReviewState.READY:
            self.attempt(lambda: signing.record_sealed(review, self.sealed_pdf, self.own.store, self.clock()))

    @rule(name=leads, number=numbers, passphrase=st.sampled_from([PASSPHRASE, PASSPHRASE, PASSPHRASE, "wrong"]))
    def sign(self, name: str, number: int, passphrase: str) -> None:
        review = self.review(number)
        if review is not None:
            self.attempt(lambda: signing.sign(self.person(name), review, passphrase, self.own.store, self.clock()))

    @rule(number=numbers, what=st.sampled_from(["waive", "ready", "sign"]))
    def agree(self, number: int, what: str) -> None:
        """Ada and Ivo do the same, one after the other."""
        for name in ("ada", "ivo"):
            if what == "waive":
                self.waive_review(name, number)
            elif what == "ready":
                self.mark_ready(name, number)
            else:
                self.sign(name, number, PASSPHRASE)

    @rule(number=numbers)
    def do_the_work(self, number: int) -> None:
        """The owner's lead sees a task through."""
        task = self.task(number)
        if task is not None:
            lead = "ada" if task.owner.value == "ai" else "ivo"
            self.assign(lead, number, lead)
            self.move(lead, number, "start")
            self.move(lead, number, "finish")

    @rule(name=leads, number=numbers)
    def void(self, name: str, number: int) -> None:
        review = self.review(number)
        if review is not None:
            self.attempt(lambda: signing.void(self.person(name), review, "A number is wrong.", self.clock()))

    @invariant()
    def the_phase_is_what_the_tracks_say(self) -> None:
        for incident in self.told:
            assert incident.phase is incident.derived_phase()
            self.reached |= {incident.phase, incident.review_state}

    @invariant()
    def every_task_belongs_to_the_owner_of_its_kind(self) -> None:
        for task in db.session.scalars(sa.select(Task)):
            assert task.owner is OWNER[task.kind]
            if task.assignee is not None:
                assert task.assignee.department is task.owner is task.assignee_department
            assert sum(hand_over.accepted is None for hand_over in task.hand_overs) <= 1

    @invariant()
    def nobody_of_the_wrong_department_moved_a_task(self) -> None:
        fresh = sa.select(AuditEntry).where(AuditEntry.id > self.read).order_by(AuditEntry.id)
        for entry in db.session.scalars(fresh).all():
            self.read = entry.id
            payload = json.loads(entry.payload)
            if entry.event in BY_OWNER:
                assert payload["actor"][3] == payload["owner"], (entry.event, payload)
            elif entry.event == "HandOverAccepted":
                assert payload["actor"][3] == payload["owner"], payload
            elif entry.event == "HandOverSentBack":
                assert payload["actor"][3] != payload["owner"], payload

    @invariant()
    def nothing_closes_without_two_people_of_two_departments(self) -> None:
        for incident in self.told:
            if incident.phase is not Phase.CLOSED or incident.triage is not Triage.ACCEPTED:
                continue
            review = reviews.current(incident)
            assert review is not None
            assert review.state in (ReviewState.PUBLISHED, ReviewState.WAIVED)
            kind = MarkKind.SIGNED if review.state is ReviewState.PUBLISHED else MarkKind.WAIVED
            marks = [mark for mark in review.marks if mark.kind is kind]
            assert len({mark.person_id for mark in marks}) == len({mark.department for mark in marks}) == 2
            assert kind is MarkKind.SIGNED or incident.severity not in REVIEW_IS_MANDATORY
            assert incident.containment in containment.SETTLED
            assert incident.correction in correction.SETTLED
            assert unfinished(incident) == []
            assert incident.closed_at is not None

    @invariant()
    def an_incident_stands_where_its_newest_revision_stands(self) -> None:
        for incident in self.told:
            review = reviews.current(incident)
            if review is not None and incident.review_state is not ReviewState.NONE:
                assert incident.review_state is review.state


def sealed_pdf_of(sealed_model: object) -> bytes:
    """A report that was drawn and sealed once: drawing one at each step would take days."""
    from pathlib import Path

    from incidents.storage import Store

    assert isinstance(sealed_model, Path)
    home = settings_of(sealed_model)
    engine = sa.create_engine(home.database, poolclass=sa.NullPool)
    with engine.connect() as connection:
        name = connection.scalar(sa.select(Rendering.__table__.c.sha256))
    return Store(home.evidence).get(name)


@pytest.mark.slow
def test_whatever_people_do_in_whatever_order_the_rules_hold(
    cast: Cast, own: Countersign, sealed_model: object
) -> None:
    sqlite = db.engine.dialect.name == "sqlite"
    Life.own, Life.cast, Life.sealed_pdf, Life.reached = own, cast, sealed_pdf_of(sealed_model), set()
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Life,
        settings=settings(
            max_examples=150 if sqlite else 15,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert not sqlite or set(Phase) <= Life.reached, "the walks were too short to prove anything"
    assert db.session.scalar(sa.select(sa.func.count(HandOver.id))) == 0, "each walk was taken back"
