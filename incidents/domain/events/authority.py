"""What happens to the organisation's certificate authority."""

from dataclasses import dataclass

from incidents.domain.events.base import Event

__all__ = ["AuthorityReplaced", "SealRenewed"]


@dataclass(frozen=True, kw_only=True)
class AuthorityReplaced(Event):
    """`certificate` is the serial number of the issuing certificate, `seal` that of the new seal (hexadecimal)."""

    issuer: str
    certificate: str
    seal: str

    @property
    def sentence(self) -> str:
        return f"put the organisation's certificates under {self.issuer}"


@dataclass(frozen=True, kw_only=True)
class SealRenewed(Event):
    """`certificate` is the serial number of the new one (hexadecimal)."""

    certificate: str

    @property
    def sentence(self) -> str:
        return "renewed the organisation's seal"
