"""Reporting obligations: what an assessment can be, and which regimes the answers to the questions propose.

The rules help people to see what may apply. They are not legal advice: a person decides every obligation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from incidents.domain.regimes import CATALOGUE, QUESTIONS, Regime

NOT_LEGAL_ADVICE = (
    "This is not legal advice. The catalogue helps to see what may apply and by when; a person decides, and answers "
    "for it. Check the source."
)


class ObligationState(StrEnum):
    """How an obligation is assessed. `PROPOSED`: nobody has decided yet."""

    PROPOSED = "proposed"
    DUE = "due"
    NOT_APPLICABLE = "not_applicable"
    SENT = "sent"

    @property
    def label(self) -> str:
        """The word that pages and reports print."""
        return {"proposed": "Not assessed", "not_applicable": "Not applicable"}.get(self.value, self.value.capitalize())


class ObligationVerb(StrEnum):
    """What moves it. `FILED`: a report went out and more follow; `COMPLETED`: the last one did; `RETRACTED`: not so."""

    DUE = "due"
    NOT_APPLICABLE = "not_applicable"
    FILED = "filed"
    COMPLETED = "completed"
    RETRACTED = "retracted"


OBLIGATION: Mapping[tuple[ObligationState, ObligationVerb], ObligationState] = MappingProxyType(
    {
        (ObligationState.PROPOSED, ObligationVerb.DUE): ObligationState.DUE,
        (ObligationState.PROPOSED, ObligationVerb.NOT_APPLICABLE): ObligationState.NOT_APPLICABLE,
        (ObligationState.DUE, ObligationVerb.DUE): ObligationState.DUE,
        (ObligationState.DUE, ObligationVerb.NOT_APPLICABLE): ObligationState.NOT_APPLICABLE,
        (ObligationState.DUE, ObligationVerb.FILED): ObligationState.DUE,
        (ObligationState.DUE, ObligationVerb.COMPLETED): ObligationState.SENT,
        (ObligationState.DUE, ObligationVerb.RETRACTED): ObligationState.DUE,
        (ObligationState.NOT_APPLICABLE, ObligationVerb.DUE): ObligationState.DUE,
        (ObligationState.SENT, ObligationVerb.DUE): ObligationState.DUE,
        (ObligationState.SENT, ObligationVerb.COMPLETED): ObligationState.SENT,
        (ObligationState.SENT, ObligationVerb.RETRACTED): ObligationState.DUE,
    }
)
"""What was sent cannot become “not applicable” behind its own back: assess it as due again first, with a reason."""


class Said(StrEnum):
    """An answer to a question. Not knowing yet never rules a regime out."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The words that pages print."""
        return {"yes": "Yes", "no": "No", "unknown": "Not known yet"}[self.value]


Answers = Mapping[str, Said]
"""What was said, by the key of the question. A question without an answer counts as not known yet."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A regime that the answers do not rule out: the variant they point to, and the questions behind it.

    `stricter` has the open questions that would call for a stricter variant.
    """

    regime: Regime
    variant: str
    because: tuple[str, ...]
    open: tuple[str, ...]
    stricter: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Why it is proposed, in words."""
        parts = [
            ("Yes", self.because),
            ("Not known yet", self.open),
            ("A shorter limit applies if the answer becomes yes", self.stricter),
        ]
        return " ".join(f"{word}: {' '.join(QUESTIONS[key].text for key in keys)}" for word, keys in parts if keys)


def proposals(answers: Answers, on: date) -> list[Proposal]:
    """The regimes in force on that day that no answer rules out, in the catalogue's order."""
    return [_proposal(regime, answers) for regime in CATALOGUE.values() if _may_apply(regime, answers, on)]


def _said(answers: Answers, key: str) -> Said:
    return answers.get(key, Said.UNKNOWN)


def _may_apply(regime: Regime, answers: Answers, on: date) -> bool:
    if not regime.in_force(on) or any(_said(answers, key) is Said.NO for key in regime.all):
        return False
    return not regime.any or any(_said(answers, key) is not Said.NO for key in regime.any)


def _proposal(regime: Regime, answers: Answers) -> Proposal:
    asked, variant = (*regime.all, *regime.any), _variant(regime, answers)
    return Proposal(
        regime=regime,
        variant=variant,
        because=tuple(key for key in asked if _said(answers, key) is Said.YES),
        open=tuple(key for key in asked if _said(answers, key) is Said.UNKNOWN),
        stricter=tuple(key for key in _calls_for_more(regime, variant) if _said(answers, key) is Said.UNKNOWN),
    )


def _variant(regime: Regime, answers: Answers) -> str:
    """The strictest variant that an answer “yes” calls for. They stand in that order; the last one asks for nothing."""
    for variant in regime.variants:
        if not variant.yes or any(_said(answers, key) is Said.YES for key in variant.yes):
            return variant.key
    return ""


def _calls_for_more(regime: Regime, variant: str) -> list[str]:
    """The questions whose “yes” calls for a variant before this one."""
    keys = [known.key for known in regime.variants]
    before = regime.variants[: keys.index(variant)] if variant else ()
    return [key for known in before for key in known.yes]
