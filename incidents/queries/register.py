"""Reading the register: the list of systems, and everything that the page of one shows. Incidents only as visible."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from incidents.access import visible_to
from incidents.domain.change import ChangeState
from incidents.domain.phase import Phase
from incidents.domain.readiness import Outcome, Purpose
from incidents.domain.register import Field, Side, fields_of
from incidents.domain.vocabulary import Severity
from incidents.models import ChangeNotice, Incident, Person, Readiness, System, SystemStatement, db
from incidents.queries.paging import Page, after_name, page_of

PAGE = 50
MOST = 20
"""A system's page shows no more assessments and notices than this; older ones stand on the time axis."""


@dataclass(frozen=True)
class SystemRow:
    """A system of the list, and whether it is ready for use (None: nobody ended an assessment)."""

    system: System
    ready: bool | None


@dataclass(frozen=True)
class SystemPage:
    """A system with what a person may see around it. `risk` counts open incidents by severity (None: not rated)."""

    system: System
    ready: bool | None
    assessments: Sequence[Readiness]
    changes: Sequence[ChangeNotice]
    risk: Mapping[Severity | None, int]

    @property
    def assessing(self) -> Readiness | None:
        """The assessment for first use that is under way, if any."""
        return next((row for row in self.assessments if _runs(row)), None)

    @property
    def open_incidents(self) -> int:
        """How many open incidents the person sees."""
        return sum(self.risk.values())

    def missing(self, side: Side) -> list[Field]:
        """What that side has not stated."""
        return [field for field in fields_of(side) if not self.system.stated(field)]


def systems(search: str = "", unit: int | None = None, following: int | None = None) -> Page[SystemRow]:
    """The register by name, with two queries. `search` is part of a name, a purpose, a vendor or a model."""
    query = sa.select(System).order_by(sa.func.lower(System.name), System.id).limit(PAGE + 1).options(*_OWNERS)
    if search:
        wanted = (System.name, System.purpose, System.vendor, System.model)
        query = query.where(sa.or_(*(column.icontains(search, autoescape=True) for column in wanted)))
    if unit is not None:
        query = query.where(System.unit_id == unit)
    if following is not None:
        query = query.where(after_name(System.name, System.id, following))
    found = db.session.scalars(query).all()
    ready = _ready([system.id for system in found])
    rows = [SystemRow(system, ready.get(system.id)) for system in found]
    return page_of(rows, [system.id for system in found], PAGE)


def entry(system: System, person: Person) -> SystemPage:
    """Everything about a system beside its time axis, with the same number of queries however long its history."""
    return SystemPage(
        system=system,
        ready=_ready([system.id]).get(system.id),
        assessments=assessments(system, person),
        changes=_changes(system),
        risk=_risk(system, person),
    )


def assessments(system: System, person: Person) -> Sequence[Readiness]:
    """The newest assessments of a system that a person may see: none of an incident that they may not."""
    query = (
        sa.select(Readiness)
        .outerjoin(Readiness.incident)
        .where(Readiness.system_id == system.id, sa.or_(Readiness.incident_id.is_(None), visible_to(person)))
        .order_by(Readiness.id.desc())
        .limit(MOST)
        .options(joinedload(Readiness.incident), joinedload(Readiness.opened_by), selectinload(Readiness.sign_offs))
    )
    return db.session.scalars(query).all()


def of_system(number: int) -> System | None:
    """A system with its owners and who stated what."""
    query = sa.select(System).where(System.id == number)
    return db.session.scalar(query.options(*_OWNERS, selectinload(System.statements).joinedload(SystemStatement.by)))


_OWNERS: tuple[ExecutableOption, ...] = (
    joinedload(System.unit),
    joinedload(System.owner_for_value),
    joinedload(System.owner_for_safety),
    joinedload(System.owner_for_platform),
)


def _ready(ids: Sequence[int]) -> dict[int, bool]:
    """Whether the newest ended assessment for first use found each system ready. No entry where none ended."""
    ended = sa.and_(Readiness.purpose == Purpose.FIRST_USE, Readiness.outcome != Outcome.OPEN)
    newest = sa.select(sa.func.max(Readiness.id)).where(ended, Readiness.system_id.in_(ids))
    query = sa.select(Readiness.system_id, Readiness.outcome).where(
        Readiness.id.in_(newest.group_by(Readiness.system_id))
    )
    return {system: outcome is Outcome.READY for system, outcome in db.session.execute(query)}


def _changes(system: System) -> Sequence[ChangeNotice]:
    query = sa.select(ChangeNotice).where(
        ChangeNotice.system_id == system.id, ChangeNotice.state != ChangeState.WITHDRAWN
    )
    query = query.order_by(ChangeNotice.effective_at.desc(), ChangeNotice.id.desc()).limit(MOST)
    return db.session.scalars(query.options(selectinload(ChangeNotice.reviews))).all()


def _risk(system: System, person: Person) -> Mapping[Severity | None, int]:
    query = sa.select(Incident.severity, sa.func.count(Incident.id)).where(
        Incident.system_id == system.id, Incident.phase != Phase.CLOSED, visible_to(person)
    )
    found = {row[0]: row[1] for row in db.session.execute(query.group_by(Incident.severity))}
    return {severity: found[severity] for severity in (*Severity, None) if severity in found}


def _runs(row: Readiness) -> bool:
    return row.purpose is Purpose.FIRST_USE and row.outcome is Outcome.OPEN
