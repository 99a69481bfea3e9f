"""Guidance bulletins: drafted and published by the AI department, acknowledged by the units that they address."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.bulletin import BULLETIN, BulletinState, BulletinVerb
from incidents.domain.errors import Invalid, LostUpdate, NotPossibleNow
from incidents.domain.machine import advance
from incidents.domain.notices import NoticeKind
from incidents.domain.task import TaskState
from incidents.domain.vocabulary import Affiliation, TaskKind
from incidents.models import Bulletin, BulletinAcknowledgement, Person, System, Task, Unit, db
from incidents.operations import notices
from incidents.signals import publish

BODY_LENGTH = 20_000


def draft(
    actor: Person,
    *,
    title: str,
    body: str,
    system: System | None,
    units: Sequence[Unit],
    for_all: bool,
    at: datetime,
    task: Task | None = None,
) -> Bulletin:
    """Write guidance about a system (None: about all), for these units or for all, perhaps from a finished task."""
    require(actor, Act.WRITE_GUIDANCE)
    if task is not None:
        require(actor, Act.SEE, task)
        _refuse_task(task)
    bulletin = Bulletin(written_by=actor, written_at=at, task=task)
    _write(bulletin, title, body, system, units, for_all)
    db.session.add(bulletin)
    db.session.flush()
    publish(events.BulletinDrafted(**_common(actor, bulletin, at), task_id=bulletin.task_id, sha256=_digest(bulletin)))
    return bulletin


def edit(
    actor: Person,
    bulletin: Bulletin,
    *,
    title: str,
    body: str,
    system: System | None,
    units: Sequence[Unit],
    for_all: bool,
    version: int,
    at: datetime,
) -> None:
    """Change a draft. `version` is the one that the writer read; raises `LostUpdate` where somebody saved since."""
    require(actor, Act.WRITE_GUIDANCE, bulletin)
    if bulletin.state is not BulletinState.DRAFT:
        raise NotPossibleNow(f"It is {bulletin.state.value}, so its text stays as it is. Write a new revision of it.")
    if version != bulletin.version:
        raise LostUpdate(bulletin.body, body, bulletin.written_by.name, bulletin.version)
    _write(bulletin, title, body, system, units, for_all)
    bulletin.version += 1
    bulletin.written_by, bulletin.written_at = actor, at
    db.session.flush()
    publish(events.BulletinEdited(**_common(actor, bulletin, at), version=bulletin.version, sha256=_digest(bulletin)))


def revise(actor: Person, bulletin: Bulletin, at: datetime) -> Bulletin:
    """Begin the next revision of published guidance as a draft. The published one stays in force until then."""
    require(actor, Act.WRITE_GUIDANCE, bulletin)
    if bulletin.state is not BulletinState.PUBLISHED:
        raise NotPossibleNow(f"It is {bulletin.state.value}. Only guidance that is in force gets a new revision.")
    if _successor(bulletin) is not None:
        raise NotPossibleNow("A draft of its next revision exists already. Edit that one.")
    revision = Bulletin(
        title=bulletin.title,
        body=bulletin.body,
        system=bulletin.system,
        for_all=bulletin.for_all,
        units=list(bulletin.units),
        revision=bulletin.revision + 1,
        task=bulletin.task,
        supersedes=bulletin,
        written_by=actor,
        written_at=at,
    )
    db.session.add(revision)
    db.session.flush()
    publish(events.BulletinDrafted(**_common(actor, revision, at), task_id=revision.task_id, sha256=_digest(revision)))
    return revision


def publish_bulletin(actor: Person, bulletin: Bulletin, at: datetime) -> None:
    """Publish a draft to the units that it addresses, and tell their people. It takes the place of its forerunner."""
    require(actor, Act.PUBLISH_GUIDANCE, bulletin)
    bulletin.state = advance(BULLETIN, bulletin.state, BulletinVerb.PUBLISHED)
    bulletin.published_by, bulletin.published_at = actor, at
    former = bulletin.supersedes
    if former is not None:
        former.state = advance(BULLETIN, former.state, BulletinVerb.SUPERSEDED)
    db.session.flush()
    publish(
        events.BulletinPublished(
            **_common(actor, bulletin, at), addressees=addressees(bulletin), sha256=_digest(bulletin)
        )
    )
    if former is not None:
        publish(events.BulletinSuperseded(**_common(actor, former, at), by_bulletin_id=bulletin.id))
    _tell(bulletin, f"guidance:{bulletin.id}", f"Guidance to acknowledge: “{bulletin.title}”", at)


def withdraw(actor: Person, bulletin: Bulletin, reason: str, at: datetime) -> None:
    """Take a draft or published guidance back, with the reason. Whoever was told to follow it is told this too."""
    require(actor, Act.WITHDRAW_GUIDANCE, bulletin)
    was_published = bulletin.state is BulletinState.PUBLISHED
    after = advance(BULLETIN, bulletin.state, BulletinVerb.WITHDRAWN)
    reason = text.required("reason", reason, "a reason: what should the units know?", text.REASON_LENGTH)
    bulletin.state, bulletin.withdrawal_reason = after, reason
    bulletin.withdrawn_by, bulletin.withdrawn_at = actor, at
    db.session.flush()
    publish(events.BulletinWithdrawn(**_common(actor, bulletin, at), reason=reason))
    if was_published:
        _tell(bulletin, f"guidance:{bulletin.id}:withdrawn", f"Guidance was withdrawn: “{bulletin.title}”", at)


def acknowledge(actor: Person, bulletin: Bulletin, at: datetime, question: str = "") -> BulletinAcknowledgement:
    """Acknowledge guidance for the actor's unit, perhaps with a question, which its author and publisher are told."""
    require(actor, Act.ACKNOWLEDGE_GUIDANCE, bulletin)
    if bulletin.state is not BulletinState.PUBLISHED:
        raise NotPossibleNow(f"It is {bulletin.state.value}, so there is nothing to acknowledge.")
    given = bulletin.acknowledgement_of(actor.unit_id)
    if given is not None:
        raise NotPossibleNow(f"{given.person.name} has acknowledged it for {actor.belongs_to} already.")
    assert actor.unit is not None, "access lets only people of a unit acknowledge"  # noqa: S101
    question = text.bounded("question", question, text.REASON_LENGTH)
    made = BulletinAcknowledgement(bulletin=bulletin, unit=actor.unit, person=actor, at=at, question=question)
    db.session.add(made)
    db.session.flush()
    publish(events.BulletinAcknowledged(**_common(actor, bulletin, at), unit=actor.unit.name, question=question))
    if question:
        _ask(bulletin, made, at)
    return made


