"""Overrides: a gate that a lead passes on purpose, with a reason, and that the other lead must acknowledge."""

from enum import StrEnum


class Gate(StrEnum):
    """The lines that can be crossed. Everything else is refused without exception."""

    EVIDENCE_HOLD = "evidence_hold"
    REPRODUCTION = "reproduction"
    CONFIRMATION = "confirmation"
    AGREEMENT = "agreement"
    READINESS = "readiness"

    @property
    def label(self) -> str:
        """The name that pages and reports print."""
        return {
            "evidence_hold": "Evidence hold",
            "reproduction": "Rerun of the reproduction cases",
            "confirmation": "Confirmation by the reporting unit",
            "agreement": "Agreement of both leads",
            "readiness": "Readiness to return to service",
        }[self.value]

    @property
    def meaning(self) -> str:
        """What the gate protects, and what crossing it allows: read before somebody crosses it."""
        return {
            "evidence_hold": "The system may be changed although its present state is not sealed. "
            "What is not recorded before the change cannot be recorded after it.",
            "reproduction": "The correction may be declared verified although not every case was run again and passed.",
            "confirmation": "The review may go on although the reporting unit says that the fix does not hold.",
            "agreement": "IT may enforce a control that the AI department has not agreed to.",
            "readiness": "The system may return to service although not both departments signed off its readiness.",
        }[self.value]

    @property
    def each_time(self) -> bool:
        """Whether an override opens it only for what it names, so that it may be crossed again for something else."""
        return self is Gate.AGREEMENT


class Shut(str):
    """A sentence that says why something is not possible yet, and knows which gate a lead may override."""

    __slots__ = ("gate",)
    gate: Gate

    def __new__(cls, sentence: str, gate: Gate) -> "Shut":
        """The sentence, with its gate."""
        made = super().__new__(cls, sentence)
        made.gate = gate
        return made
