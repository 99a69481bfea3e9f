"""What a new organisation needs before its first incident, and whether it has it."""

from dataclasses import dataclass

from flask import url_for

from incidents.queries.administration import Overview


@dataclass(frozen=True)
class Step:
    """One thing to set up: whether it is done, why it is needed, and where it is done (None: by others)."""

    done: bool
    label: str
    why: str
    address: str | None


def first_steps(overview: Overview) -> list[Step]:
    """The steps in the order in which they are easiest."""
    person, system = url_for("administration.person_new"), url_for("administration.system_new")
    return [
        Step(
            overview.units > 0,
            "Add the business units",
            "The units whose people use AI systems and report what goes wrong.",
            url_for("administration.units"),
        ),
        Step(
            overview.ai_leads > 0,
            "Add a lead of the AI department",
            "Owns behaviour: declares corrections verified, and signs reports.",
            person,
        ),
        Step(
            overview.it_leads > 0,
            "Add a lead of the IT department",
            "Owns the environment: declares incidents contained, and signs reports.",
            person,
        ),
        Step(
            overview.reporters > 0,
            "Add people of the business",
            "They report harmful outputs, in under a minute.",
            person,
        ),
        Step(
            overview.systems > 0,
            "Register the first AI system",
            "Every incident is about a system of the register.",
            system,
        ),
        Step(
            overview.leadership > 0,
            "Add leadership",
            "Reads signed reports and acknowledges them.",
            person,
        ),
        Step(
            overview.signers == 2,  # noqa: PLR2004 - both departments
            "Both leads get a signing certificate",
            "Each does it under their own account: nobody else may know the passphrase.",
            None,
        ),
    ]
