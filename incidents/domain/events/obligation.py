"""What happens to reporting obligations. They go on after an incident is closed: the law's clocks do."""

from dataclasses import dataclass
from typing import ClassVar

from incidents.domain.events.base import Event, words

__all__ = [
    "ObligationAssessed",
    "ObligationDated",
    "ObligationDraftSaved",
    "ObligationEvent",
    "ObligationListed",
    "ObligationQuestionsAnswered",
    "ObligationReportRetracted",
    "ObligationReportSent",
]


@dataclass(frozen=True, kw_only=True)
class ObligationQuestionsAnswered(Event):
    """`answers` is the JSON object that was saved; `proposed` names the regimes that it proposes."""

    version: int
    answers: str
    proposed: str
    catalogue: str

    @property
    def sentence(self) -> str:
        return "answered the questions on reporting obligations" + (
            f"; proposed: {self.proposed}" if self.proposed else "; nothing is proposed"
        )


@dataclass(frozen=True, kw_only=True)
class ObligationEvent(Event):
    """What all events of one obligation have. `regime` is its name as printed."""

    obligation_id: int
    regime: str


@dataclass(frozen=True, kw_only=True)
class ObligationListed(ObligationEvent):
    catalogue: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"put the obligation “{self.regime}” on the list"


@dataclass(frozen=True, kw_only=True)
class ObligationAssessed(ObligationEvent):
    """`moments` has the triggers as they were dated: key and UTC moment."""

    decision: ClassVar[bool] = True
    milestone: ClassVar[bool] = True
    was: str
    became: str
    variant: str
    responsible: str
    moments: str
    catalogue: str
    reason: str

    @property
    def sentence(self) -> str:
        again = "" if self.was == "proposed" else f", which was {words(self.was)},"
        owned = f", owned by {self.responsible}" if self.responsible else ""
        return f"assessed the obligation “{self.regime}”{again} as {words(self.became)}{owned}"


@dataclass(frozen=True, kw_only=True)
class ObligationDated(ObligationEvent):
    decision: ClassVar[bool] = True
    trigger: str
    moment: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"dated “{self.trigger}” for the obligation “{self.regime}” at {self.moment}"


@dataclass(frozen=True, kw_only=True)
class ObligationReportSent(ObligationEvent):
    milestone: ClassVar[bool] = True
    report_id: int
    stage: str
    sent: str
    recipient: str
    reference: str
    proof: str
    became: str

    @property
    def sentence(self) -> str:
        return f"recorded the report “{self.stage}” of {self.regime} as sent to {self.recipient} on {self.sent}"


@dataclass(frozen=True, kw_only=True)
class ObligationReportRetracted(ObligationEvent):
    decision: ClassVar[bool] = True
    report_id: int
    stage: str
    became: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"retracted the entry that the report “{self.stage}” of {self.regime} was sent"


@dataclass(frozen=True, kw_only=True)
class ObligationDraftSaved(ObligationEvent):
    version: int
    sha256: str

    @property
    def sentence(self) -> str:
        return f"saved version {self.version} of the draft for {self.regime}"
