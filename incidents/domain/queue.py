"""What the queue offers to choose: whose incidents, in which order, with which columns, kept for whom."""

from enum import StrEnum
from types import MappingProxyType


class Whose(StrEnum):
    """Whose incidents: all that one may see, one's own, those of one's unit or department, those with free work."""

    ALL = ""
    MINE = "mine"
    OURS = "ours"
    UNASSIGNED = "unassigned"


class Sort(StrEnum):
    """The order of the queue. By the next clock, only incidents with a running clock are shown."""

    NEWEST = ""
    OLDEST = "oldest"
    CLOCK = "clock"
    SEVERITY = "severity"

    @property
    def label(self) -> str:
        """How the page offers it."""
        return {
            "": "Newest report first",
            "oldest": "Oldest report first",
            "clock": "Next clock first (running clocks only)",
            "severity": "Most severe first",
        }[self.value]


class Column(StrEnum):
    """A column of the queue, in the order in which they stand. The title is always there: it names the row."""

    REFERENCE = "reference"
    TITLE = "title"
    PHASE = "phase"
    SEVERITY = "severity"
    SYSTEM = "system"
    AGE = "age"
    AI = "ai"
    IT = "it"
    REPORTER = "reporter"
    TASKS = "tasks"
    CLOCK = "clock"

    @property
    def label(self) -> str:
        """The heading of the column."""
        return HEADINGS.get(self, self.value.capitalize())


HEADINGS = MappingProxyType(
    {
        Column.AI: "AI department",
        Column.IT: "IT department",
        Column.REPORTER: "Reported by",
        Column.TASKS: "Open tasks",
        Column.CLOCK: "Next clock",
    }
)

DEFAULT_COLUMNS = tuple(column for column in Column if column not in (Column.REPORTER, Column.TASKS))
"""What is shown where nobody has chosen."""


class Audience(StrEnum):
    """Who may open a saved view beside the person who saved it. What they see there, access decides."""

    PRIVATE = "private"
    OURS = "ours"
    EVERYBODY = "everybody"

    @property
    def label(self) -> str:
        """How the page offers it."""
        return {
            "private": "Only me",
            "ours": "My department or unit",
            "everybody": "Everybody who may open the queue",
        }[self.value]


VIEW_NAME_LENGTH = 60
MOST_VIEWS = 40
"""So many views a person may save."""
