"""Reading quarterly reports, and gathering the packet of a new one."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from incidents.access import COUNTED_IN_REPORTS
from incidents.domain.period import Period, quarter_of
from incidents.models import GENESIS, AuditChain, Organisation, Person, QuarterReport, db
from incidents.queries.figures import Scope, figures_of, zone
from reports import quarterly as q
from reports.packet import Anchor, Named
from reports.packet import Organisation as PrintedOrganisation

OFFERED = 6
"""Quarters that can be asked for on the page: the running one and those before it."""


def gather(period: Period, edition: int, requested_by: Person | None, at: datetime) -> q.QuarterPacket:
    """Everything that the report of a quarter prints, as it stands now."""
    organisation = db.session.get_one(Organisation, 1)
    return q.QuarterPacket(
        kind=q.KIND,
        schema_version=q.VERSION,
        quarter=period.key,
        edition=edition,
        preliminary=not period.ended(at, zone()),
        organisation=PrintedOrganisation(organisation.name, organisation.demo),
        time_zone=organisation.time_zone,
        frozen_at=at,
        requested_by=_named(requested_by),
        figures=figures_of(COUNTED_IN_REPORTS, Scope(period), at),
        before=figures_of(COUNTED_IN_REPORTS, Scope(period.before), at),
        anchor=_anchor(),
    )


def editions(quarter: str) -> int:
    """How many reports of a quarter there are."""
    query = sa.select(sa.func.max(QuarterReport.edition)).where(QuarterReport.quarter == quarter)
    return db.session.scalar(query) or 0


def reports() -> Sequence[QuarterReport]:
    """Every quarterly report, the newest quarter and edition first. There are a handful a year."""
    query = sa.select(QuarterReport).options(joinedload(QuarterReport.requested_by))
    return db.session.scalars(query.order_by(QuarterReport.quarter.desc(), QuarterReport.edition.desc())).all()


def report(quarter: str, edition: int | None = None) -> QuarterReport | None:
    """An edition of a quarter's report, the newest by default."""
    query = sa.select(QuarterReport).where(QuarterReport.quarter == quarter)
    if edition is not None:
        query = query.where(QuarterReport.edition == edition)
    return db.session.scalar(query.order_by(QuarterReport.edition.desc()).limit(1))


def final(quarter: str) -> QuarterReport | None:
    """The newest sealed report of a quarter that was over when it was made."""
    query = sa.select(QuarterReport).where(
        QuarterReport.quarter == quarter, ~QuarterReport.preliminary, QuarterReport.sha256.is_not(None)
    )
    return db.session.scalar(query.order_by(QuarterReport.edition.desc()).limit(1))


def offered(at: datetime) -> list[Period]:
    """The quarters that can be asked for on the page, the running one first."""
    periods = [quarter_of(at.astimezone(zone()).date())]
    while len(periods) < OFFERED:
        periods.append(periods[-1].before)
    return periods


def _named(person: Person | None) -> Named | None:
    return Named(person.name, person.role_title, person.belongs_to) if person else None


def _anchor() -> Anchor:
    chain = db.session.scalar(sa.select(AuditChain).where(AuditChain.incident_id.is_(None)))
    return Anchor(chain.length, chain.head) if chain else Anchor(0, GENESIS)
