"""Tables and constraints. Import from here: `from incidents.models import Incident, db`."""

from incidents.models.audit import GENESIS, AuditChain, AuditEntry
from incidents.models.base import Base, UtcDateTime, db
from incidents.models.evidence import Evidence
from incidents.models.incident import Comment, Incident, TriageAnswer
from incidents.models.notice import Notice
from incidents.models.organisation import Organisation
from incidents.models.outbox import OutboxRow
from incidents.models.override import Override
from incidents.models.people import Person, Role, SigningIdentity, Unit
from incidents.models.review import (
    Acknowledgement,
    Action,
    ContributingFactor,
    Rendering,
    Review,
    ReviewMark,
    ReviewSection,
)
from incidents.models.system import System
from incidents.models.task import HandOver, Task
from incidents.models.timeline import TimelineEntry

__all__ = [
    "GENESIS",
    "Acknowledgement",
    "Action",
    "AuditChain",
    "AuditEntry",
    "Base",
    "Comment",
    "ContributingFactor",
    "Evidence",
    "HandOver",
    "Incident",
    "Notice",
    "Organisation",
    "OutboxRow",
    "Override",
    "Person",
    "Rendering",
    "Review",
    "ReviewMark",
    "ReviewSection",
    "Role",
    "SigningIdentity",
    "System",
    "Task",
    "TimelineEntry",
    "TriageAnswer",
    "Unit",
    "UtcDateTime",
    "db",
]
