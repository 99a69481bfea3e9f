"""Quarterly reports: asked for by a person or the command line, frozen at once, sealed by the worker."""

from datetime import datetime
from typing import Any

from incidents.access import Act, require
from incidents.domain import events
from incidents.domain.errors import Invalid, NotPossibleNow
from incidents.domain.period import Period, named
from incidents.models import Person, QuarterReport, db
from incidents.queries.figures import zone
from incidents.queries.quarters import editions, gather, report
from incidents.signals import publish
from incidents.storage import Store


def request(actor: Person, quarter: str, at: datetime) -> QuarterReport:
    """Freeze the figures of a quarter and ask the worker for their PDF. Of a running quarter it is preliminary."""
    require(actor, Act.REQUEST_QUARTER)
    return _freeze(_period(quarter, at), actor, at)


def request_by_command(quarter: str, at: datetime) -> QuarterReport:
    """The same for the command line: whoever reaches it runs the house, so nobody is asked for a right."""
    return _freeze(_period(quarter, at), None, at)


def record_sealed(kept: QuarterReport, pdf: bytes, store: Store, at: datetime) -> None:
    """Keep the sealed file. A second time changes nothing."""
    if kept.sha256 is not None:
        return
    kept.sha256, kept.size, kept.sealed_at = store.put(pdf), len(pdf), at
    kept.percent, kept.step, kept.error = 100, "Sealed", ""
    publish(events.QuarterSealed(**_common(kept), actor=events.SYSTEM, at=at, sha256=kept.sha256))


def _freeze(period: Period, actor: Person | None, at: datetime) -> QuarterReport:
    from reports.quarterly import digest, to_json

    packet = gather(period, editions(period.key) + 1, actor, at)
    frozen = QuarterReport(
        quarter=period.key,
        edition=packet.edition,
        preliminary=packet.preliminary,
        requested_by=actor,
        requested_at=at,
        packet=to_json(packet).decode(),
        digest=digest(packet),
    )
    db.session.add(frozen)
    db.session.flush()
    who = actor.as_actor() if actor else events.SYSTEM
    publish(
        events.QuarterRequested(
            **_common(frozen), actor=who, at=at, preliminary=frozen.preliminary, sha256=frozen.digest
        )
    )
    return frozen


def _period(quarter: str, at: datetime) -> Period:
    period = named(quarter)
    if not period.is_quarter:
        raise Invalid("quarter", "Name a quarter such as 2026-Q3.")
    if not period.begun(at, zone()):
        raise Invalid("quarter", f"{period.label} has not begun.")
    newest = report(period.key)
    if newest is not None and newest.waiting:
        raise NotPossibleNow(f"A report of {period.label} is being made. Wait for it.")
    return period


def _common(kept: QuarterReport) -> dict[str, Any]:
    return {"report_id": kept.id, "quarter": kept.quarter, "edition": kept.edition}
