"""What a new organisation needs before its first incident, and whether it has it."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for

from incidents.domain.vocabulary import Department
from incidents.queries.administration import Overview


@dataclass(frozen=True)
class Step:
    """One thing to set up: whether it is done, why it is needed, and where it is done (None: by others).

    Without an `optional` step everything works, with what the product brings.
    """

    done: bool
    label: str
    why: str
    address: str | None
    optional: bool = False


STEPS: tuple[tuple[Callable[[Overview], bool], str, str, str | None], ...] = (
    (
        lambda found: found.units > 0,
        "Add the business units",
        "The units whose people use AI systems and report what goes wrong.",
        "administration.units",
    ),
    (
        lambda found: found.ai_leads > 0,
        "Add a lead of the AI department",
        "Owns behaviour: declares corrections verified, and signs reports.",
        "administration.person_new",
    ),
    (
        lambda found: found.it_leads > 0,
        "Add a lead of the IT department",
        "Owns the environment: declares incidents contained, and signs reports.",
        "administration.person_new",
    ),
    (
        lambda found: found.reporters > 0,
        "Add people of the business",
        "They report harmful outputs, in under a minute.",
        "administration.person_new",
    ),
    (
        lambda found: found.systems > 0,
        "Register the first AI system",
        "Every incident is about a system of the register.",
        "administration.system_new",
    ),
    (
        lambda found: found.leadership > 0,
        "Add leadership",
        "Reads signed reports and acknowledges them.",
        "administration.person_new",
    ),
    (
        lambda found: found.targets > 0,
        "Look through the targets and the calendar",
        "How long each step may take, and when you work. Ours hold until you set your own.",
        "administration.targets",
    ),
    (
        lambda found: found.signers == len(Department),
        "Both leads get a signing certificate",
        "Each does it under their own account: nobody else may know the passphrase.",
        None,
    ),
    (
        lambda _found: True,
        "The organisation's seal",
        "Made when the organisation was founded. Look at it, choose time-stamps, and keep a copy of its keys.",
        "administration.certificates",
    ),
)
"""What tells that a step is done, its label, why it is needed and its page, in the order in which they are easiest."""


OPTIONAL = frozenset({"administration.targets"})


def first_steps(overview: Overview) -> list[Step]:
    """Every step with whether this organisation has done it."""
    return [
        Step(done(overview), label, why, url_for(endpoint) if endpoint else None, endpoint in OPTIONAL)
        for done, label, why, endpoint in STEPS
    ]