def addressees(bulletin: Bulletin) -> str:
    """Whom it addresses, in a sentence."""
    return "every unit" if bulletin.for_all else ", ".join(unit.name for unit in bulletin.units)


def _write(
    bulletin: Bulletin, title: str, body: str, system: System | None, units: Sequence[Unit], for_all: bool
) -> None:
    if not for_all and not units:
        raise Invalid("units", "Choose at least one unit, or address every unit.")
    bulletin.title = text.line("title", title, "a title")
    bulletin.body = text.required("body", body, "the guidance itself", BODY_LENGTH)
    bulletin.system, bulletin.for_all = system, for_all
    bulletin.units = [] if for_all else list(units)


def _refuse_task(task: Task) -> None:
    if task.kind is not TaskKind.POLICY_UPDATE or task.state is not TaskState.DONE:
        raise NotPossibleNow("Guidance comes from a policy update that is done. Finish the task first.")


def _successor(bulletin: Bulletin) -> Bulletin | None:
    query = sa.select(Bulletin).where(Bulletin.supersedes_id == bulletin.id, Bulletin.state != BulletinState.WITHDRAWN)
    return db.session.scalar(query)


def _tell(bulletin: Bulletin, key: str, sentence: str, at: datetime) -> None:
    query = sa.select(Person).where(Person.active, Person.affiliation == Affiliation.BUSINESS)
    if not bulletin.for_all:
        query = query.where(Person.unit_id.in_([unit.id for unit in bulletin.units]))
    people = list(db.session.scalars(query.order_by(Person.id)))
    _tell_all(people, key, sentence, bulletin, at)


def _ask(bulletin: Bulletin, given: BulletinAcknowledgement, at: datetime) -> None:
    people = {person.id: person for person in (bulletin.written_by, bulletin.published_by) if person is not None}
    sentence = f"{given.unit.name} asks about the guidance “{bulletin.title}”"
    key = f"guidance:{bulletin.id}:question:{given.unit_id}"
    _tell_all(list(people.values()), key, sentence, bulletin, at)


def _tell_all(people: list[Person], key: str, sentence: str, bulletin: Bulletin, at: datetime) -> None:
    path = f"/guidance/{bulletin.id}"
    notices.tell_all(people, key, sentence, kind=NoticeKind.GUIDANCE, path=path, at=at, incident=None)


def _common(actor: Person, bulletin: Bulletin, at: datetime) -> dict[str, Any]:
    return {
        "actor": actor.as_actor(),
        "at": at,
        "bulletin_id": bulletin.id,
        "title": bulletin.title,
        "revision": bulletin.revision,
    }


def _digest(bulletin: Bulletin) -> str:
    return hashlib.sha256(f"{bulletin.title}\n{bulletin.body}".encode()).hexdigest()
