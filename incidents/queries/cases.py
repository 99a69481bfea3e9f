"""Reproduction cases before and after: what a page, a report and the guard of “verified” read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from incidents.domain.case import Purpose, RunState, Verdict
from incidents.models import CaseResult, CaseRun, Incident, ModelEndpoint, ReproductionCase, System, db

RUNS_SHOWN = 30


@dataclass(frozen=True)
class Side:
    """What one version answered. `by` says who or which check judged; `counts` whether it can verify a correction."""

    version: str
    output: str
    verdict: Verdict | None
    by: str
    note: str
    at: datetime
    counts: bool
    run_id: int


@dataclass(frozen=True)
class BeforeAndAfter:
    """A case beside its newest result on the incident's version and on the corrected one."""

    case: ReproductionCase
    before: Side | None
    after: Side | None

    @property
    def state(self) -> str:
        """What stands in the way of “verified”: `passed`, `failed`, `undecided` or `missing`."""
        if self.after is None or not self.after.counts:
            return "missing"
        if self.after.verdict is None:
            return "undecided"
        return "passed" if self.after.verdict is Verdict.PASS else "failed"


def before_and_after(incident: Incident, *, active_only: bool = False) -> list[BeforeAndAfter]:
    """Every case with both sides, by number. Three queries, however many cases and runs there are.

    The corrected version is the one that was run last in the present round; of each case its newest answer counts, if
    that run began after the correction was declared (`incident.corrected_at`).
    """
    cases = cases_of(incident, active_only=active_only)
    before = _sides(incident, Purpose.BEFORE) if cases else {}
    after = _sides(incident, Purpose.AFTER) if cases else {}
    return [BeforeAndAfter(case, before.get(case.id), after.get(case.id)) for case in cases]


def cases_of(incident: Incident, *, active_only: bool = False) -> list[ReproductionCase]:
    """The cases by number."""
    query = sa.select(ReproductionCase).where(ReproductionCase.incident_id == incident.id)
    if active_only:
        query = query.where(ReproductionCase.set_aside_at.is_(None))
    query = query.options(joinedload(ReproductionCase.added_by), joinedload(ReproductionCase.set_aside_by))
    return list(db.session.scalars(query.order_by(ReproductionCase.number)))


@dataclass(frozen=True)
class RunSummary:
    """A run and how far it is."""

    run: CaseRun
    passed: int
    failed: int
    undecided: int
    active: int

    @property
    def given(self) -> int:
        """Results that are there."""
        return self.passed + self.failed + self.undecided

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100."""
        return 100 if self.run.state is RunState.DONE else min(100 * self.given // max(self.active, 1), 100)


@dataclass(frozen=True)
class CasesInBrief:
    """For the overview of an incident: how many cases there are, and how the last run went."""

    active: int
    last: RunSummary | None


def in_brief(incident: Incident) -> CasesInBrief:
    """The cases in two lines. Three queries at most."""
    active = count_active(incident)
    query = sa.select(CaseRun).where(CaseRun.incident_id == incident.id).order_by(CaseRun.id.desc()).limit(1)
    last = db.session.scalar(query)
    return CasesInBrief(active, _summaries([last], active)[0] if last else None)


def runs_of(incident: Incident) -> list[RunSummary]:
    """The newest runs, newest first. Two queries."""
    query = sa.select(CaseRun).where(CaseRun.incident_id == incident.id).order_by(CaseRun.id.desc()).limit(RUNS_SHOWN)
    runs = list(db.session.scalars(query.options(joinedload(CaseRun.started_by), joinedload(CaseRun.endpoint))))
    return _summaries(runs, count_active(incident))


def summary_of(run: CaseRun) -> RunSummary:
    """How far one run is."""
    return _summaries([run], count_active(run.incident))[0]


def results_of(run: CaseRun) -> dict[int, CaseResult]:
    """The results of a run by the id of their case."""
    query = sa.select(CaseResult).where(CaseResult.run_id == run.id)
    query = query.options(joinedload(CaseResult.judged_by), joinedload(CaseResult.given_by))
    return {result.case_id: result for result in db.session.scalars(query)}


def history_of(case: ReproductionCase) -> list[CaseResult]:
    """Every result that a case ever had, newest first, at most a hundred."""
    query = sa.select(CaseResult).where(CaseResult.case_id == case.id).order_by(CaseResult.id.desc()).limit(100)
    options = (joinedload(CaseResult.run).joinedload(CaseRun.endpoint), joinedload(CaseResult.judged_by))
    return list(db.session.scalars(query.options(*options)))


def count_active(incident: Incident) -> int:
    """How many cases are run."""
    query = sa.select(sa.func.count()).select_from(ReproductionCase)
    where = (ReproductionCase.incident_id == incident.id, ReproductionCase.set_aside_at.is_(None))
    return db.session.scalar(query.where(*where)) or 0


def endpoints_of(system: System) -> list[ModelEndpoint]:
    """The endpoints of a system that can be asked, by name."""
    query = sa.select(ModelEndpoint).where(ModelEndpoint.system_id == system.id, ModelEndpoint.active)
    return list(db.session.scalars(query.order_by(ModelEndpoint.name)))


def all_endpoints() -> list[ModelEndpoint]:
    """Every endpoint, by system and name."""
    query = sa.select(ModelEndpoint).join(System).options(joinedload(ModelEndpoint.system))
    return list(db.session.scalars(query.order_by(System.name, ModelEndpoint.name)))


def version_labels(incident: Incident) -> list[str]:
    """Labels of versions that this incident's runs used, newest first: to choose again instead of typing anew."""
    query = sa.select(CaseRun.version).where(CaseRun.incident_id == incident.id).group_by(CaseRun.version)
    return list(db.session.scalars(query.order_by(sa.func.max(CaseRun.id).desc()).limit(20)))


