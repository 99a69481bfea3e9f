"""The incident itself: its report, triage, evidence and comments, and what leads declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incidents.demo.acts.common import Acts, incident, who
from incidents.demo.script import Step, span
from incidents.domain.containment import ContainmentVerb
from incidents.domain.correction import CorrectionVerb
from incidents.domain.reported import ReportedField
from incidents.domain.text import digest
from incidents.domain.vocabulary import DeclineReason, Lane, Severity
from incidents.operations import evidence, incidents, report_corrections, timeline, tracks

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


def _report(stage: Stage, step: Step) -> None:
    told = dict(step.fields)
    before = told.pop("occurred_before", None)
    hint = told.pop("severity_hint", None)
    stage.incidents[step.story] = incidents.report(
        who(stage, step),
        system=stage.systems[told.pop("system")],
        severity_hint=Severity(hint) if hint else None,
        occurred_at=step.at - span(before) if before else None,
        at=step.at,
        **told,
    )


def _correct(stage: Stage, step: Step) -> None:
    row, told = incident(stage, step), dict(step.fields)
    reason = told.pop("reason", "")
    stands = report_corrections.stated(row)
    seen = {field: digest(value) for field, value in stands.items()}
    values = stands | {ReportedField(field): value for field, value in told.items()}
    report_corrections.correct(who(stage, step), row, values, seen=seen, reason=reason, at=step.at)


def _attach(stage: Stage, step: Step) -> None:
    content = step.fields["text"].encode()
    name, store = step.fields["name"], stage.own.store
    evidence.add(who(stage, step), incident(stage, step), name=name, content=content, store=store, at=step.at)


def _comment(stage: Stage, step: Step) -> None:
    incidents.comment(who(stage, step), incident(stage, step), step.fields["text"], step.at)


def _accept(stage: Stage, step: Step) -> None:
    severity = step.fields.get("severity")
    incidents.accept(
        who(stage, step),
        incident(stage, step),
        step.at,
        Severity(severity) if severity else None,
        step.fields.get("note", ""),
    )


def _decline(stage: Stage, step: Step) -> None:
    reason = DeclineReason(step.fields["reason"])
    incidents.decline(who(stage, step), incident(stage, step), reason, step.fields["explanation"], step.at)


def _rate_severity(stage: Stage, step: Step) -> None:
    severity = Severity(step.fields["severity"])
    incidents.rate_severity(who(stage, step), incident(stage, step), severity, step.fields["reason"], step.at)


def _timeline(stage: Stage, step: Step) -> None:
    timeline.add(
        who(stage, step),
        incident(stage, step),
        moment=step.fields["moment"],
        lane=Lane(step.fields["lane"]),
        body=step.fields["text"],
        at=step.at,
    )


def _declare(stage: Stage, step: Step) -> None:
    what, reason = step.fields["what"], step.fields["reason"]
    if what in CONTAINMENT:
        tracks.declare_containment(who(stage, step), incident(stage, step), CONTAINMENT[what], reason, step.at)
    else:
        tracks.declare_correction(who(stage, step), incident(stage, step), CORRECTION[what], reason, step.at)


ACTS: Acts = {
    "report": _report,
    "correct": _correct,
    "attach": _attach,
    "comment": _comment,
    "accept": _accept,
    "decline": _decline,
    "rate_severity": _rate_severity,
    "timeline": _timeline,
    "declare": _declare,
}
