"""Who is told what when something happened: one table. Whoever watches the incident is told of the rest.

The actor is never told of their own act, and nobody twice of the same: who was told by the table is no watcher then.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from incidents.access import sees
from incidents.domain import events
from incidents.domain.events import Event
from incidents.domain.notices import NoticeKind as Kind
from incidents.listeners import recipients as to
from incidents.models import Incident, Person, db
from incidents.operations import watching
from incidents.operations.notices import tell_all


@dataclass(frozen=True)
class Telling:
    """Whom an event is told, as what, in which words and leading where. `{e}` is the event, `{i}` the incident."""

    kind: Kind
    to: Callable[[Any, Incident], Sequence[Person]]
    says: str
    path: str = "/incidents/{i.reference}"


_TASK, _REVIEW, _REPORT = "/tasks/{e.task_id}", "/incidents/{i.reference}/review", "/reports/{i.reference}"
_FIX, _ACTION = "/incidents/{i.reference}#confirmation", "/actions/{e.action_id}"
_ACTIVITY, _OVERRIDES = "/incidents/{i.reference}#activity", "/incidents/{i.reference}/decisions#overrides"
_CORRECTED = "/incidents/{i.reference}/report/corrections#correction-{e.correction}"
LONGEST = 400
"""Characters of a notice; what is longer stands on the page that it leads to."""

TOLD: Mapping[type[Event], tuple[Telling, ...]] = {
    events.IncidentReported: (
        Telling(Kind.DECISION, to.all_leads, "{e.actor.name} reported “{e.title}”. It waits for triage."),
    ),
    events.IncidentAccepted: (Telling(Kind.ANSWERED, to.reporter, "both departments accepted your report."),),
    events.IncidentDeclined: (
        Telling(Kind.ANSWERED, to.reporter, "both departments declined your report. Read why, and what to do."),
    ),
    events.IncidentReopened: (Telling(Kind.ANSWERED, to.reporter, "{e.actor.name} reopened your incident."),),
    events.ReportCorrected: (
        Telling(Kind.ANSWERED, to.reporter, "{e.actor.name} corrected what you reported: {e.fields}.", _CORRECTED),
    ),
    events.CommentAdded: (
        Telling(
            Kind.MENTIONED,
            to.mentioned,
            "{e.actor.name} mentioned you in a comment.",
            _ACTIVITY,
        ),
    ),
    events.TaskAssigned: (Telling(Kind.ASSIGNED, to.assignee, "{e.actor.name} gave you {e.work}.", _TASK),),
    events.TaskReleased: (Telling(Kind.ASSIGNED, to.assignee, "{e.actor.name} took {e.work} back from you.", _TASK),),
    events.HandOverOffered: (
        Telling(Kind.DECISION, to.leads_across_owner, "{e.actor.name} offers you {e.work}: {e.reason}", _TASK),
    ),
    events.HandOverAccepted: (
        Telling(Kind.ANSWERED, to.giver, "{e.actor.name} accepted {e.work}, which you handed over.", _TASK),
    ),
    events.HandOverSentBack: (
        Telling(Kind.ANSWERED, to.giver, "{e.actor.name} sent {e.work} back: {e.reason}", _TASK),
    ),
    events.GateOverridden: (
        Telling(
            Kind.DECISION,
            to.leads_across,
            "{e.actor.name} {e.sentence}. Acknowledge it.",
            _OVERRIDES,
        ),
    ),
    events.FixConfirmed: (Telling(Kind.ANSWERED, to.all_leads, "{e.actor.name} says that the fix holds.", _FIX),),
    events.FixRefuted: (Telling(Kind.DECISION, to.all_leads, "{e.actor.name} says that the fix does NOT hold.", _FIX),),
    events.ConfirmationLapsed: (
        Telling(
            Kind.ANSWERED,
            to.all_leads,
            "{e.unit} has not said whether the fix holds; you may go on without it.",
            _FIX,
        ),
    ),
    events.ReviewMarkedReady: (
        Telling(
            Kind.DECISION, to.leads_not_ready, "{e.actor.name} marked the review ready. It waits for you.", _REVIEW
        ),
    ),
    events.ReportSealed: (
        Telling(Kind.DECISION, to.all_leads, "the report is sealed and waits for a lead of each department.", _REVIEW),
    ),
    events.ReviewPublished: (
        Telling(Kind.PUBLISHED, to.leadership, "the countersigned report is published.", _REPORT),
        Telling(Kind.ANSWERED, to.reporter, "your incident is closed, and its report is published.", _REPORT),
    ),
    events.ReviewWaived: (
        Telling(Kind.ANSWERED, to.reporter, "your incident is closed. Both departments waived a review."),
    ),
    events.ActionAssigned: (
        Telling(Kind.ASSIGNED, to.new_owner, "{e.actor.name} gave you the action “{e.title}”.", _ACTION),
    ),
    events.ActionDropProposed: (
        Telling(
            Kind.DECISION,
            to.leads_across_actor,
            "{e.actor.name} proposes to drop the action “{e.title}”: {e.reason}",
            _ACTION,
        ),
    ),
}
"""What is not here is told by the operation that knows more than its event: joint decisions and changes say whose half
lacks; clocks, obligations and actions remind by time; guidance goes to units."""

WATCHED = Telling(Kind.WATCHED, to.watchers, "{e.actor.name} {e.sentence}.", _ACTIVITY)
NOT_FOR_WATCHERS = (events.ClockBreached,)
"""A breach goes up its own line, see `operations/escalation.py`."""


def tell(event: Event) -> None:
    """Tell everybody whom this event concerns, in the transaction of the operation."""
    incident = db.session.get(Incident, event.incident_id) if event.incident_id is not None else None
    if incident is None:
        return
    told = {event.actor.id}
    for telling in TOLD.get(type(event), ()):
        told |= _tell(telling, event, incident, told)
    if (event.milestone or isinstance(event, events.CommentAdded)) and not isinstance(event, NOT_FOR_WATCHERS):
        _tell(WATCHED, event, incident, told)


def watch(event: Event) -> None:
    """Who acts on an incident, or reports it, watches it from then on."""
    if event.incident_id is not None and event.actor.id is not None:
        watching.begin(event.incident_id, event.actor.id, event.at)


def _tell(telling: Telling, event: Event, incident: Incident, told: set[int | None]) -> set[int | None]:
    people = [one for one in telling.to(event, incident) if one.active and one.id not in told and sees(one, incident)]
    said, path = (words.format(e=event, i=incident) for words in (telling.says, telling.path))
    text = shorten(f"{incident.reference}: {said}", LONGEST, placeholder=" …")
    tell_all(people, _key(event), text, kind=telling.kind, path=path, at=event.at, incident=incident)
    return {one.id for one in people}


def _key(event: Event) -> str:
    """The same for the same event, whoever asks: its name, its moment and what it says."""
    content = json.dumps([event.actor.id, event.payload()], sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(content.encode(errors="replace")).hexdigest()[:16]
    return f"{type(event).__name__}:{event.incident_id}:{event.at:%Y%m%d%H%M%S%f}:{digest}"
