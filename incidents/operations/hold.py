"""The evidence hold: supplied by the AI department, sealed by IT, and the gate that it holds shut."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.errors import Invalid, NotPossibleNow
from incidents.domain.hold import GATED, HoldItem, HoldState, digest
from incidents.domain.override import Gate, Shut
from incidents.domain.vocabulary import TaskKind
from incidents.models import Evidence, HoldEntry, Incident, Person, db
from incidents.operations.incidents import acknowledge, refuse_closed
from incidents.operations.overrides import standing
from incidents.signals import publish


def supply(
    actor: Person, incident: Incident, item: HoldItem, *, note: str = "", evidence: Evidence | None = None, at: datetime
) -> HoldEntry:
    """Give IT what only the AI department knows. It settles nothing: IT seals it."""
    require(actor, Act.SUPPLY_FOR_HOLD, incident)
    before = _current(incident, item)
    if before is not None and before.state.settles:
        raise NotPossibleNow(f"{item.label} is {_said(before)} already. IT seals it again if it was wrong.")
    entry = _add(actor, incident, item, HoldState.SUPPLIED, note, evidence, at)
    publish(events.HoldItemSupplied(**_common(actor, entry), sha256=entry.sha256))
    return entry


def seal(
    actor: Person,
    incident: Incident,
    item: HoldItem,
    *,
    note: str = "",
    evidence: Evidence | None = None,
    reason: str = "",
    at: datetime,
) -> HoldEntry:
    """Seal an item: a note, a file of the incident, or both. Without either, what was supplied is sealed as it is.

    What is settled already is sealed again only with a `reason`; the earlier entry stays.
    """
    require(actor, Act.SEAL_EVIDENCE, incident)
    before = _current(incident, item)
    if before is not None and before.state is HoldState.SUPPLIED and not note.strip() and evidence is None:
        note, evidence = before.note, before.evidence
    entry = _add(actor, incident, item, HoldState.SEALED, note, evidence, at, _why_again(before, reason), before)
    file = entry.evidence.name if entry.evidence else ""
    publish(events.HoldItemSealed(**_common(actor, entry), sha256=entry.sha256, file=file, reason=entry.reason))
    _conclude(actor, incident, at, before)
    return entry


def seal_several(
    actor: Person, incident: Incident, notes: Mapping[HoldItem, str], supplied: set[HoldItem], at: datetime
) -> int:
    """Seal every item that has a note, and those of `supplied` as the AI department gave them. Returns how many."""
    require(actor, Act.SEAL_EVIDENCE, incident)
    chosen = [item for item in HoldItem if notes.get(item, "").strip() or item in supplied]
    if not chosen:
        raise Invalid("several", "Nothing is filled in yet. Write a note for at least one item.")
    for item in chosen:
        seal(actor, incident, item, note=notes.get(item, ""), at=at)
    return len(chosen)


def not_applicable(actor: Person, incident: Incident, item: HoldItem, why: str, at: datetime) -> HoldEntry:
    """Say that the system has nothing of this kind, and why. Settles the item."""
    require(actor, Act.SEAL_EVIDENCE, incident)
    before = _current(incident, item)
    why = text.required("why", why, "a reason: why does this not apply?", text.REASON_LENGTH)
    entry = _add(actor, incident, item, HoldState.NOT_APPLICABLE, why, None, at, why if _settled(before) else "")
    publish(events.HoldItemNotApplicable(**_common(actor, entry), sha256=entry.sha256, reason=why))
    _conclude(actor, incident, at, before)
    return entry


def satisfied(incident: Incident) -> bool:
    """Whether every item of the present round is settled."""
    return not missing(incident)


def missing(incident: Incident) -> list[HoldItem]:
    """The items that are not settled in the present round, in the order of the checklist. One query."""
    newest = sa.select(sa.func.max(HoldEntry.id)).where(_here(incident)).group_by(HoldEntry.item)
    settled = sa.select(HoldEntry.item).where(HoldEntry.id.in_(newest), HoldEntry.state != HoldState.SUPPLIED)
    done = set(db.session.scalars(settled))
    return [item for item in HoldItem if item not in done]


def obstacle(incident: Incident) -> str | None:
    """What the hold has against a change of the system, as a sentence; None when it is satisfied or overridden."""
    still = missing(incident)
    if not still or standing(incident, Gate.EVIDENCE_HOLD) is not None:
        return None
    named = ", ".join(item.label.lower() for item in still)
    said = f"The evidence hold comes first. Not sealed yet: {named}. A lead can override it with a reason."
    return Shut(said, Gate.EVIDENCE_HOLD)


def holds_up(incident: Incident, kind: TaskKind) -> str | None:
    """Why work of this kind waits for the hold, or None. Restricting, isolating and sealing never wait."""
    if kind not in GATED:
        return None
    sentence = obstacle(incident)
    return None if sentence is None else Shut(f"{GATED[kind]} {sentence}", Gate.EVIDENCE_HOLD)


def _here(incident: Incident) -> sa.ColumnElement[bool]:
    return sa.and_(HoldEntry.incident_id == incident.id, HoldEntry.round == (incident.reopened or 0))


def _current(incident: Incident, item: HoldItem) -> HoldEntry | None:
    query = sa.select(HoldEntry).where(_here(incident), HoldEntry.item == item).order_by(HoldEntry.id.desc()).limit(1)
    return db.session.scalar(query)


def _settled(entry: HoldEntry | None) -> bool:
    return entry is not None and entry.state.settles


def _said(entry: HoldEntry) -> str:
    return "sealed" if entry.state is HoldState.SEALED else "marked as not applicable"


def _why_again(before: HoldEntry | None, reason: str) -> str:
    if before is None or not before.state.settles:
        return ""
    what = f"a reason: it is {_said(before)} already, so why again?"
    return text.required("reason", reason, what, text.REASON_LENGTH)


def _add(
    actor: Person,
    incident: Incident,
    item: HoldItem,
    state: HoldState,
    note: str,
    evidence: Evidence | None,
    at: datetime,
    reason: str = "",
    before: HoldEntry | None = None,
) -> HoldEntry:
    refuse_closed(incident)
    note = text.bounded("note", note)
    if not note and evidence is None:
        raise Invalid("note", "Give a note or a file: what is sealed?")
    if evidence is not None and evidence.incident_id != incident.id:
        raise Invalid("evidence", "That file belongs to another incident. Choose one of this incident's.")
    acknowledge(actor, incident, at)
    entry = HoldEntry(
        incident=incident,
        round=incident.reopened,
        item=item,
        state=state,
        note=note,
        evidence=evidence,
        sha256=digest(item, note, evidence.sha256 if evidence else None),
        reason=reason,
        by=actor,
        supplied_by=before.by if before is not None and before.state is HoldState.SUPPLIED else None,
        at=at,
    )
    db.session.add(entry)
    db.session.flush()
    return entry


def _conclude(actor: Person, incident: Incident, at: datetime, before: HoldEntry | None) -> None:
    """Say once that the hold is complete: when the last open item was settled, not when one is sealed again."""
    if not _settled(before) and satisfied(incident):
        publish(events.HoldCompleted(incident_id=incident.id, actor=actor.as_actor(), at=at, round=incident.reopened))


def _common(actor: Person, entry: HoldEntry) -> dict[str, Any]:
    return {
        "incident_id": entry.incident_id,
        "actor": actor.as_actor(),
        "at": entry.at,
        "item": entry.item,
        "round": entry.round,
    }
