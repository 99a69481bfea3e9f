"""What an organisation owes for an incident: classification, reporting obligations, and what it cost.

- `classify`: `[step.terms]`, taxonomy = list of terms.
- `questionnaire`: `yes` and `unknown` list questions; every other question is answered “no”.
- `list_regime`: `regime`, `reason`.
- `not_applicable`: `[step.regimes]`, regime = the rationale. A regime that is not in force on the day is passed over:
  the stories are told back from today, whenever that is.
- `assess_due`: `regime`, `owner`, `rationale`, perhaps `variant`, and `[step.moments]`, trigger = a span since the
  report.
- `date_trigger`: `regime`, `trigger`, `moment` (a span), `reason`.
- `save_draft`: `regime`, `[step.parts]`.
- `report_sent`: `regime`, `stage`, `recipient`, perhaps `reference`, `note`, `proof` (a file of the evidence) and
  `sent` (a span since the report; otherwise now).
- `cost`: `hours`, `amount` or both, as people type them, and `note`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from incidents.demo.acts.common import Acts, evidence, incident, moment, who
from incidents.demo.script import Step
from incidents.domain.obligations import Said
from incidents.domain.regimes import CATALOGUE, QUESTIONS
from incidents.models import Obligation, db
from incidents.operations import (
    classification,
    costs,
    obligation_questions,
    obligation_reports,
    obligations,
)

if TYPE_CHECKING:
    from incidents.demo.player import Stage


def _obligation(stage: Stage, step: Step, regime: str) -> Obligation:
    query = sa.select(Obligation).where(Obligation.incident_id == incident(stage, step).id)
    found = db.session.scalar(query.where(Obligation.regime == regime))
    if found is None:
        raise KeyError(f"{regime} is not on the list")
    return found


def _classify(stage: Stage, step: Step) -> None:
    classification.classify(who(stage, step), incident(stage, step), step.fields["terms"], step.at)


def _questionnaire(stage: Stage, step: Step) -> None:
    answers = dict.fromkeys(QUESTIONS, Said.NO)
    for said in (Said.YES, Said.UNKNOWN):
        for question in step.fields.get(said.value, ()):
            if question not in answers:
                raise KeyError(f"there is no question “{question}”")
            answers[question] = said
    obligation_questions.answer(who(stage, step), incident(stage, step), answers, step.at)


def _list_regime(stage: Stage, step: Step) -> None:
    regime, reason = step.fields["regime"], step.fields["reason"]
    obligation_questions.put_on_list(who(stage, step), incident(stage, step), regime, reason, step.at)


def _not_applicable(stage: Stage, step: Step) -> None:
    in_force = [key for key in step.fields["regimes"] if CATALOGUE[key].in_force(step.at.date())]
    for regime in in_force:
        rationale = step.fields["regimes"][regime]
        obligations.assess_not_applicable(who(stage, step), _obligation(stage, step, regime), rationale, step.at)


def _assess_due(stage: Stage, step: Step) -> None:
    obligations.assess_due(
        who(stage, step),
        _obligation(stage, step, step.fields["regime"]),
        owner=stage.people[step.fields["owner"]],
        triggers={key: moment(stage, step, words) for key, words in step.fields["moments"].items()},
        rationale=step.fields["rationale"],
        variant=step.fields.get("variant", ""),
        at=step.at,
    )


def _date_trigger(stage: Stage, step: Step) -> None:
    told = step.fields
    obligation, when = _obligation(stage, step, told["regime"]), moment(stage, step, told["moment"])
    obligations.date_trigger(who(stage, step), obligation, told["trigger"], when, told["reason"], step.at)


def _save_draft(stage: Stage, step: Step) -> None:
    obligation = _obligation(stage, step, step.fields["regime"])
    before = obligation_reports.latest_draft(obligation)
    version = before.version if before else 0
    obligation_reports.save_draft(who(stage, step), obligation, step.fields["parts"], version, step.at)


def _report_sent(stage: Stage, step: Step) -> None:
    told = step.fields
    obligation_reports.record_sent(
        who(stage, step),
        _obligation(stage, step, told["regime"]),
        stage=told["stage"],
        sent_at=moment(stage, step, told["sent"]) if "sent" in told else step.at,
        recipient=told["recipient"],
        reference=told.get("reference", ""),
        note=told.get("note", ""),
        proof=evidence(stage, step, told["proof"]) if "proof" in told else None,
        at=step.at,
    )


def _cost(stage: Stage, step: Step) -> None:
    hours, amount = step.fields.get("hours", ""), step.fields.get("amount", "")
    costs.record(
        who(stage, step), incident(stage, step), hours=hours, amount=amount, note=step.fields["note"], at=step.at
    )


ACTS: Acts = {
    "classify": _classify,
    "questionnaire": _questionnaire,
    "list_regime": _list_regime,
    "not_applicable": _not_applicable,
    "assess_due": _assess_due,
    "date_trigger": _date_trigger,
    "save_draft": _save_draft,
    "report_sent": _report_sent,
    "cost": _cost,
}
