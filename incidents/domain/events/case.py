"""What happens to reproduction cases, their runs and results, and the endpoints that answer them."""

from dataclasses import dataclass
from typing import ClassVar

from incidents.domain.case import Purpose, Verdict
from incidents.domain.events.base import Event

__all__ = [
    "CaseAdded",
    "CaseChanged",
    "CaseEvent",
    "CaseSetAside",
    "CaseTakenBack",
    "CasesImported",
    "ModelEndpointSaved",
    "ResultJudged",
    "ResultsGiven",
    "RunAsked",
    "RunBegun",
    "RunEvent",
    "RunFailed",
    "RunFinished",
]


@dataclass(frozen=True, kw_only=True)
class CaseEvent(Event):
    """What all events of a case have."""

    number: int
    title: str

    @property
    def named(self) -> str:
        """The case as it stands in a sentence."""
        return f"case {self.number} “{self.title}”"


@dataclass(frozen=True, kw_only=True)
class CaseAdded(CaseEvent):
    sha256: str

    @property
    def sentence(self) -> str:
        return f"added the reproduction {self.named}"


@dataclass(frozen=True, kw_only=True)
class CaseChanged(CaseEvent):
    sha256: str

    @property
    def sentence(self) -> str:
        return f"changed the reproduction {self.named}"


@dataclass(frozen=True, kw_only=True)
class CaseSetAside(CaseEvent):
    decision: ClassVar[bool] = True
    reason: str

    @property
    def sentence(self) -> str:
        return f"set aside the reproduction {self.named}"


@dataclass(frozen=True, kw_only=True)
class CaseTakenBack(CaseEvent):
    @property
    def sentence(self) -> str:
        return f"took back the reproduction {self.named}"


@dataclass(frozen=True, kw_only=True)
class CasesImported(Event):
    count: int
    sha256: str

    @property
    def sentence(self) -> str:
        return f"imported {self.count} reproduction case{'' if self.count == 1 else 's'}"


@dataclass(frozen=True, kw_only=True)
class RunEvent(Event):
    """What all events of a run have. `version` is the label of the version that was asked."""

    run_id: int
    version: str
    purpose: str

    @property
    def on(self) -> str:
        """The version as it stands in a sentence."""
        return f"{Purpose(self.purpose).label} “{self.version}”"


@dataclass(frozen=True, kw_only=True)
class RunBegun(RunEvent):
    @property
    def sentence(self) -> str:
        return f"began to run the reproduction cases on {self.on}"


@dataclass(frozen=True, kw_only=True)
class RunAsked(RunEvent):
    endpoint: str
    attempt: int

    @property
    def sentence(self) -> str:
        again = " again" if self.attempt > 1 else ""
        return f"had the reproduction cases run{again} on {self.on} by the endpoint “{self.endpoint}”"


@dataclass(frozen=True, kw_only=True)
class RunFinished(RunEvent):
    milestone: ClassVar[bool] = True
    passed: int
    failed: int
    undecided: int
    sha256: str

    @property
    def sentence(self) -> str:
        left = f", {self.undecided} to be judged" if self.undecided else ""
        return f"ran the reproduction cases on {self.on}: {self.passed} passed, {self.failed} failed{left}"


@dataclass(frozen=True, kw_only=True)
class RunFailed(RunEvent):
    reason: str

    @property
    def sentence(self) -> str:
        return f"could not run the reproduction cases on {self.on}"


@dataclass(frozen=True, kw_only=True)
class ResultsGiven(RunEvent):
    count: int
    sha256: str

    @property
    def sentence(self) -> str:
        return f"gave {self.count} result{'' if self.count == 1 else 's'} of the reproduction cases on {self.on}"


@dataclass(frozen=True, kw_only=True)
class ResultJudged(RunEvent):
    decision: ClassVar[bool] = True
    number: int
    verdict: str
    overruled: bool
    sha256: str
    reason: str

    @property
    def sentence(self) -> str:
        said = f"judged case {self.number} on {self.on} as {Verdict(self.verdict).label.lower()}"
        return f"{said}, against its check" if self.overruled else said


@dataclass(frozen=True, kw_only=True)
class ModelEndpointSaved(Event):
    endpoint_id: int
    name: str
    system: str
    change: str
    base_url: str = ""
    model: str = ""
    key_variable: str = ""

    @property
    def sentence(self) -> str:
        return f"{self.change} the model endpoint “{self.name}” of {self.system}"
