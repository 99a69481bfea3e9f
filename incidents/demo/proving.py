"""What each `do` of the demo's files means that seals evidence or proves a correction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from incidents.demo.script import Step
from incidents.domain.case import CaseText, Check, Purpose, Verdict
from incidents.domain.hold import HoldItem
from incidents.operations import case_runs, cases, hold

if TYPE_CHECKING:
    from incidents.demo.player import Stage


def _supply(stage: Stage, step: Step) -> None:
    for item, note in step.fields["items"].items():
        hold.supply(stage.people[step.by], stage.incidents[step.story], HoldItem(item), note=note, at=step.at)


def _seal(stage: Stage, step: Step) -> None:
    who, incident = stage.people[step.by], stage.incidents[step.story]
    for item, why in step.fields.get("not_applicable", {}).items():
        hold.not_applicable(who, incident, HoldItem(item), why, step.at)
    notes = {HoldItem(item): note for item, note in step.fields.get("items", {}).items()}
    hold.seal_several(who, incident, notes, {HoldItem(item) for item in step.fields.get("supplied", ())}, step.at)


def _case(stage: Stage, step: Step) -> None:
    told = {name: value for name, value in step.fields.items() if name != "check"}
    case = CaseText(**told, check=Check(step.fields.get("check", "person")))
    cases.add(stage.people[step.by], stage.incidents[step.story], case, step.at)


def _run(stage: Stage, step: Step) -> None:
    """Give `output` for the story's one case, or `outputs` in the order of its cases; `verdict` is a person's."""
    who, incident, told = stage.people[step.by], stage.incidents[step.story], step.fields
    run = case_runs.begin(who, incident, version=told["version"], purpose=Purpose(told["purpose"]), at=step.at)
    outputs = told.get("outputs") or [told["output"]]
    for result in case_runs.give(who, run, list(enumerate(outputs, start=1)), step.at):
        if "verdict" in told:
            case_runs.judge_result(who, result, Verdict(told["verdict"]), told["note"], step.at)


ACTS: Mapping[str, Callable[[Stage, Step], None]] = {"supply": _supply, "seal": _seal, "case": _case, "run": _run}
