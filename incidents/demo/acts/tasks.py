"""Tasks: raised, assigned, worked and handed over. A task is named by its key; a decision's task by the decision's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incidents.demo.acts.common import Acts, incident, who
from incidents.demo.script import Step
from incidents.domain.vocabulary import TaskKind
from incidents.models import Task
from incidents.operations import tasks

if TYPE_CHECKING:
    from incidents.demo.player import Stage


def _task(stage: Stage, step: Step) -> Task:
    return stage.tasks[step.story, step.fields["task"]]


def _raise_task(stage: Stage, step: Step) -> None:
    stage.tasks[step.story, step.fields["task"]] = tasks.raise_task(
        who(stage, step),
        incident(stage, step),
        kind=TaskKind(step.fields["kind"]),
        title=step.fields["title"],
        description=step.fields.get("description", ""),
        at=step.at,
    )


def _assign(stage: Stage, step: Step) -> None:
    tasks.assign(who(stage, step), _task(stage, step), stage.people[step.fields["to"]], step.at)


def _start(stage: Stage, step: Step) -> None:
    tasks.start(who(stage, step), _task(stage, step), step.at)


def _finish(stage: Stage, step: Step) -> None:
    tasks.finish(who(stage, step), _task(stage, step), step.fields["outcome"], step.at)


def _cancel(stage: Stage, step: Step) -> None:
    tasks.cancel(who(stage, step), _task(stage, step), step.fields["reason"], step.at)


def _waive(stage: Stage, step: Step) -> None:
    tasks.waive(who(stage, step), _task(stage, step), step.fields["reason"], step.at)


def _hand_over(stage: Stage, step: Step) -> None:
    to_kind = TaskKind(step.fields["to_kind"])
    tasks.offer_hand_over(who(stage, step), _task(stage, step), to_kind, step.fields["reason"], step.at)


def _accept_hand_over(stage: Stage, step: Step) -> None:
    tasks.accept_hand_over(who(stage, step), _task(stage, step), step.at)


def _send_back(stage: Stage, step: Step) -> None:
    tasks.send_back(who(stage, step), _task(stage, step), step.fields["reason"], step.at)


ACTS: Acts = {
    "raise_task": _raise_task,
    "assign": _assign,
    "start": _start,
    "finish": _finish,
    "cancel": _cancel,
    "waive": _waive,
    "hand_over": _hand_over,
    "accept_hand_over": _accept_hand_over,
    "send_back": _send_back,
}
