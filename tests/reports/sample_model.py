"""What the operating model adds to the sample: joint decisions, overrides, hold, confirmation, terms and the rest."""

from typing import Any

from report_people import ADA, IRIS, IVO, OLU, at

from reports.packet import (
    Agreement,
    Boundary,
    Confirmation,
    Cost,
    Fact,
    HoldItem,
    JointDecision,
    Named,
    Override,
    Relation,
    SuspectedChange,
    Term,
)

FACTS = (
    Fact(
        "Workflow",
        "A claim arrives, the assistant drafts the first answer, a specialist checks and sends it.",
        "business",
    ),
    Fact("Who decides on the output", "The specialist who sends the letter.", "business"),
    Fact("What it may prepare", "Letters to customers, never sent without a person.", "ai"),
    Fact("When a person must intervene", "Before every letter; always for refusals.", "ai"),
    Fact("Kill switch", "Feature flag claims.flood.draft, effective within five minutes.", "it"),
    Fact("Exit plan", "", "it"),
)


def of_the_model() -> dict[str, Any]:
    """The fields of the packet, as the sample's incident was handled."""
    return {
        "overrides": (
            Override(
                "Agreement of both leads",
                "Raise trace logging",
                IVO,
                at(6, 12),
                "Traces older than an hour were being deleted; waiting would have lost the morning.",
                ADA,
                at(6, 12, 25),
            ),
        ),
        "joint_decisions": (
            JointDecision(
                "Switch a feature off",
                "Switch drafting off for flood claims",
                "Lifted",
                "No letter may refuse without a clause; until that is so, none is drafted.",
                "Every further letter may deny a customer cover that the policy gives.",
                "One feature flag; specialists write by hand, about 60 letters a day.",
                "Flag on again within five minutes; drafts of before stay.",
                (Agreement("ai", ADA, at(6, 11, 20)), Agreement("it", IVO, at(6, 11, 24))),
                IVO.name,
                at(6, 12, 18),
                ADA.name,
                at(6, 12, 40),
                "Ten trial claims: no draft was offered.",
                at(10, 13, 40),
                False,
            ),
            JointDecision(
                "Raise logging",
                "Keep traces for 30 days",
                "Verified",
                "Every retrieval must be traceable for a month.",
                "Without traces the cause cannot be shown.",
                "Storage for 30 days is 40 GB; personal data is masked.",
                "Back to one hour by configuration.",
                (Agreement("ai", ADA, at(6, 12, 25)), Agreement("it", IVO, at(6, 12))),
                IRIS.name,
                at(6, 12, 5),
                ADA.name,
                at(7, 9, 10),
                "Traces of the night are complete.",
                None,
                True,
            ),
        ),
        "hold": (
            HoldItem(
                "Model and version",
                "Sealed",
                "halden-large 4.2, build 2026-02-11",
                "",
                "1c5e" * 16,
                IRIS,
                at(6, 10, 40),
            ),
            HoldItem(
                "System prompt", "Sealed", "Prompt 30 as deployed", "prompt-30.txt", "9d02" * 16, ADA, at(6, 10, 42)
            ),
            HoldItem(
                "Policy and guardrail versions", "Sealed", "Guardrail set 12", "", "77aa" * 16, ADA, at(6, 10, 43)
            ),
            HoldItem("Tool scopes", "Not applicable", "It has no tools.", "", "", IVO, at(6, 10, 44)),
            HoldItem(
                "Retrieval index",
                "Sealed",
                "Manifest of 6 March",
                "retrieval-index-manifest.json",
                "a07c" * 16,
                IRIS,
                at(6, 10, 48),
            ),
            HoldItem("Configuration", "Sealed", "Release 2026.9", "", "0b1f" * 16, IRIS, at(6, 10, 50)),
            HoldItem("Traces", "Sealed", "1 to 6 March", "traces-0301-0306.jsonl", "77de" * 16, IRIS, at(6, 10, 52)),
        ),
        "confirmation": Confirmation("Confirmed", OLU, at(11, 9), "Thirty letters of Tuesday are right."),
        "terms": (
            Term("OECD harm types", "Economic or property"),
            Term("OECD severity", "Incident"),
            Term("MIT AI risk domains", "7.3 Lack of capability or robustness"),
            Term("OWASP LLM 2026", "LLM07 Misinformation"),
        ),
        "boundaries": (Boundary("Prepare", "It prepared refusals that no clause of the policy supports."),),
        "changes": (
            SuspectedChange(
                "Importer 5.1 by Halden AI", at(1, 22), "Confirmed", "Its new filter dropped policies after 2023."
            ),
        ),
        "relations": (Relation("Recurrence of", "AI-2025-0077", "Claims assistant quoted a policy that had expired"),),
        "costs": (Cost("AI department", "62", "", "EUR"), Cost("IT department", "41.5", "3,200.00", "EUR")),
    }


BARE: dict[str, Any] = {
    "overrides": (),
    "joint_decisions": (),
    "hold": (),
    "confirmation": None,
    "terms": (),
    "boundaries": (),
    "changes": (),
    "relations": (),
    "costs": (),
}
"""The same fields where nothing of it was recorded."""


def hostile_model(text: str, markup: str) -> dict[str, Any]:
    """The same fields with every text hostile."""
    person = Named(markup[:120], "\u202elead", text[:200])
    return {
        "overrides": (Override(text, text, person, at(1, 1), text, None, None),),
        "joint_decisions": (
            JointDecision(
                text, text, markup, text * 3, text, text, text * 2, (Agreement("ai", person, at(1, 2)),),
                text, at(1, 3), text, at(1, 4), text, None, True,
            ),
        ),
        "hold": (HoldItem(text, markup, text * 2, text, "f" * 64, person, at(1, 2)),) * 7,
        "confirmation": Confirmation(markup, person, at(1, 5), text),
        "terms": (Term(text, text), Term(markup, markup)),
        "boundaries": (Boundary(text, text),),
        "changes": (SuspectedChange(text, at(1, 1), markup, text),),
        "relations": (Relation(markup, text, text),),
        "costs": (Cost(text, markup, text, text),),
    }  # fmt: skip
