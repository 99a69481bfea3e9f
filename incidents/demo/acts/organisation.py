"""What the organisation does beside its incidents: the register, readiness for first use, changes, guidance, quarters.

- `choose_holidays`: `country`, `subdivision`. `add_endpoint`: `system`, `name`, `base_url`, `model`, `key_variable`.
- `state_register`: `system` and `[step.values]`, field = text: one side's fields, stated anew.
- `open_first_use`: `system`. `assess_first_use`: `system`, `[step.met]`, `[step.not_met]`, `[step.not_applicable]`.
  `sign_first_use`: `system`, perhaps `note`. `reject_first_use`: `system`, `reason`.
- `notice_change_of`: as `notice_change`, with its `system`; `effective` and `announced` are spans since the step.
  `withdraw_change`: `change`, `reason`.
- `draft_guidance`: `guidance` (a key), `title`, `text`, perhaps `system`, `units` (else all), `task` (story and key).
  `revise_guidance`: `guidance`, `of`, `text`. `publish_guidance`. `acknowledge_guidance`: perhaps `question`.
- `request_quarter`: `quarters_ago`, counted from the step. `read_notices`: everybody reads what they were told so far.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from incidents.demo.acts.common import Acts, who
from incidents.demo.script import Step, span
from incidents.domain.change import Origin, Part
from incidents.domain.period import quarter_of
from incidents.domain.readiness import Area, Purpose, Verdict
from incidents.domain.register import Field
from incidents.models import Bulletin, Readiness, System
from incidents.operations import bulletins, changes, endpoints, notices, quarters, readiness, register, targets

if TYPE_CHECKING:
    from incidents.demo.player import Stage


def _system(stage: Stage, step: Step) -> System:
    return stage.systems[step.fields["system"]]


def _choose_holidays(stage: Stage, step: Step) -> None:
    kept = targets.work_calendar()
    targets.save_calendar(
        who(stage, step),
        time_zone=targets.calendar().zone.key,
        days=kept.days,
        opens=kept.opens,
        closes=kept.closes,
        country=step.fields["country"],
        subdivision=step.fields["subdivision"],
        at=step.at,
    )


def _add_endpoint(stage: Stage, step: Step) -> None:
    told = step.fields | {"system": _system(stage, step)}
    endpoints.save_endpoint(who(stage, step), None, **told, at=step.at)


def _state_register(stage: Stage, step: Step) -> None:
    values = {Field(name): text for name, text in step.fields["values"].items()}
    entry, side = _system(stage, step), next(iter(values)).side
    row = entry.statement(side)
    register.state(who(stage, step), entry, side, values, version=row.version if row else 0, at=step.at)


def _first_use(stage: Stage, step: Step) -> Readiness:
    found = readiness.latest(_system(stage, step), Purpose.FIRST_USE)
    if found is None:
        raise KeyError("no readiness for first use is being assessed")
    return found


def _open_first_use(stage: Stage, step: Step) -> None:
    readiness.open_readiness(who(stage, step), _system(stage, step), Purpose.FIRST_USE, step.at)


def _assess_first_use(stage: Stage, step: Step) -> None:
    findings = {row.area: row for row in _first_use(stage, step).findings}
    for verdict in Verdict:
        for area, said in step.fields.get(verdict.value, {}).items():
            readiness.assess(who(stage, step), findings[Area(area)], verdict, said, step.at)


def _sign_first_use(stage: Stage, step: Step) -> None:
    readiness.sign_off(who(stage, step), _first_use(stage, step), step.fields.get("note", ""), step.at)


def _reject_first_use(stage: Stage, step: Step) -> None:
    readiness.reject(who(stage, step), _first_use(stage, step), step.fields["reason"], step.at)


def _notice_change_of(stage: Stage, step: Step) -> None:
    told = dict(step.fields)
    key, announced = told.pop("change"), told.pop("announced", None)
    stage.changes[key] = changes.notice(
        who(stage, step),
        stage.systems[told.pop("system")],
        origin=Origin(told.pop("origin")),
        part=Part(told.pop("part")),
        effective_at=step.at + span(told.pop("effective")),
        announced_on=(step.at + span(announced)).date() if announced else None,
        at=step.at,
        **told,
    )


def _withdraw_change(stage: Stage, step: Step) -> None:
    changes.withdraw(who(stage, step), stage.changes[step.fields["change"]], step.fields["reason"], step.at)


def _guidance(stage: Stage, step: Step) -> Bulletin:
    return stage.guidance[step.fields["guidance"]]


def _draft_guidance(stage: Stage, step: Step) -> None:
    told = step.fields
    units = [stage.units[name] for name in told.get("units", ())]
    stage.guidance[told["guidance"]] = bulletins.draft(
        who(stage, step),
        title=told["title"],
        body=told["text"],
        system=stage.systems[told["system"]] if "system" in told else None,
        units=units,
        for_all=not units,
        task=stage.tasks[told["task"][0], told["task"][1]] if "task" in told else None,
        at=step.at,
    )


def _revise_guidance(stage: Stage, step: Step) -> None:
    by, former = who(stage, step), stage.guidance[step.fields["of"]]
    revision = stage.guidance[step.fields["guidance"]] = bulletins.revise(by, former, step.at)
    bulletins.edit(
        by,
        revision,
        title=revision.title,
        body=step.fields["text"],
        system=revision.system,
        units=revision.units,
        for_all=revision.for_all,
        version=revision.version,
        at=step.at,
    )


def _publish_guidance(stage: Stage, step: Step) -> None:
    bulletins.publish_bulletin(who(stage, step), _guidance(stage, step), step.at)


def _acknowledge_guidance(stage: Stage, step: Step) -> None:
    bulletins.acknowledge(who(stage, step), _guidance(stage, step), step.at, step.fields.get("question", ""))


def _request_quarter(stage: Stage, step: Step) -> None:
    period = quarter_of(step.at.date())
    for _quarter in range(step.fields["quarters_ago"]):
        period = period.before
    quarters.request(who(stage, step), period.key, step.at)


def _read_notices(stage: Stage, step: Step) -> None:
    for person in stage.people.values():
        notices.read_all(person, step.at)


ACTS: Acts = {
    "choose_holidays": _choose_holidays,
    "add_endpoint": _add_endpoint,
    "state_register": _state_register,
    "open_first_use": _open_first_use,
    "assess_first_use": _assess_first_use,
    "sign_first_use": _sign_first_use,
    "reject_first_use": _reject_first_use,
    "notice_change_of": _notice_change_of,
    "withdraw_change": _withdraw_change,
    "draft_guidance": _draft_guidance,
    "revise_guidance": _revise_guidance,
    "publish_guidance": _publish_guidance,
    "acknowledge_guidance": _acknowledge_guidance,
    "request_quarter": _request_quarter,
    "read_notices": _read_notices,
}
