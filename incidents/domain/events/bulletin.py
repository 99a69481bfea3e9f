"""What happens to guidance. The organisation's chain keeps it: guidance outlives the incident that it was born from."""

from dataclasses import dataclass

from incidents.domain.events.base import Event

__all__ = [
    "BulletinAcknowledged",
    "BulletinDrafted",
    "BulletinEdited",
    "BulletinEvent",
    "BulletinPublished",
    "BulletinSuperseded",
    "BulletinWithdrawn",
]


@dataclass(frozen=True, kw_only=True)
class BulletinEvent(Event):
    """What all events of a bulletin have."""

    bulletin_id: int
    title: str
    revision: int

    @property
    def named(self) -> str:
        """The bulletin inside a sentence."""
        return f"the guidance “{self.title}”" + (f", revision {self.revision}" if self.revision > 1 else "")


@dataclass(frozen=True, kw_only=True)
class BulletinDrafted(BulletinEvent):
    task_id: int | None
    sha256: str

    @property
    def sentence(self) -> str:
        return f"drafted {self.named}"


@dataclass(frozen=True, kw_only=True)
class BulletinEdited(BulletinEvent):
    version: int
    sha256: str

    @property
    def sentence(self) -> str:
        return f"edited the draft of {self.named}"


@dataclass(frozen=True, kw_only=True)
class BulletinPublished(BulletinEvent):
    addressees: str
    sha256: str

    @property
    def sentence(self) -> str:
        return f"published {self.named} for {self.addressees}"


@dataclass(frozen=True, kw_only=True)
class BulletinSuperseded(BulletinEvent):
    by_bulletin_id: int

    @property
    def sentence(self) -> str:
        return f"put a new revision in place of {self.named}"


@dataclass(frozen=True, kw_only=True)
class BulletinWithdrawn(BulletinEvent):
    reason: str

    @property
    def sentence(self) -> str:
        return f"withdrew {self.named}"


@dataclass(frozen=True, kw_only=True)
class BulletinAcknowledged(BulletinEvent):
    unit: str
    question: str

    @property
    def sentence(self) -> str:
        asked = " and asked a question" if self.question else ""
        return f"acknowledged {self.named} for {self.unit}{asked}"
