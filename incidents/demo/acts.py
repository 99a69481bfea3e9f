"""What each `do` of the demo's files means: one operation each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from incidents.demo import following, proving
from incidents.demo.script import SIGNING_PASSPHRASE, Step, span
from incidents.domain.containment import ContainmentVerb
from incidents.domain.correction import CorrectionVerb
from incidents.domain.vocabulary import ActionClass, CauseClass, DeclineReason, Lane, Section, Severity, TaskKind
from incidents.models import Incident, Person, Review, Task
from incidents.operations import (
    evidence,
    incidents,
    learning,
    reviews,
    signing,
    tasks,
    timeline,
    tracks,
    waivers,
)

if TYPE_CHECKING:
    from incidents.demo.player import Stage

CONTAINMENT = {
    "contained": ContainmentVerb.CONTAINED,
    "restored": ContainmentVerb.RESTORED,
    "containment_not_needed": ContainmentVerb.NOT_NEEDED,
}
CORRECTION = {
    "corrected": CorrectionVerb.CORRECTED,
    "verified": CorrectionVerb.VERIFIED,
    "correction_not_needed": CorrectionVerb.NOT_NEEDED,
}


def _who(stage: Stage, step: Step) -> Person:
    return stage.people[step.by]


def _incident(stage: Stage, step: Step) -> Incident:
    return stage.incidents[step.story]


def _task(stage: Stage, step: Step) -> Task:
    return stage.tasks[step.story, step.fields["task"]]


def _review(stage: Stage, step: Step) -> Review:
    review = reviews.current(_incident(stage, step))
    if review is None:
        raise KeyError("there is no review yet")
    return review


def _report(stage: Stage, step: Step) -> None:
    told = dict(step.fields)
    before = told.pop("occurred_before", None)
    hint = told.pop("severity_hint", None)
    stage.incidents[step.story] = incidents.report(
        _who(stage, step),
        system=stage.systems[told.pop("system")],
        severity_hint=Severity(hint) if hint else None,
        occurred_at=step.at - span(before) if before else None,
        at=step.at,
        **told,
    )


def _attach(stage: Stage, step: Step) -> None:
    content = step.fields["text"].encode()
    name, store = step.fields["name"], stage.own.store
    evidence.add(_who(stage, step), _incident(stage, step), name=name, content=content, store=store, at=step.at)


def _comment(stage: Stage, step: Step) -> None:
    incidents.comment(_who(stage, step), _incident(stage, step), step.fields["text"], step.at)


def _accept(stage: Stage, step: Step) -> None:
    severity = step.fields.get("severity")
    incidents.accept(
        _who(stage, step),
        _incident(stage, step),
        step.at,
        Severity(severity) if severity else None,
        step.fields.get("note", ""),
    )


def _decline(stage: Stage, step: Step) -> None:
    reason = DeclineReason(step.fields["reason"])
    incidents.decline(_who(stage, step), _incident(stage, step), reason, step.fields["explanation"], step.at)


def _rate_severity(stage: Stage, step: Step) -> None:
    severity = Severity(step.fields["severity"])
    incidents.rate_severity(_who(stage, step), _incident(stage, step), severity, step.fields["reason"], step.at)


def _raise_task(stage: Stage, step: Step) -> None:
    stage.tasks[step.story, step.fields["task"]] = tasks.raise_task(
        _who(stage, step),
        _incident(stage, step),
        kind=TaskKind(step.fields["kind"]),
        title=step.fields["title"],
        description=step.fields.get("description", ""),
        at=step.at,
    )


def _assign(stage: Stage, step: Step) -> None:
    tasks.assign(_who(stage, step), _task(stage, step), stage.people[step.fields["to"]], step.at)


def _start(stage: Stage, step: Step) -> None:
    tasks.start(_who(stage, step), _task(stage, step), step.at)


def _finish(stage: Stage, step: Step) -> None:
    tasks.finish(_who(stage, step), _task(stage, step), step.fields["outcome"], step.at)


def _cancel(stage: Stage, step: Step) -> None:
    tasks.cancel(_who(stage, step), _task(stage, step), step.fields["reason"], step.at)


def _waive(stage: Stage, step: Step) -> None:
    tasks.waive(_who(stage, step), _task(stage, step), step.fields["reason"], step.at)


def _hand_over(stage: Stage, step: Step) -> None:
    to_kind = TaskKind(step.fields["to_kind"])
    tasks.offer_hand_over(_who(stage, step), _task(stage, step), to_kind, step.fields["reason"], step.at)


def _accept_hand_over(stage: Stage, step: Step) -> None:
    tasks.accept_hand_over(_who(stage, step), _task(stage, step), step.at)


def _send_back(stage: Stage, step: Step) -> None:
    tasks.send_back(_who(stage, step), _task(stage, step), step.fields["reason"], step.at)


def _declare(stage: Stage, step: Step) -> None:
    what, reason = step.fields["what"], step.fields["reason"]
    if what in CONTAINMENT:
        tracks.declare_containment(_who(stage, step), _incident(stage, step), CONTAINMENT[what], reason, step.at)
    else:
        tracks.declare_correction(_who(stage, step), _incident(stage, step), CORRECTION[what], reason, step.at)


def _open_review(stage: Stage, step: Step) -> None:
    reviews.open_review(_who(stage, step), _incident(stage, step), step.at)


def _write(stage: Stage, step: Step) -> None:
    name = Section(step.fields["section"])
    section = next(s for s in _review(stage, step).sections if s.section is name)
    reviews.write(_who(stage, step), section, step.fields["text"], section.version, step.at)


def _factor(stage: Stage, step: Step) -> None:
    cause_class = CauseClass(step.fields["cause_class"])
    learning.add_factor(_who(stage, step), _review(stage, step), cause_class, step.fields["explanation"], step.at)


def _timeline(stage: Stage, step: Step) -> None:
    timeline.add(
        _who(stage, step),
        _incident(stage, step),
        moment=step.fields["moment"],
        lane=Lane(step.fields["lane"]),
        body=step.fields["text"],
        at=step.at,
    )


def _action(stage: Stage, step: Step) -> None:
    learning.add_action(
        _who(stage, step),
        _review(stage, step),
        title=step.fields["title"],
        owner=stage.people[step.fields["owner"]],
        due_on=step.at.date() + timedelta(days=step.fields["due_in_days"]),
        action_class=ActionClass(step.fields["action_class"]),
        verification=step.fields["verification"],
        at=step.at,
    )


def _ready(stage: Stage, step: Step) -> None:
    review = _review(stage, step)
    if reviews.mark_ready(_who(stage, step), review, step.at):
        signing.freeze(_who(stage, step), review, step.at)


def _sign(stage: Stage, step: Step) -> None:
    signing.sign(_who(stage, step), _review(stage, step), SIGNING_PASSPHRASE, stage.own.store, step.at)


def _void(stage: Stage, step: Step) -> None:
    signing.void(_who(stage, step), _review(stage, step), step.fields["reason"], step.at)


def _acknowledge_report(stage: Stage, step: Step) -> None:
    signing.acknowledge(_who(stage, step), _review(stage, step), step.at)


def _waive_review(stage: Stage, step: Step) -> None:
    waivers.waive(_who(stage, step), _incident(stage, step), step.fields["reason"], step.at)


ACTS: Mapping[str, Callable[[Stage, Step], None]] = {
    **proving.ACTS,
    **following.ACTS,
    "report": _report,
    "attach": _attach,
    "comment": _comment,
    "accept": _accept,
    "decline": _decline,
    "rate_severity": _rate_severity,
    "raise_task": _raise_task,
    "assign": _assign,
    "start": _start,
    "finish": _finish,
    "cancel": _cancel,
    "waive": _waive,
    "hand_over": _hand_over,
    "accept_hand_over": _accept_hand_over,
    "send_back": _send_back,
    "declare": _declare,
    "open_review": _open_review,
    "write": _write,
    "factor": _factor,
    "timeline": _timeline,
    "action": _action,
    "ready": _ready,
    "sign": _sign,
    "void": _void,
    "acknowledge_report": _acknowledge_report,
    "waive_review": _waive_review,
}
