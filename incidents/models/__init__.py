"""Tables and constraints. Import from here: `from incidents.models import Incident, db`."""

from incidents.models.action import Action, review_action
from incidents.models.audit import GENESIS, AuditChain, AuditEntry
from incidents.models.base import Base, UtcDateTime, db
from incidents.models.bulletin import Bulletin, BulletinAcknowledgement, BulletinUnit
from incidents.models.case import CaseResult, CaseRun, ModelEndpoint, ReproductionCase
from incidents.models.change import ChangeNotice, ChangeReview, CrossedBoundary, SuspectedChange
from incidents.models.classification import IncidentTerm
from incidents.models.clock import Clock, ClockPause, ClockStep, ClosedDay, Target, WorkCalendar
from incidents.models.confirmation import Confirmation
from incidents.models.cost import CostEntry
from incidents.models.decision import Agreement, DecisionPart, Enforcement, JointDecision
from incidents.models.evidence import Evidence
from incidents.models.hold import HoldEntry
from incidents.models.incident import Comment, Incident, TriageAnswer
from incidents.models.notice import Digest, Notice, NoticeChoice
from incidents.models.obligation import (
    Obligation,
    ObligationAnswers,
    ObligationDraft,
    ObligationReport,
    ObligationStage,
    ObligationTrigger,
)
from incidents.models.organisation import Organisation
from incidents.models.outbox import OutboxRow
from incidents.models.override import Override
from incidents.models.people import Person, RevocationList, Role, SigningIdentity, Unit
from incidents.models.playbook import Playbook, PlaybookAcceptance, PlaybookTask
from incidents.models.preview import ReviewPreview
from incidents.models.quarter import QuarterReport
from incidents.models.readiness import Readiness, ReadinessFinding, ReadinessSignOff
from incidents.models.relation import Relation
from incidents.models.report_correction import ReportCorrection
from incidents.models.restriction import Named, Restriction
from incidents.models.review import (
    Acknowledgement,
    ContributingFactor,
    Rendering,
    Review,
    ReviewMark,
    ReviewSection,
)
from incidents.models.saved_view import SavedView
from incidents.models.search import SearchEntry
from incidents.models.section_talk import SectionComment, SectionSuggestion
from incidents.models.system import System, SystemStatement
from incidents.models.task import HandOver, Task
from incidents.models.timeline import TimelineEntry
from incidents.models.watch import Mention, Watch

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
    "ChangeNotice",
    "ChangeReview",
    "Clock",
    "ClockPause",
    "ClockStep",
    "ClosedDay",
    "Comment",
    "Confirmation",
    "ContributingFactor",
    "CostEntry",
    "CrossedBoundary",
    "DecisionPart",
    "Digest",
    "Enforcement",
    "Evidence",
    "HandOver",
    "HoldEntry",
    "Incident",
    "IncidentTerm",
    "JointDecision",
    "Mention",
    "ModelEndpoint",
    "Named",
    "Notice",
    "NoticeChoice",
    "Obligation",
    "ObligationAnswers",
    "ObligationDraft",
    "ObligationReport",
    "ObligationStage",
    "ObligationTrigger",
    "Organisation",
    "OutboxRow",
    "Override",
    "Person",
    "Playbook",
    "PlaybookAcceptance",
    "PlaybookTask",
    "QuarterReport",
    "Readiness",
    "ReadinessFinding",
    "ReadinessSignOff",
    "Relation",
    "Rendering",
    "ReportCorrection",
    "ReproductionCase",
    "Restriction",
    "Review",
    "ReviewMark",
    "ReviewPreview",
    "ReviewSection",
    "RevocationList",
    "Role",
    "SavedView",
    "SearchEntry",
    "SectionComment",
    "SectionSuggestion",
    "SigningIdentity",
    "SuspectedChange",
    "System",
    "SystemStatement",
    "Target",
    "Task",
    "TimelineEntry",
    "TriageAnswer",
    "Unit",
    "UtcDateTime",
    "Watch",
    "WorkCalendar",
    "db",
    "review_action",
]
