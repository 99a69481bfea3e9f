"""Tables and constraints. Import from here: `from incidents.models import Incident, db`."""

from incidents.models.audit import GENESIS, AuditChain, AuditEntry
from incidents.models.base import Base, UtcDateTime, db
from incidents.models.bulletin import Bulletin, BulletinAcknowledgement, BulletinUnit
from incidents.models.case import CaseResult, CaseRun, ModelEndpoint, ReproductionCase
from incidents.models.classification import IncidentTerm
from incidents.models.decision import Agreement, DecisionPart, Enforcement, JointDecision
from incidents.models.evidence import Evidence
from incidents.models.hold import HoldEntry
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
    "Agreement",
    "AuditChain",
    "AuditEntry",
    "Base",
    "Bulletin",
    "BulletinAcknowledgement",
    "BulletinUnit",
    "CaseResult",
    "CaseRun",
    "Comment",
    "ContributingFactor",
    "DecisionPart",
    "Enforcement",
    "Evidence",
    "HandOver",
    "HoldEntry",
    "Incident",
    "IncidentTerm",
    "JointDecision",
    "ModelEndpoint",
    "Notice",
    "Organisation",
    "OutboxRow",
    "Override",
    "Person",
    "Rendering",
    "ReproductionCase",
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
