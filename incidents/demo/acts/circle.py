"""Who sees an incident, and which other incidents it belongs with.

- `relate`: `to` (another story), `kind`, `reason`, perhaps `action`: the title of the other's action that should have
  prevented it.
- `restrict`: `people`, `reason`. `name` and `unname`: `person`, `reason`. `lift_restriction`: `reason`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from incidents.demo.acts.common import Acts, incident, who
from incidents.demo.script import Step
from incidents.domain.relation import RelationKind
from incidents.models import Action, Incident, db
from incidents.operations import relations, restrictions

if TYPE_CHECKING:
    from incidents.demo.player import Stage


def _failed(other: Incident, title: str) -> Action:
    query = sa.select(Action).where(Action.incident_id == other.id, Action.title == title)
    return db.session.scalars(query).one()


def _relate(stage: Stage, step: Step) -> None:
    other, kind = stage.incidents[step.fields["to"]], RelationKind(step.fields["kind"])
    action = _failed(other, step.fields["action"]) if "action" in step.fields else None
    reason = step.fields["reason"]
    relations.relate(who(stage, step), incident(stage, step), other, kind, reason, step.at, action=action)


def _restrict(stage: Stage, step: Step) -> None:
    named = [stage.people[key] for key in step.fields["people"]]
    restrictions.restrict(who(stage, step), incident(stage, step), named, step.fields["reason"], step.at)


def _name(stage: Stage, step: Step) -> None:
    person, reason = stage.people[step.fields["person"]], step.fields["reason"]
    restrictions.name_person(who(stage, step), incident(stage, step), person, reason, step.at)


def _unname(stage: Stage, step: Step) -> None:
    person, reason = stage.people[step.fields["person"]], step.fields["reason"]
    restrictions.unname_person(who(stage, step), incident(stage, step), person, reason, step.at)


def _lift_restriction(stage: Stage, step: Step) -> None:
    restrictions.lift(who(stage, step), incident(stage, step), step.fields["reason"], step.at)


ACTS: Acts = {
    "relate": _relate,
    "restrict": _restrict,
    "name": _name,
    "unname": _unname,
    "lift_restriction": _lift_restriction,
}
