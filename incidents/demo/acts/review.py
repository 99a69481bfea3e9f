"""The post-incident review: written, marked ready, signed, and read by leadership."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from incidents.demo.acts.common import Acts, incident, review, who
from incidents.demo.script import SIGNING_PASSPHRASE, Step
from incidents.domain.sections import Section
from incidents.domain.vocabulary import ActionClass, CauseClass
from incidents.operations import learning, reviews, signing, waivers, writing

if TYPE_CHECKING:
    from incidents.demo.player import Stage


def _open_review(stage: Stage, step: Step) -> None:
    reviews.open_review(who(stage, step), incident(stage, step), step.at)


def _write(stage: Stage, step: Step) -> None:
    name = Section(step.fields["section"])
    section = next(s for s in review(stage, step).sections if s.section is name)
    writing.write(who(stage, step), section, step.fields["text"], section.version, step.at)


def _factor(stage: Stage, step: Step) -> None:
    cause_class = CauseClass(step.fields["cause_class"])
    learning.add_factor(who(stage, step), review(stage, step), cause_class, step.fields["explanation"], step.at)


def _action(stage: Stage, step: Step) -> None:
    learning.add_action(
        who(stage, step),
        review(stage, step),
        title=step.fields["title"],
        owner=stage.people[step.fields["owner"]],
        due_on=step.at.date() + timedelta(days=step.fields["due_in_days"]),
        action_class=ActionClass(step.fields["action_class"]),
        verification=step.fields["verification"],
        at=step.at,
    )


def _ready(stage: Stage, step: Step) -> None:
    marked = review(stage, step)
    if reviews.mark_ready(who(stage, step), marked, step.at):
        signing.freeze(who(stage, step), marked, step.at)


def _sign(stage: Stage, step: Step) -> None:
    signing.sign(who(stage, step), review(stage, step), SIGNING_PASSPHRASE, stage.own.store, step.at)


def _void(stage: Stage, step: Step) -> None:
    signing.void(who(stage, step), review(stage, step), step.fields["reason"], step.at)


def _acknowledge_report(stage: Stage, step: Step) -> None:
    signing.acknowledge(who(stage, step), review(stage, step), step.at)


def _waive_review(stage: Stage, step: Step) -> None:
    waivers.waive(who(stage, step), incident(stage, step), step.fields["reason"], step.at)


ACTS: Acts = {
    "open_review": _open_review,
    "write": _write,
    "factor": _factor,
    "action": _action,
    "ready": _ready,
    "sign": _sign,
    "void": _void,
    "acknowledge_report": _acknowledge_report,
    "waive_review": _waive_review,
}
