"""The one thing that a person can do next on an incident. Advice only: every act is decided where it is done."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for

from incidents.domain.joint import DecisionState
from incidents.domain.phase import Phase
from incidents.domain.review import MarkKind, ReviewState
from incidents.domain.task import TaskState
from incidents.domain.triage import Triage
from incidents.models import Person, Task
from incidents.queries.incident import IncidentPage
from incidents.web.tracks import Track


@dataclass(frozen=True)
class NextStep:
    """A sentence, and the button that leads there. Without a button there is nothing to do but wait."""

    sentence: str
    label: str = ""
    address: str = ""


def for_person(page: IncidentPage, tracks: list[Track], person: Person) -> NextStep:
    """The first step that applies; otherwise whom the incident waits for."""
    steps = (_triage, _override, _hand_over, _agreement, _own_task, _declaration, _free_task, _first_task, _review)
    if page.incident.phase is not Phase.CLOSED and person.department is not None:
        for step in steps:
            found = next(step(page, tracks, person), None)
            if found is not None:
                return found
    return _waiting(page, person)


def _triage(page: IncidentPage, tracks: list[Track], person: Person) -> Iterator[NextStep]:  # noqa: ARG001
    if person.department and page.incident.triage is Triage.REPORTED and person.department not in page.answers:
        yield NextStep(f"Answer the report for {person.department.label}.", "Accept or decline", "#triage")


def _override(page: IncidentPage, tracks: list[Track], person: Person) -> Iterator[NextStep]:  # noqa: ARG001
    for override in page.overrides:
        if person.leads(override.department.other):
            address = url_for("decisions.index", reference=page.incident.reference, _anchor=f"override-{override.id}")
            yield NextStep(f"{override.by.name} overrode “{override.gate.label}”.", "Acknowledge it", address)


def _agreement(page: IncidentPage, tracks: list[Track], person: Person) -> Iterator[NextStep]:  # noqa: ARG001
    for decision in page.decisions:
        if decision.state is DecisionState.PROPOSED and person.leads(decision.proposed_for.other):
            address = url_for("decisions.index", reference=page.incident.reference, _anchor=f"decision-{decision.id}")
            yield NextStep(f"“{decision.title}” is proposed to you.", "Agree or decline", address)


def _hand_over(page: IncidentPage, tracks: list[Track], person: Person) -> Iterator[NextStep]:  # noqa: ARG001
    for task in page.offered:
        if person.leads(task.owner.other):
            yield _task(task, f"“{task.title}” is handed over to you.", "Accept it or send it back")


def _own_task(page: IncidentPage, tracks: list[Track], person: Person) -> Iterator[NextStep]:  # noqa: ARG001
    for task in page.unfinished:
        if task.assignee_id == person.id and task.offer is None:
            started = task.state is TaskState.STARTED
            yield _task(task, f"You have the {task.kind.label.lower()}.", "Finish it" if started else "Start it")


def _declaration(page: IncidentPage, tracks: list[Track], person: Person) -> Iterator[NextStep]:  # noqa: ARG001
    for track in tracks:
        for declaration in track.declarations:
            if declaration.refusal is None and declaration.what not in ("not_needed", "withdrawn"):
                sentence = f"No task of {track.department.label} stands in the way."
                yield NextStep(sentence, declaration.label, f"#track-{track.department.value}")


def _free_task(page: IncidentPage, tracks: list[Track], person: Person) -> Iterator[NextStep]:  # noqa: ARG001
    for task in page.unfinished:
        if task.assignee_id is None and task.owner is person.department:
            label = "Assign it" if person.is_lead else "Take it"
            yield _task(task, f"Nobody has the {task.kind.label.lower()} yet.", label)


def _first_task(page: IncidentPage, tracks: list[Track], person: Person) -> Iterator[NextStep]:
    own = next(track for track in tracks if track.department is person.department)
    if page.incident.triage is Triage.ACCEPTED and own.state.value == "assessing" and not own.tasks:
        address = url_for("tasks.new", reference=page.incident.reference)
        yield NextStep(f"{own.department.full_name} has no task yet.", "Raise work", address)


def _review(page: IncidentPage, tracks: list[Track], person: Person) -> Iterator[NextStep]:  # noqa: ARG001
    incident, review = page.incident, page.review
    if incident.phase is Phase.RESOLVED and person.is_lead:
        yield NextStep("It is contained and verified.", "Open the review", "#review")
    if review is None or person.department is None or incident.phase is not Phase.IN_REVIEW:
        return
    address = url_for("reviews.show", reference=incident.reference)
    if review.state is ReviewState.DRAFTING:
        yield NextStep("The review is being written.", "Write the review", address)
    unsigned = review.state is ReviewState.SIGNING and review.mark(MarkKind.SIGNED, person.department) is None
    if unsigned and person.is_lead:
        yield NextStep("The report is sealed and waits for you.", "Sign the report", address)


def _task(task: Task, sentence: str, label: str) -> NextStep:
    return NextStep(sentence, label, url_for("tasks.show", number=task.id))


def _waiting(page: IncidentPage, person: Person) -> NextStep:
    incident = page.incident
    if page.follow_up.asked and page.follow_up.refusal is None:
        return NextStep("Does the fix hold? Your unit is asked.", "Answer", "#confirmation")
    if incident.published_revision is not None and incident.phase is Phase.CLOSED:
        address = url_for("reports.show", reference=incident.reference)
        return NextStep("It is closed, with a countersigned report.", "Read the report", address)
    if incident.triage is Triage.DECLINED:
        return NextStep("Both departments declined the report. Nothing is left to do.")
    return NextStep(
        {
            Phase.REPORTED: "Nothing for you now. Both departments answer the report first.",
            Phase.CLOSED: "It is closed. Nothing is left to do.",
            Phase.IN_REVIEW: "Nothing for you now. The departments write the review.",
        }.get(incident.phase, "Nothing for you now. A comment or more evidence helps those who work on it.")
        if person.department is None or incident.phase is Phase.CLOSED
        else "Nothing for you now. Others have the open work."
    )
