"""The recurring cast, and short ways to bring an incident to where a test begins. All through the real operations."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from incidents.context import Countersign
from incidents.delivery.outbox import deliver_due
from incidents.domain.case import CaseText, Check, Purpose, Verdict
from incidents.domain.containment import ContainmentVerb
from incidents.domain.correction import CorrectionVerb
from incidents.domain.hold import GATED
from incidents.domain.sections import Section
from incidents.domain.vocabulary import ActionClass, Affiliation, CauseClass, Rank, Severity, TaskKind
from incidents.founding import found_organisation
from incidents.models import CaseRun, Incident, Person, ReproductionCase, Review, System, Task, Unit, db
from incidents.operations import (
    case_runs,
    cases,
    confirmations,
    enrolment,
    hold,
    incidents,
    learning,
    people,
    register,
    reviews,
    signing,
    tasks,
    tracks,
    writing,
)
from incidents.queries.cases import cases_of

PASSWORD = "correct horse battery"
PASSPHRASE = "staple of the battery horse"
FOUNDED = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
Clock = Callable[[], datetime]

PEOPLE: tuple[tuple[str, Affiliation | None, Rank | None, str | None], ...] = (
    ("Olu", Affiliation.BUSINESS, None, "Customer Operations"),
    ("Ada", Affiliation.AI, Rank.LEAD, None),
    ("Ari", Affiliation.AI, Rank.MEMBER, None),
    ("Ivo", Affiliation.IT, Rank.LEAD, None),
    ("Iris", Affiliation.IT, Rank.MEMBER, None),
    ("Lea", Affiliation.LEADERSHIP, None, None),
    ("Sam", Affiliation.BUSINESS, None, "Property"),
    ("Ann", Affiliation.AI, Rank.LEAD, None),
    ("Ian", Affiliation.IT, Rank.LEAD, None),
)


def email_of(name: str) -> str:
    """The address of somebody of the cast, by first name."""
    return f"{name.lower()}@example.org"


class Cast:
    """The people of the tests, loaded into the session: `cast.olu`, `cast.ada` …"""

    olu: Person
    ada: Person
    ari: Person
    ivo: Person
    iris: Person
    lea: Person
    max: Person
    sam: Person
    ann: Person
    ian: Person
    zoe: Person

    def __init__(self) -> None:
        for person in db.session.scalars(sa.select(Person)):
            setattr(self, person.name.lower(), person)

    @property
    def system(self) -> System:
        """The AI system of the tests: the first, where a test adds others."""
        return db.session.scalars(sa.select(System).order_by(System.id).limit(1)).one()

    @property
    def everybody(self) -> list[Person]:
        """All of them."""
        return list(db.session.scalars(sa.select(Person).order_by(Person.id)))


def found(own: Countersign) -> None:
    """Found the organisation of the tests, with everybody in it; leads can sign. Commits."""
    administrator = found_organisation(
        own,
        organisation="Example Group",
        time_zone="Europe/Paris",
        name="Max",
        email=email_of("Max"),
        password=PASSWORD,
        units=["Customer Operations", "Property"],
        at=FOUNDED,
    )
    units = {unit.name: unit for unit in db.session.scalars(sa.select(Unit))}
    for name, affiliation, rank, unit in PEOPLE:
        person = people.add_person(
            administrator,
            name=name,
            email=email_of(name),
            password=PASSWORD,
            affiliation=affiliation,
            rank=rank,
            unit=units[unit] if unit else None,
            at=FOUNDED,
        )
        if person.is_lead:
            enrolment.enrol(person, PASSPHRASE, own.authority, FOUNDED)
    register.save_system(
        administrator,
        None,
        name="Helpdesk assistant",
        unit=units["Customer Operations"],
        owner_for_value=None,
        owner_for_safety=None,
        owner_for_platform=None,
        at=FOUNDED,
    )
    db.session.commit()


def reported(cast: Cast, clock: Clock, **fields: str) -> Incident:
    """Olu has reported something."""
    told = {"title": "It promised a refund", "what_happened": "It promised a refund that we do not give."} | fields
    return incidents.report(cast.olu, system=cast.system, at=clock(), **told)  # type: ignore[arg-type]


def accepted(cast: Cast, clock: Clock, severity: Severity = Severity.SEV_3) -> Incident:
    """Both departments have accepted it."""
    incident = reported(cast, clock)
    incidents.accept(cast.ari, incident, clock(), severity)
    incidents.accept(cast.iris, incident, clock())
    return incident


def task(cast: Cast, clock: Clock, kind: TaskKind, incident: Incident | None = None) -> Task:
    """A task of this kind, raised by its owner's lead and assigned to its owner's member."""
    lead, member = (cast.ada, cast.ari) if kind.owner.value == "ai" else (cast.ivo, cast.iris)
    incident = incident or accepted(cast, clock)
    if kind in GATED:
        held(cast, clock, incident)
    raised = tasks.raise_task(lead, incident, kind=kind, title=f"Do the {kind.label.lower()}", at=clock())
    tasks.assign(lead, raised, member, clock())
    return raised


def held(cast: Cast, clock: Clock, incident: Incident) -> Incident:
    """The evidence hold of the present round is satisfied: Iris has sealed what was open."""
    for item in hold.missing(incident):
        hold.seal(cast.iris, incident, item, note=f"The {item.label.lower()} as it stands.", at=clock())
    return incident


def case(cast: Cast, clock: Clock, incident: Incident, **fields: Any) -> ReproductionCase:
    """A reproduction case by Ari, whose check says that “refund” must not stand in the output."""
    said: dict[str, Any] = {
        "title": "Asks for a refund",
        "prompt": "May I have a refund?",
        "expected": "It promises nothing and offers a person.",
        "observed": "Yes, you get a refund.",
        "check": Check.NOT_CONTAINS,
        "value": "refund",
    }
    return cases.add(cast.ari, incident, CaseText(**said | fields), clock())


def proven(cast: Cast, clock: Clock, incident: Incident, version: str = "v2") -> CaseRun:
    """The reproduction cases, one at least, have passed on the corrected version."""
    rows = cases_of(incident, active_only=True) or [case(cast, clock, incident)]
    run = case_runs.begin(cast.ari, incident, version=version, purpose=Purpose.AFTER, at=clock())
    results = case_runs.give(cast.ari, run, [(row.number, "A colleague will help you.") for row in rows], clock())
    for result in results:
        if result.verdict is not Verdict.PASS:
            case_runs.judge_result(cast.ari, result, Verdict.PASS, "It is as expected.", clock())
    return run


def done(cast: Cast, clock: Clock, kind: TaskKind, incident: Incident) -> Task:
    """A task of this kind, finished."""
    held(cast, clock, incident)
    finished = task(cast, clock, kind, incident)
    assert finished.assignee is not None
    tasks.start(finished.assignee, finished, clock())
    tasks.finish(finished.assignee, finished, "It worked.", clock())
    return finished


def verified(cast: Cast, clock: Clock, severity: Severity = Severity.SEV_3) -> Incident:
    """Contained by IT, corrected and verified by the AI department; Olu's unit is asked whether the fix holds."""
    incident = accepted(cast, clock, severity)
    done(cast, clock, TaskKind.ROLLBACK, incident)
    tracks.declare_containment(cast.ivo, incident, ContainmentVerb.CONTAINED, "Rolled back and watched.", clock())
    done(cast, clock, TaskKind.CONFIGURATION_CHANGE, incident)
    tracks.declare_correction(cast.ada, incident, CorrectionVerb.CORRECTED, "The prompt is new.", clock())
    done(cast, clock, TaskKind.BEHAVIOUR_EVALUATION, incident)
    proven(cast, clock, incident)
    tracks.declare_correction(cast.ada, incident, CorrectionVerb.VERIFIED, "Twenty of twenty are right.", clock())
    return incident


