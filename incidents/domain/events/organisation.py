"""What happens to the organisation."""

from dataclasses import dataclass

from incidents.domain.events.base import Event, department_words

__all__ = [
    "OrganisationFounded",
    "PasswordGiven",
    "PersonAdded",
    "PersonChanged",
    "SigningIdentityEnrolled",
    "UnitAdded",
]


@dataclass(frozen=True, kw_only=True)
class OrganisationFounded(Event):
    name: str
    demo: bool

    @property
    def sentence(self) -> str:
        return f"founded the organisation {self.name}"


@dataclass(frozen=True, kw_only=True)
class PersonAdded(Event):
    person_id: int
    name: str
    affiliation: str | None
    rank: str | None
    administrator: bool

    @property
    def sentence(self) -> str:
        return f"added {self.name}"


@dataclass(frozen=True, kw_only=True)
class PersonChanged(Event):
    person_id: int
    name: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        return f"changed {self.name} from {self.before} to {self.after}"


@dataclass(frozen=True, kw_only=True)
class PasswordGiven(Event):
    person_id: int
    name: str

    @property
    def sentence(self) -> str:
        return f"gave {self.name} a new initial password"


@dataclass(frozen=True, kw_only=True)
class UnitAdded(Event):
    name: str

    @property
    def sentence(self) -> str:
        return f"added the unit {self.name}"


@dataclass(frozen=True, kw_only=True)
class SigningIdentityEnrolled(Event):
    person_id: int
    name: str
    department: str
    certificate: str

    @property
    def sentence(self) -> str:
        return f"enrolled {self.name} to sign for {department_words(self.department)}"
