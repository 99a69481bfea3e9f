"""Playbooks: administrators write them; at triage each lead accepts or trims the half of their own department."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.calendars import Counting
from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.domain.playbook import MOST_TASKS, NEVER, Draft, TaskDraft, known_terms, shipped
from incidents.domain.triage import Triage
from incidents.domain.vocabulary import Department
from incidents.models import Incident, Person, Playbook, PlaybookAcceptance, PlaybookTask, System, Task, db
from incidents.operations import targets
from incidents.operations.incidents import refuse_closed
from incidents.operations.tasks import raise_task
from incidents.signals import publish

LONGEST = 366 * 24 * 60
"""Work of a playbook is due within a year, in minutes."""


@dataclass(frozen=True)
class Chosen:
    """A task of a playbook as a lead takes it: perhaps with another title or due time."""

    task: PlaybookTask
    title: str
    minutes: int | None


def save(actor: Person, playbook: Playbook | None, draft: Draft, system: System | None, at: datetime) -> Playbook:
    """Write a playbook, or write one anew. Tasks that were raised from it stay as they are."""
    require(actor, Act.ADMINISTER)
    name = text.line("name", draft.name, "a name")
    _refuse_taken(name, playbook)
    _check(draft)
    change = "wrote" if playbook is None else "changed"
    playbook = playbook or Playbook(active=True)
    playbook.name, playbook.summary = name, text.bounded("summary", draft.summary, text.REASON_LENGTH)
    playbook.terms, playbook.system, playbook.severity_from = "\n".join(draft.terms), system, draft.severity_from
    db.session.add(playbook)
    playbook.tasks.clear()
    db.session.flush()
    playbook.tasks.extend(_task(number, task) for number, task in enumerate(draft.tasks))
    db.session.flush()
    publish(events.PlaybookSaved(actor=actor.as_actor(), at=at, playbook_id=playbook.id, name=name, change=change))
    return playbook


def set_active(actor: Person, playbook: Playbook, active: bool, at: datetime) -> None:
    """Put a playbook away, so that it is proposed no more, or take it out again. Nothing is deleted."""
    require(actor, Act.ADMINISTER)
    if playbook.active is active:
        return
    playbook.active = active
    change = "took out again" if active else "put away"
    publish(
        events.PlaybookSaved(actor=actor.as_actor(), at=at, playbook_id=playbook.id, name=playbook.name, change=change)
    )


def missing() -> list[Draft]:
    """The playbooks that come with the product and are not here, by name."""
    here = set(db.session.scalars(sa.select(Playbook.name)))
    return [draft for draft in shipped() if draft.name not in here]


def install(actor: Person, at: datetime) -> int:
    """Add the playbooks that come with the product and are not here. Returns how many."""
    require(actor, Act.ADMINISTER)
    drafts = missing()
    for draft in drafts:
        playbook = Playbook(
            name=draft.name, summary=draft.summary, terms="\n".join(draft.terms), severity_from=draft.severity_from
        )
        playbook.tasks.extend(_task(number, task) for number, task in enumerate(draft.tasks))
        db.session.add(playbook)
    db.session.flush()
    if drafts:
        names = ", ".join(draft.name for draft in drafts)
        publish(events.PlaybooksInstalled(actor=actor.as_actor(), at=at, names=names))
    return len(drafts)


def accept(actor: Person, incident: Incident, playbook: Playbook, chosen: Sequence[Chosen], at: datetime) -> list[Task]:
    """Raise the chosen tasks of the actor's own department, all or none. A lead does, once in each round.

    What is due within a time counts from now. The other half waits for a lead of the other department.
    """
    require(actor, Act.APPLY_PLAYBOOK, incident)
    department = actor.department
    assert department is not None, "access lets only leads accept"  # noqa: S101
    refusal = unacceptable(incident, playbook, department)
    if refusal is not None:
        raise NotPossibleNow(refusal)
    _check_chosen(playbook, chosen, department)
    raised = [_raise(actor, incident, each, at) for each in chosen]
    _note(actor, incident, playbook, department, [each.task for each in chosen], at)
    return raised


def unacceptable(incident: Incident, playbook: Playbook, department: Department) -> str | None:
    """Why a department cannot accept its half now, or None."""
    refuse_closed(incident)
    if incident.triage is not Triage.ACCEPTED:
        return "Both departments accept the report first."
    if not playbook.active:
        return "This playbook is put away. Choose another."
    if not playbook.tasks_of(department):
        return f"This playbook has no work of {department.label}."
    given = acceptance_of(incident, playbook, department)
    if given is None:
        return None
    return f"{given.accepted_by.name} accepted the work of {department.label} already."


def acceptance_of(incident: Incident, playbook: Playbook, department: Department) -> PlaybookAcceptance | None:
    """The acceptance of a department in the present round, if any."""
    query = sa.select(PlaybookAcceptance).where(
        PlaybookAcceptance.incident_id == incident.id,
        PlaybookAcceptance.round == (incident.reopened or 0),
        PlaybookAcceptance.playbook_id == playbook.id,
        PlaybookAcceptance.department == department,
    )
    return db.session.scalar(query)


def _check_chosen(playbook: Playbook, chosen: Sequence[Chosen], department: Department) -> None:
    if not chosen:
        raise Invalid("tasks", "Tick at least one task, or leave the playbook.")
    for each in chosen:
        if each.task.playbook_id != playbook.id:
            raise Invalid("tasks", "This task is of another playbook. Open the page again.")
        if each.task.kind.owner is not department:
            raise Refused(f"“{each.task.title}” belongs to {each.task.kind.owner.label}. One of its leads accepts it.")
        _check_minutes(f"due-{each.task.id}", each.minutes)
        text.line(f"title-{each.task.id}", each.title, "a title")


def _raise(actor: Person, incident: Incident, chosen: Chosen, at: datetime) -> Task:
    counting, due_at = chosen.task.counting, None
    if chosen.minutes is not None:
        due_at = targets.counter(counting).add(at, timedelta(minutes=chosen.minutes))
    return raise_task(
        actor,
        incident,
        kind=chosen.task.kind,
        title=chosen.title,
        description=chosen.task.description,
        due_at=due_at,
        counting=counting,
        at=at,
    )


def _note(
    actor: Person,
    incident: Incident,
    playbook: Playbook,
    department: Department,
    taken: list[PlaybookTask],
    at: datetime,
) -> None:
    db.session.add(
        PlaybookAcceptance(
            incident=incident,
            round=incident.reopened or 0,
            playbook=playbook,
            department=department,
            tasks=len(taken),
            accepted_by=actor,
            accepted_at=at,
        )
    )
    db.session.flush()
    left_out = ", ".join(f"“{task.title}”" for task in playbook.tasks_of(department) if task not in taken)
    publish(
        events.PlaybookAccepted(
            incident_id=incident.id,
            actor=actor.as_actor(),
            at=at,
            playbook_id=playbook.id,
            name=playbook.name,
            department=department,
            tasks=len(taken),
            left_out=left_out,
        )
    )


def _refuse_taken(name: str, playbook: Playbook | None) -> None:
    other = db.session.scalar(sa.select(Playbook).where(sa.func.lower(Playbook.name) == name.lower()))
    if other is not None and other is not playbook:
        raise Invalid("name", f"There is a playbook “{other.name}” already. Choose another name.")


def _check(draft: Draft) -> None:
    if not 0 < len(draft.tasks) <= MOST_TASKS:
        raise Invalid("tasks", f"Give at least one task, and at most {MOST_TASKS}.")
    known = {term for term, _words in known_terms()}
    if not set(draft.terms) <= known:
        raise Invalid("terms", "This kind of harm is not known. Choose from the list.")
    for task in draft.tasks:
        if task.kind in NEVER:
            raise Invalid("tasks", "Enforcing a control follows from a joint decision, so no playbook can hold it.")
        text.line("tasks", task.title, "each task a title")
        text.bounded("tasks", task.description, text.REASON_LENGTH)
        _check_minutes("tasks", task.minutes)


def _check_minutes(field: str, minutes: int | None) -> None:
    if minutes is not None and not 0 < minutes <= LONGEST:
        raise Invalid(field, "Give a time of at least a minute and at most a year, or leave it empty.")


def _task(position: int, task: TaskDraft) -> PlaybookTask:
    return PlaybookTask(
        position=position,
        kind=task.kind,
        title=text.line("tasks", task.title, "each task a title"),
        description=text.bounded("tasks", task.description, text.REASON_LENGTH),
        minutes=task.minutes,
        counting=task.counting or Counting.ROUND_THE_CLOCK,
    )
