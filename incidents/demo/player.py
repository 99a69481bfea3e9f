"""Playing the demo: the right people do the real operations at the right times, one transaction each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from incidents.context import Countersign
from incidents.delivery.outbox import deliver_due
from incidents.demo import meanwhile, script
from incidents.demo.acts import ACTS
from incidents.demo.script import Step
from incidents.domain.errors import CountersignError, Refused
from incidents.domain.register import Authority, Side, fields_of
from incidents.domain.vocabulary import Affiliation, Rank
from incidents.founding import found_organisation
from incidents.models import Bulletin, ChangeNotice, Incident, JointDecision, OutboxRow, Person, System, Task, Unit, db
from incidents.operations import costs, enrolment, people, playbooks, register

FOUNDED_BEFORE = timedelta(days=400)
_OWNERS = {Side.BUSINESS: "value", Side.AI: "safety", Side.IT: "platform"}


class OutOfScript(RuntimeError):
    """A step could not be played. Names the story, the step and what the product said."""


@dataclass
class Stage:
    """Whom and what the steps name, by the keys of the files."""

    own: Countersign
    people: dict[str, Person] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    systems: dict[str, System] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    tasks: dict[tuple[str, str], Task] = field(default_factory=dict)
    decisions: dict[tuple[str, str], JointDecision] = field(default_factory=dict)
    changes: dict[str, ChangeNotice] = field(default_factory=dict)
    guidance: dict[str, Bulletin] = field(default_factory=dict)


def play(own: Countersign, now: datetime, tell: Callable[[int, int], None] | None = None) -> Stage:
    """Found the demo organisation on an empty home and play every story up to `now` (UTC).

    `tell` is called with the steps played and all steps. Raises `OutOfScript` when the product refuses a step.
    """
    stage = Stage(own)
    told = script.cast()
    founded = now - FOUNDED_BEFORE
    administrator = _found(stage, told, founded)
    _hire(stage, told, administrator, founded)
    _register(stage, told, administrator, founded)
    _furnish(told, administrator, founded)
    steps = script.steps(now)
    done = steps[0].at if steps else now
    for number, step in enumerate(steps, start=1):
        meanwhile.catch_up(done, step.at)
        done = step.at
        _play(stage, step)
        db.session.commit()
        _deliver(step)
        if tell:
            tell(number, len(steps))
    meanwhile.catch_up(done, now)
    return stage


def _found(stage: Stage, told: dict[str, Any], at: datetime) -> Person:
    administrator = next(person for person in told["person"] if person.get("administrator"))
    person = found_organisation(
        stage.own,
        organisation=told["organisation"],
        time_zone=told["time_zone"],
        name=administrator["name"],
        email=administrator["email"],
        password=script.PASSWORD,
        units=told["units"],
        at=at,
        demo=True,
    )
    stage.people[administrator["key"]] = person
    stage.units = {unit.name: unit for unit in db.session.scalars(sa.select(Unit))}
    db.session.commit()
    return person


def _hire(stage: Stage, told: dict[str, Any], administrator: Person, at: datetime) -> None:
    for person in told["person"]:
        if person["key"] in stage.people:
            continue
        affiliation = Affiliation(person["affiliation"])
        hired = stage.people[person["key"]] = people.add_person(
            administrator,
            name=person["name"],
            email=person["email"],
            password=script.PASSWORD,
            affiliation=affiliation,
            rank=Rank(person["rank"]) if "rank" in person else None,
            unit=stage.units.get(person.get("unit", "")),
            title=person["title"],
            administrator=person.get("administrator", False),
            time_zone=person["time_zone"],
            at=at,
        )
        if hired.is_lead:
            enrolment.enrol(hired, script.SIGNING_PASSPHRASE, stage.own.authority, at)
        db.session.commit()


def _register(stage: Stage, told: dict[str, Any], administrator: Person, at: datetime) -> None:
    stated = script.register()
    for system in told["system"]:
        owners = {side: stage.people[system[f"owner_for_{key}"]] for side, key in _OWNERS.items()}
        entry = stage.systems[system["key"]] = register.save_system(
            administrator,
            None,
            name=system["name"],
            unit=stage.units.get(system["unit"]),
            owner_for_value=owners[Side.BUSINESS],
            owner_for_safety=owners[Side.AI],
            owner_for_platform=owners[Side.IT],
            at=at,
        )
        told_of = (
            system | stated[system["key"]] | {"authority": Authority.ACTS if system["acts"] else Authority.ADVISES}
        )
        for side, owner in owners.items():
            values = {field: told_of[field.value] for field in fields_of(side) if field.value in told_of}
            register.state(owner, entry, side, values, version=0, at=at)
    db.session.commit()


def _furnish(told: dict[str, Any], administrator: Person, at: datetime) -> None:
    """The currency of costs, and the playbooks that come with the product."""
    costs.choose_currency(administrator, told["currency"], at)
    playbooks.install(administrator, at)
    db.session.commit()


def _play(stage: Stage, step: Step) -> None:
    with _in_words(step):
        if not step.refused:
            ACTS[step.do](stage, step)
            return
        try:
            ACTS[step.do](stage, step)
        except Refused:
            db.session.rollback()
        else:
            raise OutOfScript("it was to be refused, and was not")


def _deliver(step: Step) -> None:
    """Do the worker's work at once, by the story's clock, where a step left any."""
    waiting = sa.select(OutboxRow).where(OutboxRow.done_at.is_(None)).limit(1)
    if db.session.scalar(waiting) is None:
        return
    deliver_due(clock=lambda: step.at)
    failed = db.session.scalar(waiting)
    if failed is not None:
        raise OutOfScript(f"{step.story}: {failed.kind} failed: {failed.error}")


@contextmanager
def _in_words(step: Step) -> Iterator[None]:
    try:
        yield
    except (CountersignError, OutOfScript, KeyError) as error:
        raise OutOfScript(f"{step.story}, {step.at:%Y-%m-%d %H:%M}, {step.by} {step.do}: {error!r}") from error
