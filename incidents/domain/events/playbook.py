"""What happens to playbooks."""

from dataclasses import dataclass
from typing import ClassVar

from incidents.domain.events.base import Event, department_words

__all__ = [
    "PlaybookAccepted",
    "PlaybookSaved",
    "PlaybooksInstalled",
]


@dataclass(frozen=True, kw_only=True)
class PlaybookAccepted(Event):
    decision: ClassVar[bool] = True
    playbook_id: int
    name: str
    department: str
    tasks: int
    left_out: str

    @property
    def sentence(self) -> str:
        count = f"{self.tasks} task" if self.tasks == 1 else f"{self.tasks} tasks"
        return f"accepted {count} of the playbook “{self.name}” for {department_words(self.department)}"

    @property
    def why(self) -> str:
        """What the lead left out, as far as it says why the work is what it is."""
        return f"Left out: {self.left_out}." if self.left_out else ""


@dataclass(frozen=True, kw_only=True)
class PlaybookSaved(Event):
    playbook_id: int
    name: str
    change: str

    @property
    def sentence(self) -> str:
        return f"{self.change} the playbook {self.name}"


@dataclass(frozen=True, kw_only=True)
class PlaybooksInstalled(Event):
    names: str

    @property
    def sentence(self) -> str:
        return f"added the playbooks that come with Countersign: {self.names}"
