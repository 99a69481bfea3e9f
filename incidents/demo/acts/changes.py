"""Changes of systems, and the boundaries that an incident crossed.

A change is named by its `change` key; keys are those of the whole demonstration, so a story can suspect a change that
another file noticed.

- `notice_change`: `change`, `origin`, `part`, `title`, `effective` (a span since the report, `-1d2h`), perhaps
  `description`, `version_from`, `version_to`, `source`, `announced` (a span). The system is the incident's.
- `review_change`: `change`, `accepted`, `finding`; each department its half.
- `suspect_change`: `change`, `reason`. `settle_change`: `change`, `verb` (confirmed, ruled_out, cleared), `reason`.
- `cross_boundary`: `boundary`, `explanation`. The AI department names it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from incidents.demo.acts.common import Acts, incident, moment, who
from incidents.demo.script import Step
from incidents.domain.change import Origin, Part, SuspicionVerb
from incidents.domain.register import Boundary
from incidents.operations import changes, register

if TYPE_CHECKING:
    from incidents.demo.player import Stage


def _notice_change(stage: Stage, step: Step) -> None:
    told = dict(step.fields)
    key, announced = told.pop("change"), told.pop("announced", None)
    stage.changes[key] = changes.notice(
        who(stage, step),
        incident(stage, step).system,
        origin=Origin(told.pop("origin")),
        part=Part(told.pop("part")),
        effective_at=moment(stage, step, told.pop("effective")),
        announced_on=moment(stage, step, announced).date() if announced else None,
        at=step.at,
        **told,
    )


def _review_change(stage: Stage, step: Step) -> None:
    noticed, accepted = stage.changes[step.fields["change"]], step.fields["accepted"]
    changes.review(who(stage, step), noticed, accepted, step.fields["finding"], step.at)


def _suspect_change(stage: Stage, step: Step) -> None:
    noticed = stage.changes[step.fields["change"]]
    changes.suspect(who(stage, step), incident(stage, step), noticed, step.fields["reason"], step.at)


def _settle_change(stage: Stage, step: Step) -> None:
    suspected = changes.suspicion_of(incident(stage, step), stage.changes[step.fields["change"]])
    if suspected is None:
        raise KeyError("this change is not suspected")
    changes.settle(who(stage, step), suspected, SuspicionVerb(step.fields["verb"]), step.fields["reason"], step.at)


def _cross_boundary(stage: Stage, step: Step) -> None:
    boundary, explanation = Boundary(step.fields["boundary"]), step.fields["explanation"]
    register.name_boundary(who(stage, step), incident(stage, step), boundary, explanation, step.at)


ACTS: Acts = {
    "notice_change": _notice_change,
    "review_change": _review_change,
    "suspect_change": _suspect_change,
    "settle_change": _settle_change,
    "cross_boundary": _cross_boundary,
}
