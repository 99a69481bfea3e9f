"""Playbooks: lists of work that a kind of harm usually asks for, of both departments. Each accepts its own half."""

import tomllib
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from incidents.domain.calendars import Counting
from incidents.domain.taxonomy import HARM_TYPES, TAXONOMIES
from incidents.domain.vocabulary import Severity, TaskKind

FAMILIES = (HARM_TYPES, "failure-modes", "nist-ai-600-1")
"""The taxonomies whose terms choose a playbook."""
NEVER = frozenset({TaskKind.CONTROL_ENFORCEMENT})
"""A control is enforced only after a joint decision, so no playbook can hold it."""
MOST_TASKS = 30
A_TERM, THE_SYSTEM, SUITS_ALL = 4, 3, 1


@dataclass(frozen=True)
class TaskDraft:
    """Work of a playbook. `minutes` is how long after the lead accepted it the work is due, None for no due time."""

    kind: TaskKind
    title: str
    description: str = ""
    minutes: int | None = None
    counting: Counting = Counting.ROUND_THE_CLOCK


@dataclass(frozen=True)
class Draft:
    """A playbook as it is written. `terms` are “taxonomy:term”; `severity_from` is the mildest severity it is for."""

    name: str
    summary: str
    terms: tuple[str, ...]
    tasks: tuple[TaskDraft, ...]
    severity_from: Severity | None = None


@dataclass(frozen=True)
class Suits:
    """What a playbook is for."""

    terms: AbstractSet[str]
    system: int | None
    severity_from: Severity | None


def score(suits: Suits, terms: AbstractSet[str], system: int, severity: Severity | None) -> int:
    """How well a playbook fits an incident; 0 is not at all.

    One for another system, or for graver incidents only, never fits. Each shared term counts more than the system.
    """
    if suits.system is not None and suits.system != system:
        return 0
    if suits.severity_from is not None and severity is not None and severity.rank > suits.severity_from.rank:
        return 0
    shared = len(suits.terms & terms) * A_TERM
    own = THE_SYSTEM if suits.system is not None else 0
    return shared + own or (SUITS_ALL if not suits.terms else 0)


def term_words(term: str) -> str:
    """The words of a “taxonomy:term”; itself where it is unknown."""
    taxonomy, _, word = term.partition(":")
    return TAXONOMIES[taxonomy].label(word) if taxonomy in TAXONOMIES else term


def known_terms() -> list[tuple[str, str]]:
    """Every term that can choose a playbook, as (“taxonomy:term”, words), in the order of pages."""
    return [(f"{name}:{term.id}", term.label) for name in FAMILIES for term in TAXONOMIES[name].terms]


@cache
def shipped() -> tuple[Draft, ...]:
    """The playbooks that come with the product, in our own words."""
    folder = files("incidents").joinpath("playbooks")
    names = sorted(path.name for path in folder.iterdir() if path.name.endswith(".toml"))
    return tuple(_read(folder.joinpath(name).read_text(encoding="utf-8")) for name in names)


def _read(text: str) -> Draft:
    told = tomllib.loads(text)
    tasks = tuple(
        TaskDraft(
            TaskKind(task["kind"]),
            task["title"],
            task["description"],
            round(task["hours"] * 60) if "hours" in task else None,
            Counting(task.get("counting", Counting.ROUND_THE_CLOCK)),
        )
        for task in told["tasks"]
    )
    return Draft(told["name"], told["summary"], tuple(told["terms"]), tasks)
