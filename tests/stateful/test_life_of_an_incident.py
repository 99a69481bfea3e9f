"""Incidents walked through the operations by all kinds of people in any order: some things hold at every step."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

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
from incidents.models import AuditChain, AuditEntry, Incident, Person, Review, Task, db
from incidents.operations import incidents, learning, reviews, signing, tasks, tracks, waivers
from incidents.operations.tracks import unfinished
from incidents.queries.audit import verify
from tests import factories
from tests.conftest import ticking
from tests.factories import PASSPHRASE, Cast
from tests.stateful import stages
from tests.stateful.stages import STARTS, sealed_pdf_of

WALKS = 2_000
"""Examples on SQLite, in parts that run beside each other. PostgreSQL walks a few: the rules are the same code."""
PARTS = 4

NAMES = ("ada", "ivo", "ari", "iris", "ann", "ian", "olu", "lea", "sam", "max")
BY_OWNER = ("TaskAssigned", "TaskStarted", "TaskFinished", "TaskCancelled", "TaskWaived", "HandOverOffered")

who = st.sampled_from(NAMES[:4] * 4 + NAMES)
leads = st.sampled_from(NAMES[:2] * 6 + NAMES)
severities = st.sampled_from(list(reversed(Severity)))
kinds = st.sampled_from(TaskKind)
numbers = st.integers(0, 3)
pairs = st.sampled_from([["ada", "ivo"], ["ivo", "ada"], ["ann", "ian"], ["ada", "ann"], ["ada"], ["iris", "lea"]])
sides = st.sampled_from(["right", "right", "wrong", "anybody"])
agreements = st.sampled_from(["sign", "sign", "waive", "ready", "sign wrongly"])
VERBS = ("start", "start", "start", "finish", "assign", "cancel", "waive", "offer", "take over", "send back")
DECLARATIONS: tuple[ContainmentVerb | CorrectionVerb, ...] = (
    ContainmentVerb.CONTAINED,
    ContainmentVerb.RESTORED,
    ContainmentVerb.NOT_NEEDED,
    ContainmentVerb.WITHDRAWN,
    CorrectionVerb.CORRECTED,
    CorrectionVerb.VERIFIED,
    CorrectionVerb.NOT_NEEDED,
    CorrectionVerb.WITHDRAWN,
)


class Life(RuleBasedStateMachine):
    """One or two incidents. Every rule tries an operation; whether it went or was refused, the invariants hold."""

    own: Countersign
    cast: Cast
    sealed_pdf: bytes
    staged: dict[tuple[str, bool], int]
    reached: set[Phase]

    def __init__(self) -> None:
        super().__init__()
        self.clock = ticking(datetime(2026, 9, 1, 8, 0, tzinfo=UTC))
        self.told: list[Incident] = []
        self.read = 0

    def teardown(self) -> None:
        told = [incident.id for incident in self.told]
        for chain in db.session.scalars(sa.select(AuditChain).where(AuditChain.incident_id.in_(told))):
            assert verify(chain).finding == "whole", chain.name
        db.session.rollback()

    @initialize(start=st.sampled_from(STARTS), grave=st.booleans(), second=st.booleans())
    def begin(self, start: str, grave: bool, second: bool) -> None:
        self.read = db.session.scalar(sa.select(sa.func.max(AuditEntry.id))) or 0
        self.told = [db.session.get_one(Incident, self.staged[start, grave])]
        if second:
            self.told.append(factories.reported(self.cast, self.clock))

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

    def tasks(self) -> list[Task]:
        told = [incident.id for incident in self.told]
        return list(db.session.scalars(sa.select(Task).where(Task.incident_id.in_(told)).order_by(Task.id.desc())))

    def task(self, number: int) -> Task | None:
        rows = self.tasks()
        return rows[number % len(rows)] if rows else None

    @rule(name=who, number=numbers, severity=severities, what=st.sampled_from(["accept", "rate", "decline", "say"]))
    def answer(self, name: str, number: int, severity: Severity, what: str) -> None:
        """Somebody answers a report, or rates it, or comments."""
        actor, incident, at = self.person(name), self.incident(number), self.clock()
        answers: dict[str, Callable[[], object]] = {
            "accept": lambda: incidents.accept(actor, incident, at, severity, "Rated."),
            "rate": lambda: incidents.rate_severity(actor, incident, severity, "It was so.", at),
            "decline": lambda: incidents.decline(actor, incident, DeclineReason.DUPLICATE, "See there.", at),
            "say": lambda: incidents.comment(actor, incident, "Hm.", at),
        }
        self.attempt(answers[what])

    @rule(name=who, number=numbers, kind=kinds)
    def raise_task(self, name: str, number: int, kind: TaskKind) -> None:
        actor, incident = self.person(name), self.incident(number)
        self.attempt(lambda: tasks.raise_task(actor, incident, kind=kind, title="Do it", at=self.clock()))

    @rule(number=numbers, verb=st.sampled_from(VERBS), side=sides, to=sides, name=who, kind=kinds)
    def work(self, number: int, verb: str, side: str, to: str, name: str, kind: TaskKind) -> None:
        """Somebody moves a task: the lead whose move it is, a lead of the other side, or anybody."""
        task = self.task(number)
        if task is None:
            return
        owner, other = ("ada", "ivo") if task.owner.value == "ai" else ("ivo", "ada")
        mover = other if verb in ("take over", "send back") else owner
        people = {"right": mover, "wrong": owner if mover is other else other, "anybody": name}
        actor, at = self.person(people[side]), self.clock()
        assignee = self.person({"right": owner, "wrong": other, "anybody": name}[to])
        moves: dict[str, Callable[[], object]] = {
            "assign": lambda: tasks.assign(actor, task, assignee, at),
            "start": lambda: tasks.start(actor, task, at),
            "finish": lambda: tasks.finish(actor, task, "It worked.", at),
            "cancel": lambda: tasks.cancel(actor, task, "Not needed.", at),
            "waive": lambda: tasks.waive(actor, task, "Not needed.", at),
            "offer": lambda: tasks.offer_hand_over(actor, task, kind, "Yours.", at),
            "take over": lambda: tasks.accept_hand_over(actor, task, at),
            "send back": lambda: tasks.send_back(actor, task, "No.", at),
        }
        self.attempt(moves[verb])

    @rule(name=leads, number=numbers, verb=st.sampled_from(DECLARATIONS))
    def declare(self, name: str, number: int, verb: ContainmentVerb | CorrectionVerb) -> None:
        actor, incident, at = self.person(name), self.incident(number), self.clock()
        if isinstance(verb, ContainmentVerb):
            self.attempt(lambda: tracks.declare_containment(actor, incident, verb, "Seen.", at))
        else:
            self.attempt(lambda: tracks.declare_correction(actor, incident, verb, "Seen.", at))

    @rule(name=leads, number=numbers, what=st.sampled_from(["open", "reopen", "void", "seal", "factor"]))
    def lead(self, name: str, number: int, what: str) -> None:
        """A review is opened, withdrawn, sealed or changed, or a closed incident reopened."""
        actor, incident, at = self.person(name), self.incident(number), self.clock()
        review = reviews.current(incident)
        if what == "open":
            self.attempt(lambda: reviews.open_review(actor, incident, at))
        elif what == "reopen":
            self.attempt(lambda: incidents.reopen(actor, incident, "Again.", at))
        elif review is None:
            return
        elif what == "void":
            self.attempt(lambda: signing.void(actor, review, "A number is wrong.", at))
        elif what == "factor":
            self.attempt(lambda: learning.add_factor(actor, review, CauseClass.DRIFT, "It did.", at))
        elif review.state is ReviewState.READY:
            self.attempt(lambda: signing.record_sealed(review, self.sealed_pdf, self.own.store, at))

    @rule(name=who, number=numbers, section=st.sampled_from(Section), behind=st.sampled_from([0, 0, 0, 1]))
    def write(self, name: str, number: int, section: Section, behind: int) -> None:
        review = reviews.current(self.incident(number))
        row = next((s for s in review.sections if s.section is section), None) if review else None
        if row is not None:
            version, text, at = row.version - behind, f"{row.body} More by {name}.", self.clock()
            self.attempt(lambda: reviews.write(self.person(name), row, text, version, at))

    @rule(names=pairs, number=numbers, what=agreements)
    def agree(self, names: list[str], number: int, what: str) -> None:
        """Two leads, or whoever it is, put the same under a review."""
        for name in names:
            actor, incident, at = self.person(name), self.incident(number), self.clock()
            review = reviews.current(incident)
            if what == "waive":
                self.attempt(lambda: waivers.waive(actor, incident, "Nothing new.", at))  # noqa: B023 - called at once
            elif review is not None and what == "ready":
                self.attempt(lambda: self._ready(actor, review))  # noqa: B023
            elif review is not None:
                secret = PASSPHRASE if what == "sign" else "wrong"
                self.attempt(lambda: signing.sign(actor, review, secret, self.own.store, at))  # noqa: B023

    def _ready(self, actor: Person, review: Review) -> None:
        if reviews.mark_ready(actor, review, self.clock()):
            signing.freeze(actor, review, self.clock())

    @invariant()
    def the_phase_is_what_the_tracks_say(self) -> None:
        for incident in self.told:
            assert incident.phase is incident.derived_phase()
            self.reached.add(incident.phase)

    @invariant()
    def every_task_belongs_to_the_owner_of_its_kind(self) -> None:
        for task in self.tasks():
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


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_people_do_in_whatever_order_the_rules_hold(
    cast: Cast, own: Countersign, sealed_model: Path, part: int
) -> None:
    sqlite = db.engine.dialect.name == "sqlite"
    Life.own, Life.cast, Life.sealed_pdf, Life.reached = own, cast, sealed_pdf_of(sealed_model), set()
    Life.staged = stages.stage(cast, own, Life.sealed_pdf)
    walk = settings(
        max_examples=WALKS // PARTS if sqlite else 10,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Life, settings=walk)  # type: ignore[no-untyped-call]
    assert not sqlite or set(Phase) <= Life.reached, "the walks were too short to prove anything"
