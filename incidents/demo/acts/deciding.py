"""Joint decisions and overrides.

A decision is named by its `decision` key. IT's task behind it has the same key, so that `assign`, `start` and `finish`
with `task` carry it out: the one that enforces, then the one that lifts.

- `propose_decision`: `decision`, `control`, `title`, and the own half: AI `requirement` and `risk`, IT `constraint` and
  `way_back`.
- `write_statement`: `decision` and the own half, once more or for the first time.
- `agree`, `take_back_agreement` (`reason`), `decline_decision` (`reason`), `withdraw_decision` (`reason`).
- `enforce_alone` (`reason`): IT in an emergency, an override.
- `verify_control` (`finding`), `send_back_control` (`missing`), `lift` (`reason`; by both leads).
- `override`: `gate`, `reason`, perhaps `subject`. `acknowledge_override`: `gate`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from incidents.demo.acts.common import Acts, incident, who
from incidents.demo.script import Step
from incidents.domain.joint import ControlKind, Part
from incidents.domain.override import Gate
from incidents.models import JointDecision
from incidents.operations import decisions, overrides

if TYPE_CHECKING:
    from incidents.demo.player import Stage


def _decision(stage: Stage, step: Step) -> JointDecision:
    return stage.decisions[step.story, step.fields["decision"]]


def _half(step: Step) -> dict[Part, str]:
    return {part: step.fields[part.value] for part in Part if part.value in step.fields}


def _keep_task(stage: Stage, step: Step) -> None:
    """Let the decision's key stand for the task that IT has got by it."""
    task = _decision(stage, step).task
    if task is not None:
        stage.tasks[step.story, step.fields["decision"]] = task


def _propose_decision(stage: Stage, step: Step) -> None:
    stage.decisions[step.story, step.fields["decision"]] = decisions.propose(
        who(stage, step),
        incident(stage, step),
        control=ControlKind(step.fields["control"]),
        title=step.fields["title"],
        texts=_half(step),
        at=step.at,
    )


def _write_statement(stage: Stage, step: Step) -> None:
    actor, decision = who(stage, step), _decision(stage, step)
    version = decision.version_of(decisions.department_of(actor))
    decisions.write(actor, decision, _half(step), version, step.at)


def _agree(stage: Stage, step: Step) -> None:
    decisions.agree(who(stage, step), _decision(stage, step), step.at)
    _keep_task(stage, step)


def _take_back_agreement(stage: Stage, step: Step) -> None:
    decisions.take_back(who(stage, step), _decision(stage, step), step.fields["reason"], step.at)


def _decline_decision(stage: Stage, step: Step) -> None:
    decisions.decline(who(stage, step), _decision(stage, step), step.fields["reason"], step.at)


def _withdraw_decision(stage: Stage, step: Step) -> None:
    decisions.withdraw(who(stage, step), _decision(stage, step), step.fields["reason"], step.at)


def _enforce_alone(stage: Stage, step: Step) -> None:
    decisions.enforce_alone(who(stage, step), _decision(stage, step), step.fields["reason"], step.at)
    _keep_task(stage, step)


def _verify_control(stage: Stage, step: Step) -> None:
    decisions.verify(who(stage, step), _decision(stage, step), step.fields["finding"], step.at)


def _send_back_control(stage: Stage, step: Step) -> None:
    decisions.send_back(who(stage, step), _decision(stage, step), step.fields["missing"], step.at)
    _keep_task(stage, step)


def _lift(stage: Stage, step: Step) -> None:
    decisions.lift(who(stage, step), _decision(stage, step), step.fields["reason"], step.at)
    _keep_task(stage, step)


def _override(stage: Stage, step: Step) -> None:
    gate, subject = Gate(step.fields["gate"]), step.fields.get("subject", "")
    overrides.cross(who(stage, step), incident(stage, step), gate, step.fields["reason"], step.at, subject)


def _acknowledge_override(stage: Stage, step: Step) -> None:
    waiting = overrides.unacknowledged(incident(stage, step))
    crossed = next(row for row in waiting if row.gate is Gate(step.fields["gate"]))
    overrides.acknowledge(who(stage, step), crossed, step.at)


ACTS: Acts = {
    "propose_decision": _propose_decision,
    "write_statement": _write_statement,
    "agree": _agree,
    "take_back_agreement": _take_back_agreement,
    "decline_decision": _decline_decision,
    "withdraw_decision": _withdraw_decision,
    "enforce_alone": _enforce_alone,
    "verify_control": _verify_control,
    "send_back_control": _send_back_control,
    "lift": _lift,
    "override": _override,
    "acknowledge_override": _acknowledge_override,
}
