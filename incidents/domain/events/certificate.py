"""What happens to the certificates that leads sign with."""

from dataclasses import dataclass

from incidents.domain.certificate import RevocationReason
from incidents.domain.events.base import Event, department_words

__all__ = [
    "RevocationListIssued",
    "SigningIdentityImported",
    "SigningIdentityRenewed",
    "SigningIdentityRevoked",
    "SigningLocked",
    "SigningPassphraseChanged",
]


@dataclass(frozen=True, kw_only=True)
class SigningIdentityImported(Event):
    person_id: int
    name: str
    department: str
    certificate: str

    @property
    def sentence(self) -> str:
        return f"brought a certificate along to sign for {department_words(self.department)}"


@dataclass(frozen=True, kw_only=True)
class SigningIdentityRenewed(Event):
    person_id: int
    name: str
    certificate: str
    replaces: str

    @property
    def sentence(self) -> str:
        return f"renewed the signing certificate of {self.name}"


@dataclass(frozen=True, kw_only=True)
class SigningPassphraseChanged(Event):
    person_id: int
    name: str
    certificate: str

    @property
    def sentence(self) -> str:
        return f"changed the passphrase of the signing certificate of {self.name}"


@dataclass(frozen=True, kw_only=True)
class SigningIdentityRevoked(Event):
    person_id: int
    name: str
    certificate: str
    because: str

    @property
    def sentence(self) -> str:
        return f"revoked a signing certificate of {self.name} because {RevocationReason(self.because).words}"


@dataclass(frozen=True, kw_only=True)
class SigningLocked(Event):
    """`until` in ISO 8601, UTC."""

    person_id: int
    name: str
    failures: int
    until: str

    @property
    def sentence(self) -> str:
        return f"gave a wrong signing passphrase {self.failures} times in a row, so signing was locked"


@dataclass(frozen=True, kw_only=True)
class RevocationListIssued(Event):
    """`until` in ISO 8601, UTC."""

    number: int
    entries: int
    until: str

    @property
    def sentence(self) -> str:
        certificates = "one certificate" if self.entries == 1 else f"{self.entries} certificates"
        return f"issued revocation list {self.number} with {certificates}"
