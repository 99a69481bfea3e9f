"""Readiness of the incident's system to return to service, which a joint decision to return waits for.

- `open_readiness`: either department.
- `assess_readiness`: `[step.met]`, `[step.not_met]` and `[step.not_applicable]`, each area = what was found. An area is
  assessed by the department that owns it.
- `sign_readiness`: a lead of each; `note` if there is something to say. `reject_readiness`: `reason`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from incidents.demo.acts.common import Acts, incident, who
from incidents.demo.script import Step
from incidents.domain.readiness import Area, Purpose, Verdict
from incidents.models import Readiness
from incidents.operations import readiness

if TYPE_CHECKING:
    from incidents.demo.player import Stage


def _newest(stage: Stage, step: Step) -> Readiness:
    about = incident(stage, step)
    found = readiness.latest(about.system, Purpose.RETURN_TO_SERVICE, about)
    if found is None:
        raise KeyError("no readiness to return is being assessed")
    return found


def _open_readiness(stage: Stage, step: Step) -> None:
    about = incident(stage, step)
    readiness.open_readiness(who(stage, step), about.system, Purpose.RETURN_TO_SERVICE, step.at, about)


def _assess_readiness(stage: Stage, step: Step) -> None:
    findings = {row.area: row for row in _newest(stage, step).findings}
    for verdict in Verdict:
        for area, said in step.fields.get(verdict.value, {}).items():
            readiness.assess(who(stage, step), findings[Area(area)], verdict, said, step.at)


def _sign_readiness(stage: Stage, step: Step) -> None:
    readiness.sign_off(who(stage, step), _newest(stage, step), step.fields.get("note", ""), step.at)


def _reject_readiness(stage: Stage, step: Step) -> None:
    readiness.reject(who(stage, step), _newest(stage, step), step.fields["reason"], step.at)


ACTS: Acts = {
    "open_readiness": _open_readiness,
    "assess_readiness": _assess_readiness,
    "sign_readiness": _sign_readiness,
    "reject_readiness": _reject_readiness,
}
