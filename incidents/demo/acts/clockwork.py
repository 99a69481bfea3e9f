"""Clocks and playbooks.

- `accept_playbook`: `playbook` (its name) and `[step.tasks]`, key = the title of a task of the playbook. The tasks are
  raised under those keys, with a title of their own where `[step.titles]` has one; what is not named is left out. A
  lead accepts the half of their own department.
- `pause_clock`: `measure` (contained, corrected, verified, closed), `reason`; or `task` for a vendor's answer.
- `resume_clock`: the same, without a reason.
- `set_due`: `task` and `due_in`, a span from the step on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from incidents.demo.acts.common import Acts, incident, who
from incidents.demo.script import Step, span
from incidents.models import Clock, Playbook, db
from incidents.operations import clocks, playbooks, tasks

if TYPE_CHECKING:
    from incidents.demo.player import Stage


def _accept_playbook(stage: Stage, step: Step) -> None:
    playbook = db.session.scalars(sa.select(Playbook).where(Playbook.name == step.fields["playbook"])).one()
    by_title = {task.title: task for task in playbook.tasks}
    taken = {key: by_title[title] for key, title in step.fields["tasks"].items()}
    titles = step.fields.get("titles", {})
    chosen = [playbooks.Chosen(task, titles.get(key, task.title), task.minutes) for key, task in taken.items()]
    raised = playbooks.accept(who(stage, step), incident(stage, step), playbook, chosen, step.at)
    stage.tasks |= {(step.story, key): task for key, task in zip(taken, raised, strict=True)}


def _clock(stage: Stage, step: Step) -> Clock:
    kept = clocks.of_round(incident(stage, step))
    if "task" in step.fields:
        task = stage.tasks[step.story, step.fields["task"]]
        return next(clock for clock in kept if clock.task is task)
    return next(clock for clock in kept if clock.measure.value == step.fields["measure"])


def _pause_clock(stage: Stage, step: Step) -> None:
    clocks.pause(who(stage, step), _clock(stage, step), step.fields["reason"], step.at)


def _resume_clock(stage: Stage, step: Step) -> None:
    clocks.resume(who(stage, step), _clock(stage, step), step.at)


def _set_due(stage: Stage, step: Step) -> None:
    task = stage.tasks[step.story, step.fields["task"]]
    tasks.set_due(who(stage, step), task, step.at + span(step.fields["due_in"]), step.at)


ACTS: Acts = {
    "accept_playbook": _accept_playbook,
    "pause_clock": _pause_clock,
    "resume_clock": _resume_clock,
    "set_due": _set_due,
}
