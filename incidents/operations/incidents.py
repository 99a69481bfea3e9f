"""Reporting, triage, severity, comments, reopening."""

from datetime import datetime

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.containment import CONTAINMENT, ContainmentVerb
from incidents.domain.correction import CORRECTION, CorrectionVerb
from incidents.domain.errors import Invalid, NotPossibleNow
from incidents.domain.machine import advance
from incidents.domain.phase import Phase
from incidents.domain.reported import ReportedField, clean, refuse_future
from incidents.domain.review import ReviewState
from incidents.domain.severity import lowers
from incidents.domain.triage import TRIAGE, Answer, Triage, TriageVerb
from incidents.domain.vocabulary import DeclineReason, Department, Severity
from incidents.models import Comment, Incident, Mention, Person, System, TriageAnswer, db
from incidents.queries.people import named_in
from incidents.signals import publish


def report(
    actor: Person,
    *,
    title: str,
    what_happened: str,
    system: System,
    at: datetime,
    severity_hint: Severity | None = None,
    prompt: str = "",
    output: str = "",
    affected_people: str = "",
    detected_how: str = "",
    occurred_at: datetime | None = None,
    sources: str = "",
) -> Incident:
    """Report a harmful or non-compliant output. Three fields are enough; all else may be empty."""
    require(actor, Act.REPORT)
    refuse_future(occurred_at, at)
    incident = Incident(
        title=clean(ReportedField.TITLE, title),
        what_happened=clean(ReportedField.WHAT_HAPPENED, what_happened),
        system=system,
        severity_hint=severity_hint,
        prompt=clean(ReportedField.PROMPT, prompt),
        output=clean(ReportedField.OUTPUT, output),
        affected_people=clean(ReportedField.AFFECTED_PEOPLE, affected_people),
        detected_how=clean(ReportedField.DETECTED_HOW, detected_how),
        sources=clean(ReportedField.SOURCES, sources),
        reporter=actor,
        unit_id=actor.unit_id,
        occurred_at=occurred_at,
        detected_at=at,
        reported_at=at,
    )
    _keep(actor, incident, at)
    return incident


def _keep(actor: Person, incident: Incident, at: datetime) -> None:
    """Keep a new incident, which gives it its reference, and tell of it."""
    db.session.add(incident)
    db.session.flush()
    publish(
        events.IncidentReported(
            incident_id=incident.id,
            actor=actor.as_actor(),
            at=at,
            title=incident.title,
            system=incident.system.name,
            severity_hint=incident.severity_hint,
        )
    )


def acknowledge(actor: Person, incident: Incident, at: datetime) -> None:
    """Note that the actor's department has taken notice. Its first act does this; later ones change nothing."""
    department = actor.department
    if department is None or incident.acknowledged_at(department) is not None:
        return
    if department is Department.AI:
        incident.acknowledged_ai_at = at
    else:
        incident.acknowledged_it_at = at
    publish(
        events.DepartmentAcknowledged(incident_id=incident.id, actor=actor.as_actor(), at=at, department=department)
    )


def accept(actor: Person, incident: Incident, at: datetime, severity: Severity | None = None, note: str = "") -> None:
    """Accept the report for the actor's department. When both have, it is an incident."""
    require(actor, Act.TRIAGE, incident)
    _still_in_triage(incident)
    if severity is None and incident.severity is None:
        raise Invalid("severity", "Choose a severity: the first department that accepts rates the harm.")
    acknowledge(actor, incident, at)
    if severity is not None and severity is not incident.severity:
        rate_severity(actor, incident, severity, note, at)
    _answer(actor, incident, Answer.ACCEPT, None, note, at)
    _conclude(actor, incident, at)


def decline(actor: Person, incident: Incident, reason: DeclineReason, explanation: str, at: datetime) -> None:
    """Decline the report for the actor's department. When both leads have, it is closed and never an incident."""
    require(actor, Act.DECLINE, incident)
    _still_in_triage(incident)
    explanation = text.required("explanation", explanation, "an explanation for the person who reported it")
    acknowledge(actor, incident, at)
    _answer(actor, incident, Answer.DECLINE, reason, explanation, at)
    _conclude(actor, incident, at)


