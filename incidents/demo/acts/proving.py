"""Sealing evidence, and proving a correction.

- `supply` (AI): `[step.items]`, item = note. `seal` (IT): `[step.items]`, `supplied` (a list, sealed as given) and
  `[step.not_applicable]`, item = why.
- `case`: `title`, `prompt`, `observed`, `expected`, perhaps `context`, `check` and `value`. Cases are numbered from 1.
- `run`: `version`, `purpose`, and `output` for the story's one case, or `outputs` in the order of its active cases;
  `verdict` and `note` where a person judges them all.
- `judge`: `case` (its number), `verdict`, `note`: a person's word on the newest run.
- `set_aside`: `case`, `reason`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from incidents.demo.acts.common import Acts, incident, who
from incidents.demo.script import Step
from incidents.domain.case import CaseText, Check, Purpose, Verdict
from incidents.domain.hold import HoldItem
from incidents.models import CaseResult, CaseRun, ReproductionCase, db
from incidents.operations import case_runs, cases, hold
from incidents.queries.cases import cases_of

if TYPE_CHECKING:
    from incidents.demo.player import Stage


def _supply(stage: Stage, step: Step) -> None:
    for item, note in step.fields["items"].items():
        hold.supply(who(stage, step), incident(stage, step), HoldItem(item), note=note, at=step.at)


def _seal(stage: Stage, step: Step) -> None:
    by, about = who(stage, step), incident(stage, step)
    for item, why in step.fields.get("not_applicable", {}).items():
        hold.not_applicable(by, about, HoldItem(item), why, step.at)
    notes = {HoldItem(item): note for item, note in step.fields.get("items", {}).items()}
    supplied = {HoldItem(item) for item in step.fields.get("supplied", ())}
    if notes or supplied:
        hold.seal_several(by, about, notes, supplied, step.at)


def _case(stage: Stage, step: Step) -> None:
    told = {name: value for name, value in step.fields.items() if name != "check"}
    case = CaseText(**told, check=Check(step.fields.get("check", "person")))
    cases.add(who(stage, step), incident(stage, step), case, step.at)


def _run(stage: Stage, step: Step) -> None:
    by, about, told = who(stage, step), incident(stage, step), step.fields
    run = case_runs.begin(by, about, version=told["version"], purpose=Purpose(told["purpose"]), at=step.at)
    numbers = [case.number for case in cases_of(about, active_only=True)]
    outputs = told["outputs"] if "outputs" in told else [told["output"]]
    for result in case_runs.give(by, run, list(zip(numbers, outputs, strict=True)), step.at):
        if "verdict" in told:
            case_runs.judge_result(by, result, Verdict(told["verdict"]), told["note"], step.at)


def _numbered(stage: Stage, step: Step) -> ReproductionCase:
    return next(case for case in cases_of(incident(stage, step)) if case.number == step.fields["case"])


def _judge(stage: Stage, step: Step) -> None:
    query = sa.select(CaseResult).join(CaseRun).where(CaseResult.case_id == _numbered(stage, step).id)
    result = db.session.scalars(query.order_by(CaseRun.id.desc()).limit(1)).one()
    case_runs.judge_result(
        who(stage, step), result, Verdict(step.fields["verdict"]), step.fields.get("note", ""), step.at
    )


def _set_aside(stage: Stage, step: Step) -> None:
    cases.set_aside(who(stage, step), _numbered(stage, step), step.fields["reason"], step.at)


ACTS: Acts = {
    "supply": _supply,
    "seal": _seal,
    "case": _case,
    "run": _run,
    "judge": _judge,
    "set_aside": _set_aside,
}