def _sides(incident: Incident, purpose: Purpose) -> dict[int, Side]:
    where = [CaseRun.incident_id == incident.id, CaseRun.purpose == purpose]
    if purpose is Purpose.AFTER:
        where.append(CaseRun.round == (incident.reopened or 0))
        last = sa.select(CaseRun.version).where(*where).order_by(CaseRun.id.desc()).limit(1).scalar_subquery()
        where.append(CaseRun.version == last)
    newest = sa.select(sa.func.max(CaseResult.id)).join(CaseRun).where(*where).group_by(CaseResult.case_id)
    query = (
        sa.select(CaseResult)
        .where(CaseResult.id.in_(newest))
        .options(joinedload(CaseResult.run), joinedload(CaseResult.case), joinedload(CaseResult.judged_by))
    )
    return {result.case_id: side_of(result, incident) for result in db.session.scalars(query)}


def side_of(result: CaseResult, incident: Incident) -> Side:
    """A result as one half of the comparison."""
    since = incident.corrected_at
    return Side(
        version=result.run.version,
        output=result.output,
        verdict=result.verdict,
        by=judged_how(result),
        note=result.judged_note,
        at=result.at,
        counts=since is not None and result.run.started_at >= since and result.run.round == (incident.reopened or 0),
        run_id=result.run_id,
    )


def judged_how(result: CaseResult) -> str:
    """Who or what gave the verdict, in words."""
    if result.judged_by is not None:
        overruled = result.checked is not None and result.checked is not result.judged
        return result.judged_by.name + (", against the check" if overruled else "")
    if result.checked is None:
        return ""
    return f"Check: {result.case.check_kind.label} “{result.case.value}”"


def _summaries(runs: Sequence[CaseRun], active: int) -> list[RunSummary]:
    verdict = sa.func.coalesce(
        sa.type_coerce(CaseResult.judged, sa.String), sa.type_coerce(CaseResult.checked, sa.String), ""
    )
    query = sa.select(CaseResult.run_id, verdict, sa.func.count()).where(CaseResult.run_id.in_([r.id for r in runs]))
    counted = {(row[0], row[1] or ""): row[2] for row in db.session.execute(query.group_by(CaseResult.run_id, verdict))}
    return [
        RunSummary(
            run,
            counted.get((run.id, "pass"), 0),
            counted.get((run.id, "fail"), 0),
            counted.get((run.id, ""), 0),
            active,
        )
        for run in runs
    ]