def rate_severity(actor: Person, incident: Incident, severity: Severity, reason: str, at: datetime) -> None:
    """Rate the harm. Anyone in triage may raise it; lowering needs a lead, and a reason."""
    require(actor, Act.RATE_SEVERITY, incident)
    refuse_closed(incident)
    reason = text.bounded("reason", reason, text.REASON_LENGTH)
    if lowers(incident.severity, severity):
        require(actor, Act.LOWER_SEVERITY, incident)
        text.required("reason", reason, "a reason: lowering a severity needs one")
    acknowledge(actor, incident, at)
    before, incident.severity = incident.severity, severity
    publish(
        events.SeverityRated(
            incident_id=incident.id,
            actor=actor.as_actor(),
            at=at,
            before=before,
            after=severity,
            reason=reason,
        )
    )


def comment(actor: Person, incident: Incident, body: str, at: datetime) -> Comment:
    """Say something. Everyone who sees the incident can, also once it is closed: “it happened again” is said here.

    Whom the text names is told, when they may see the incident. Others are plain text, and nothing hints at them.
    """
    require(actor, Act.COMMENT, incident)
    said = Comment(incident_id=incident.id, person=actor, text=text.required("text", body, "something to say"), at=at)
    db.session.add(said)
    db.session.flush()
    db.session.add_all(Mention(comment_id=said.id, person_id=person.id) for person in named_in(incident, said.text))
    db.session.flush()
    digest = text.digest(said.text)
    publish(
        events.CommentAdded(incident_id=incident.id, actor=actor.as_actor(), at=at, comment_id=said.id, sha256=digest)
    )
    return said


def reopen(actor: Person, incident: Incident, reason: str, at: datetime) -> None:
    """It happened again. Both tracks go back to assessing; the published report stays until a new one supersedes it."""
    require(actor, Act.REOPEN, incident)
    _refuse_declined(incident)
    if incident.derived_phase() is not Phase.CLOSED:
        raise NotPossibleNow("Only a closed incident can be reopened; this one is still open.")
    reason = text.required("reason", reason, "a reason: what happened again?", text.REASON_LENGTH)
    incident.containment = advance(CONTAINMENT, incident.containment, ContainmentVerb.REOPENED)
    incident.correction = advance(CORRECTION, incident.correction, CorrectionVerb.REOPENED)
    incident.review_state = ReviewState.NONE
    incident.reopened += 1
    incident.closed_at = incident.contained_at = incident.corrected_at = incident.verified_at = None
    publish(events.IncidentReopened(incident_id=incident.id, actor=actor.as_actor(), at=at, reason=reason))


def refuse_closed(incident: Incident) -> None:
    """Closed is read-only. Raises `NotPossibleNow`, naming the way out."""
    _refuse_declined(incident)
    if incident.derived_phase() is Phase.CLOSED:
        raise NotPossibleNow("This incident is closed, so its record is read-only. A lead can reopen it.")


def _refuse_declined(incident: Incident) -> None:
    if incident.triage is Triage.DECLINED:
        raise NotPossibleNow("Both departments declined this report, so its record is read-only. Report it again.")


def _still_in_triage(incident: Incident) -> None:
    if incident.triage is not Triage.REPORTED:
        raise NotPossibleNow(f"Triage is through: both departments {incident.triage.value} this report.")


def _answer(
    actor: Person,
    incident: Incident,
    answer: Answer,
    reason: DeclineReason | None,
    explanation: str,
    at: datetime,
) -> None:
    department = actor.department
    assert department is not None, "access lets only the two departments answer"  # noqa: S101
    row = incident.answer_of(department)
    if row is None:
        row = TriageAnswer(department=department, incident=incident)
        db.session.add(row)
    row.answer, row.reason, row.explanation, row.person, row.at = answer, reason, explanation, actor, at
    db.session.flush()
    said = f"{reason.label}. {explanation}" if reason else explanation
    publish(
        events.TriageAnswered(
            incident_id=incident.id,
            actor=actor.as_actor(),
            at=at,
            department=department,
            answer=answer,
            reason=said,
        )
    )


def _conclude(actor: Person, incident: Incident, at: datetime) -> None:
    answers = {row.answer for row in incident.answers}
    if len(incident.answers) < len(Department) or len(answers) > 1:
        return
    verb = TriageVerb.ACCEPTED if answers == {Answer.ACCEPT} else TriageVerb.DECLINED
    incident.triage = advance(TRIAGE, incident.triage, verb)
    if verb is TriageVerb.DECLINED:
        incident.closed_at = at
        reason = "; ".join(dict.fromkeys(row.reason.label for row in incident.answers if row.reason))
        publish(events.IncidentDeclined(incident_id=incident.id, actor=actor.as_actor(), at=at, reason=reason))
        return
    assert incident.severity is not None, "the first acceptance rated it"  # noqa: S101
    publish(events.IncidentAccepted(incident_id=incident.id, actor=actor.as_actor(), at=at, severity=incident.severity))
