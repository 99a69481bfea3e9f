"""Incidents walked through the operations by all kinds of people in any order: some things hold at every step."""

from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from incidents.access import sees, visible_to
from incidents.context import Countersign
from incidents.domain import containment, correction
from incidents.domain.containment import ContainmentVerb
from incidents.domain.correction import CorrectionVerb
from incidents.domain.hold import GATED
from incidents.domain.joint import ORDERED, AgreementKind, ControlKind
from incidents.domain.override import Gate
from incidents.domain.phase import Phase
from incidents.domain.review import MarkKind, ReviewState
from incidents.domain.sections import Section
from incidents.domain.severity import REVIEW_IS_MANDATORY
from incidents.domain.triage import Triage
from incidents.domain.vocabulary import OWNER, CauseClass, DeclineReason, Severity, TaskKind
from incidents.models import AuditChain, AuditEntry, Enforcement, Incident, Override, Person, Review, Task, db
from incidents.operations import (
    cases,
    hold,
    incidents,
    learning,
    overrides,
    reviews,
    signing,
    tasks,
    tracks,
    waivers,
    writing,
)
from incidents.operations.tracks import unfinished
from tests.factories import PASSPHRASE, Cast
from tests.stateful import stages
from tests.stateful.model import Model
from tests.stateful.stages import sealed_pdf_of
from tests.stateful.walker import NAMES, leads, numbers, who

WALKS = 2_000
PARTS = [pytest.param("sqlite", WALKS // 4, id=f"sqlite-{part}") for part in range(4)]
"""Examples on SQLite, in parts that run beside each other. PostgreSQL walks a few: the rules are the same code."""

BY_OWNER = ("TaskAssigned", "TaskStarted", "TaskFinished", "TaskCancelled", "TaskWaived", "HandOverOffered")

severities = st.sampled_from(list(reversed(Severity)))
kinds = st.sampled_from(TaskKind)
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


class Life(Model):
    """Every rule tries an operation; whether it went or was refused, the invariants hold."""

    def task(self, number: int) -> Task | None:
        found: Task | None = self.one_of_told(Task, number)
        return found

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
            self.attempt(lambda: writing.write(self.person(name), row, text, version, at))

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
    def nothing_stands_in_the_record_that_the_rules_refuse(self) -> None:
        for entry, payload in self.news():
            if entry.event in BY_OWNER or entry.event == "HandOverAccepted":
                assert payload["actor"][3] == payload["owner"], (entry.event, payload)
            elif entry.event == "HandOverSentBack":
                assert payload["actor"][3] != payload["owner"], payload
            if entry.event == "TaskStarted":
                self._was_allowed_to_start(db.session.get_one(Task, payload["task_id"]))
            elif entry.event == "CorrectionMoved" and payload["after"] == "verified":
                assert cases.obstacle(self._incident_of(entry)) is None, "verified without its cases"

    def _was_allowed_to_start(self, task: Task) -> None:
        if task.kind in GATED:
            overridden = overrides.standing(task.incident, Gate.EVIDENCE_HOLD) is not None
            assert overridden or hold.satisfied(task.incident), f"{task.kind} before the hold"
        if task.kind in ORDERED:
            link = db.session.scalars(sa.select(Enforcement).where(Enforcement.task_id == task.id)).one()
            kind = AgreementKind.LIFTING if link.lifts else AgreementKind.CONTROL
            agreed = [row for row in link.decision.agreements if row.kind is kind]
            both = len({row.person_id for row in agreed}) == len({row.department for row in agreed}) == 2
            assert both or link.decision.override is not None, "a control that nobody agreed to"

    def _incident_of(self, entry: AuditEntry) -> Incident:
        chain = db.session.get_one(AuditChain, entry.chain_id)
        return next(incident for incident in self.told if incident.id == chain.incident_id)

    @invariant()
    def an_override_is_acknowledged_by_a_lead_of_the_other_department(self) -> None:
        for crossed in self.of_told(Override):
            taken_note_by = crossed.acknowledged_by
            assert crossed.by.leads(crossed.department)
            assert taken_note_by is None or taken_note_by.leads(crossed.department.other)

    @invariant()
    def only_those_who_are_named_see_a_restricted_incident(self) -> None:
        for incident in self.told:
            if incident.restricted:
                named = {row.person_id for row in incident.named}
                assert {each.id for each in map(self.person, NAMES) if sees(each, incident)} <= named

    @invariant()
    def what_the_database_lists_is_what_a_person_sees(self) -> None:
        told = [incident.id for incident in self.told]
        restricted = any(incident.restricted for incident in self.told)
        for name in NAMES if restricted else NAMES[:1]:
            person = self.person(name)
            listed = set(db.session.scalars(sa.select(Incident.id).where(Incident.id.in_(told), visible_to(person))))
            assert listed == {incident.id for incident in self.told if sees(person, incident)}

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


EXPECTED = frozenset({"FixRefuted", "GateOverridden", "IncidentRestricted"})
"""What some walk of every part must have come by, or the rules were not tried."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "walks"), [*PARTS, pytest.param("postgresql", 40, id="postgresql")], indirect=["settings"]
)
def test_whatever_people_do_in_whatever_order_the_rules_hold(
    cast: Cast, own: Countersign, sealed_model: Path, walks: int
) -> None:
    sqlite = db.engine.dialect.name == "sqlite"
    Life.own, Life.cast, Life.sealed_pdf = own, cast, sealed_pdf_of(sealed_model)
    Life.staged, Life.reached, Life.happened = stages.stage(cast, own, Life.sealed_pdf), set(), set()
    how = hypothesis.settings(
        max_examples=walks,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Life, settings=how)  # type: ignore[no-untyped-call]
    assert not sqlite or set(Phase) <= Life.reached, "the walks were too short to prove anything"
    assert not sqlite or Life.happened >= EXPECTED, EXPECTED - Life.happened


def test_a_walk_can_come_by_whatever_a_joint_decision_may_become(
    cast: Cast, own: Countersign, sealed_model: Path
) -> None:
    Life.own, Life.cast, Life.sealed_pdf = own, cast, sealed_pdf_of(sealed_model)
    Life.staged, Life.reached, Life.happened = stages.stage(cast, own, Life.sealed_pdf, ["proposed"]), set(), set()
    for both_agree in (True, False):
        life = Life()
        life.begin(start="proposed", grave=True, second=False)
        what = ("agree", ["ada", "ivo"]) if both_agree else ("alone", ["ivo"])
        life.decide(names=what[1], number=0, what=what[0], control=ControlKind.FEATURE_OFF)
        for verb in ("enforce", "send back", "enforce", "verify"):
            life.carry_out(name="max", number=0, what=verb, right=True)
        life.nothing_stands_in_the_record_that_the_rules_refuse()
        life.teardown()
    assert Life.happened >= {"DecisionAgreed", "EnforcedAlone", "ControlEnforced", "ControlSentBack", "ControlVerified"}
