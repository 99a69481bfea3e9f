"""The catalogue of reporting regimes: dated data in our own words, read from the files beside this one."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

FOLDER = Path(__file__).resolve().parent
SENT = "sent:"
"""A limit that counts from `sent:initial` counts from the moment at which the stage “initial” was sent."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A moment that a limit counts from. `proposed` names the incident's clock that is offered for it."""

    key: str
    label: str
    proposed: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """So long after a trigger. Without a length: at once, with no computed end.

    `unless_later` names a trigger: where that came only after this limit had passed, this limit does not count.
    """

    after: str
    hours: int = 0
    days: int = 0
    months: int = 0
    unless_later: str = ""

    @property
    def at_once(self) -> bool:
        """Whether the rule says “immediately” or “without undue delay” and no more."""
        return not (self.hours or self.days or self.months)


@dataclass(frozen=True, slots=True)
class Stage:
    """One report of a regime. The earliest of its `limits` counts.

    `every_days`: it is repeated so often, until the trigger `until` happened. `optional`: it may never be needed.
    """

    key: str
    name: str
    rule: str
    limits: tuple[Limit, ...]
    variants: tuple[str, ...] = ()
    every_days: int = 0
    until: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Variant:
    """A case of a regime with limits of its own, called for by a “yes” to one of these questions."""

    key: str
    label: str
    yes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftPart:
    """A part of a report's draft. `fill` names what the incident's record offers for it."""

    key: str
    heading: str
    help: str = ""
    fill: str = ""


@dataclass(frozen=True, slots=True)
class Regime:
    """A law that may oblige somebody to report: who, what, to whom, by when, since when, and where it stands."""

    key: str
    name: str
    title: str
    place: str
    who: str
    to: str
    reportable: str
    status: str
    disputed: str
    begins: date
    ends: date | None
    as_of: date
    incomplete: str
    note: str
    source: str
    url: str
    all: tuple[str, ...]
    any: tuple[str, ...]
    triggers: tuple[Trigger, ...]
    stages: tuple[Stage, ...]
    variants: tuple[Variant, ...] = ()
    draft: tuple[DraftPart, ...] = field(default=())

    def in_force(self, on: date) -> bool:
        """Whether it applies on that day."""
        return self.begins <= on and (self.ends is None or on <= self.ends)

    def stages_of(self, variant: str) -> tuple[Stage, ...]:
        """The reports that a case of this variant asks for, in order."""
        return tuple(stage for stage in self.stages if not stage.variants or variant in stage.variants)

    def stage(self, key: str, variant: str) -> Stage | None:
        """The stage of that key, if the variant has it."""
        return next((stage for stage in self.stages_of(variant) if stage.key == key), None)

    def variant_label(self, key: str) -> str:
        """The words of a variant; nothing for a regime that has none."""
        return next((variant.label for variant in self.variants if variant.key == key), "")


@dataclass(frozen=True, slots=True)
class Question:
    """Something that decides which regimes may apply, answered yes, no or not known yet."""

    key: str
    group: str
    text: str
    help: str = ""


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def _stage(data: dict[str, Any]) -> Stage:
    limits = tuple(Limit(**limit) for limit in data.pop("limits"))
    return Stage(limits=limits, variants=tuple(data.pop("variants", ())), **data)


def _variant(data: dict[str, Any]) -> Variant:
    return Variant(yes=tuple(data.pop("yes", ())), **data)


def _regime(key: str) -> Regime:
    data = _read(key)
    return Regime(
        key=key,
        begins=data.pop("from"),
        ends=data.pop("until", None),
        all=tuple(data.pop("all", ())),
        any=tuple(data.pop("any", ())),
        triggers=tuple(Trigger(**trigger) for trigger in data.pop("triggers")),
        stages=tuple(_stage(stage) for stage in data.pop("stages")),
        variants=tuple(_variant(variant) for variant in data.pop("variants", ())),
        draft=tuple(DraftPart(**part) for part in data.pop("draft", ())),
        **data,
    )


def _questions() -> dict[str, Question]:
    return {
        question["key"]: Question(group=group["name"], **question)
        for group in _read("questions")["group"]
        for question in group["question"]
    }


_HEAD = _read("catalogue")
VERSION: str = _HEAD["version"].isoformat()
"""The day of the catalogue (ISO 8601), printed wherever it is used and kept with every decision."""
CATALOGUE: Mapping[str, Regime] = MappingProxyType({key: _regime(key) for key in _HEAD["order"]})
"""Every regime by its key."""
QUESTIONS: Mapping[str, Question] = MappingProxyType(_questions())
"""Every question by its key, in the order in which they are asked."""
