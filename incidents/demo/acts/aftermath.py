"""What follows: the unit's word, reopening, and the review's actions at work. An action is named by its title.

- `confirm`: `holds`, `words`. `reopen`: `reason`.
- `start_action`, `finish_action` (`outcome`), `verify_action` (`finding`), `send_back_action` (`finding`).
- `move_action_due` (`due_in_days` from the step on, `reason`), `assign_action` (`to`).
- `propose_action_drop` (`reason`), `agree_action_drop`, `refuse_action_drop` (`reason`): both leads drop an action.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from incidents.demo.acts.common import Acts, incident, who
from incidents.demo.script import Step
from incidents.models import Action, db
from incidents.operations import actions, confirmations, incidents

if TYPE_CHECKING:
    from incidents.demo.player import Stage


def _action(stage: Stage, step: Step) -> Action:
    """The story's action of this title."""
    query = sa.select(Action).where(Action.incident_id == incident(stage, step).id)
    found = db.session.scalar(query.where(Action.title == step.fields["action"]))
    if found is None:
        raise KeyError(f"there is no action “{step.fields['action']}”")
    return found


def _confirm(stage: Stage, step: Step) -> None:
    holds, words = step.fields["holds"], step.fields["words"]
    confirmations.answer(who(stage, step), incident(stage, step), holds=holds, words=words, at=step.at)


def _reopen(stage: Stage, step: Step) -> None:
    incidents.reopen(who(stage, step), incident(stage, step), step.fields["reason"], step.at)


def _start_action(stage: Stage, step: Step) -> None:
    actions.start(who(stage, step), _action(stage, step), step.at)


def _finish_action(stage: Stage, step: Step) -> None:
    actions.finish(who(stage, step), _action(stage, step), step.fields["outcome"], step.at)


def _verify_action(stage: Stage, step: Step) -> None:
    actions.verify(who(stage, step), _action(stage, step), step.fields["finding"], step.at)


def _send_back_action(stage: Stage, step: Step) -> None:
    actions.send_back(who(stage, step), _action(stage, step), step.fields["finding"], step.at)


def _move_action_due(stage: Stage, step: Step) -> None:
    due_on = step.at.date() + timedelta(days=step.fields["due_in_days"])
    actions.move_due(who(stage, step), _action(stage, step), due_on, step.fields["reason"], step.at)


def _assign_action(stage: Stage, step: Step) -> None:
    actions.assign(who(stage, step), _action(stage, step), stage.people[step.fields["to"]], step.at)


def _propose_action_drop(stage: Stage, step: Step) -> None:
    actions.propose_drop(who(stage, step), _action(stage, step), step.fields["reason"], step.at)


def _agree_action_drop(stage: Stage, step: Step) -> None:
    actions.agree_drop(who(stage, step), _action(stage, step), step.at)


def _refuse_action_drop(stage: Stage, step: Step) -> None:
    actions.refuse_drop(who(stage, step), _action(stage, step), step.fields["reason"], step.at)


ACTS: Acts = {
    "confirm": _confirm,
    "reopen": _reopen,
    "start_action": _start_action,
    "finish_action": _finish_action,
    "verify_action": _verify_action,
    "send_back_action": _send_back_action,
    "move_action_due": _move_action_due,
    "assign_action": _assign_action,
    "propose_action_drop": _propose_action_drop,
    "agree_action_drop": _agree_action_drop,
    "refuse_action_drop": _refuse_action_drop,
}
