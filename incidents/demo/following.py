"""What follows, in the demo's files: the unit's word, reopening, relations, restrictions, and actions at work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import sqlalchemy as sa

from incidents.demo.script import Step
from incidents.domain.relation import RelationKind
from incidents.models import Action, Incident, Person, db
from incidents.operations import actions, confirmations, incidents, relations, restrictions

if TYPE_CHECKING:
    from incidents.demo.player import Stage


def _who(stage: Stage, step: Step) -> Person:
    return stage.people[step.by]


def _incident(stage: Stage, step: Step) -> Incident:
    return stage.incidents[step.story]


def _action(stage: Stage, step: Step) -> Action:
    """The story's action of this title."""
    query = sa.select(Action).where(Action.incident_id == _incident(stage, step).id)
    found = db.session.scalar(query.where(Action.title == step.fields["action"]))
    if found is None:
        raise KeyError(f"there is no action «{step.fields['action']}»")
    return found


def _confirm(stage: Stage, step: Step) -> None:
    holds, words = step.fields["holds"], step.fields["words"]
    confirmations.answer(_who(stage, step), _incident(stage, step), holds=holds, words=words, at=step.at)


def _reopen(stage: Stage, step: Step) -> None:
    incidents.reopen(_who(stage, step), _incident(stage, step), step.fields["reason"], step.at)


def _relate(stage: Stage, step: Step) -> None:
    other, kind = stage.incidents[step.fields["to"]], RelationKind(step.fields["kind"])
    relations.relate(_who(stage, step), _incident(stage, step), other, kind, step.fields["reason"], step.at)


def _restrict(stage: Stage, step: Step) -> None:
    named = [stage.people[key] for key in step.fields["people"]]
    restrictions.restrict(_who(stage, step), _incident(stage, step), named, step.fields["reason"], step.at)


def _start_action(stage: Stage, step: Step) -> None:
    actions.start(_who(stage, step), _action(stage, step), step.at)


def _finish_action(stage: Stage, step: Step) -> None:
    actions.finish(_who(stage, step), _action(stage, step), step.fields["outcome"], step.at)


def _verify_action(stage: Stage, step: Step) -> None:
    actions.verify(_who(stage, step), _action(stage, step), step.fields["finding"], step.at)


ACTS: Mapping[str, Callable[[Stage, Step], None]] = {
    "confirm": _confirm,
    "reopen": _reopen,
    "relate": _relate,
    "restrict": _restrict,
    "start_action": _start_action,
    "finish_action": _finish_action,
    "verify_action": _verify_action,
}