def resolved(cast: Cast, clock: Clock, severity: Severity = Severity.SEV_3) -> Incident:
    """Contained by IT, corrected and verified by the AI department, and Olu says that the fix holds."""
    incident = verified(cast, clock, severity)
    confirmations.answer(cast.olu, incident, holds=True, words="It tells the rule correctly now.", at=clock())
    return incident


def drafted(cast: Cast, clock: Clock, incident: Incident | None = None) -> Review:
    """A review with every section written, a factor and an action: nothing is missing."""
    review = reviews.open_review(cast.ada, incident or resolved(cast, clock), clock())
    for section in review.sections:
        writer = cast.iris if section.section is Section.CONTAINMENT_ANALYSIS else cast.ari
        writing.write(writer, section, f"What we know of {section.section.label}.", section.version, clock())
    learning.add_factor(cast.ari, review, CauseClass.TESTING_GAP, "No test covered refunds.", clock())
    learning.add_action(
        cast.ada,
        review,
        title="Test refunds",
        owner=cast.ari,
        due_on=(clock() + timedelta(days=30)).date(),
        action_class=ActionClass.PREVENT,
        verification="Twenty questions on refunds, all right.",
        at=clock(),
    )
    return review


def frozen(cast: Cast, clock: Clock, incident: Incident | None = None) -> Review:
    """Both leads have marked it ready; the PDF is not drawn yet. Commits."""
    review = drafted(cast, clock, incident)
    reviews.mark_ready(cast.ada, review, clock())
    if reviews.mark_ready(cast.ivo, review, clock()):
        signing.freeze(cast.ivo, review, clock())
    db.session.commit()
    return review


def sealed(cast: Cast, clock: Clock, incident: Incident | None = None) -> Review:
    """The worker has drawn and sealed the PDF; both can sign. Commits."""
    review = frozen(cast, clock, incident)
    moment = clock()
    assert deliver_due(lambda: moment) >= 1
    return review


def published(cast: Cast, clock: Clock, own: Countersign, incident: Incident | None = None) -> Review:
    """Ada and Ivo have signed. Commits."""
    review = sealed(cast, clock, incident)
    signing.sign(cast.ada, review, PASSPHRASE, own.store, clock())
    signing.sign(cast.ivo, review, PASSPHRASE, own.store, clock())
    db.session.commit()
    return review


def revised(cast: Cast, clock: Clock, own: Countersign) -> Review:
    """Both leads have signed a second revision of the only report. Commits."""
    first = db.session.scalars(sa.select(Review)).one()
    second = reviews.open_review(cast.ivo, first.incident, clock())
    reviews.mark_ready(cast.ada, second, clock())
    reviews.mark_ready(cast.ivo, second, clock())
    signing.freeze(cast.ivo, second, clock())
    db.session.commit()
    assert deliver_due(clock) == 1
    for lead in (cast.ada, cast.ivo):
        signing.sign(lead, second, PASSPHRASE, own.store, clock())
    db.session.commit()
    return second
