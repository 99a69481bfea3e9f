"""Reading reporting obligations: of one incident, of all that a person may see, and for the report."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from incidents.access import visible_to
from incidents.domain.obligations import ObligationState, Said
from incidents.domain.regimes import CATALOGUE, QUESTIONS, Regime, Stage
from incidents.domain.triage import Triage
from incidents.models import (
    Evidence,
    Incident,
    Obligation,
    ObligationAnswers,
    ObligationReport,
    ObligationStage,
    Person,
    db,
)

PAGE = 50
HOME = 20
soonest_end = sa.func.coalesce(ObligationStage.due_at, ObligationStage.since)
ORDER = {key: position for position, key in enumerate(CATALOGUE)}


@dataclass(frozen=True)
class StageView:
    """A stage as pages show it: its words from the catalogue, its row, and what was sent for it."""

    words: Stage
    row: ObligationStage
    reports: list[ObligationReport]

    @property
    def sent_at(self) -> datetime | None:
        """When it was sent last."""
        return self.reports[-1].sent_at if self.reports else None

    def overdue(self, now: datetime) -> bool:
        """Whether its end has passed and it is still open."""
        return self.row.open and self.row.due_at is not None and self.row.due_at < now

    def near(self, now: datetime) -> bool:
        """Whether its end is so near that people are warned."""
        return self.row.open and self.row.warn_at is not None and self.row.warn_at <= now


@dataclass(frozen=True)
class ObligationView:
    """An obligation with its regime and its stages in order."""

    obligation: Obligation
    regime: Regime
    stages: list[StageView]

    @property
    def next(self) -> StageView | None:
        """The open stage that is due first; those without an end come after those with one."""
        waiting = [stage for stage in self.stages if stage.row.open and not stage.words.optional]
        dated = [stage for stage in waiting if stage.row.due_at or stage.row.since]
        return min(dated, key=_soonest) if dated else next(iter(waiting), None)

    @property
    def undecided(self) -> bool:
        """Whether it is proposed and nobody has decided on it."""
        return self.obligation.state is ObligationState.PROPOSED and self.obligation.proposed


@dataclass(frozen=True)
class Board:
    """The obligations of an incident that stand on its list, and the newest answers."""

    views: list[ObligationView]
    answers: ObligationAnswers | None

    def in_state(self, state: ObligationState) -> list[ObligationView]:
        """Those that are assessed like this."""
        return [view for view in self.views if view.obligation.state is state]

    @property
    def next(self) -> list[tuple[ObligationView, StageView]]:
        """The next stage of each obligation that is due, the soonest first."""
        pairs = [(view, view.next) for view in self.in_state(ObligationState.DUE)]
        return sorted([(view, stage) for view, stage in pairs if stage], key=lambda pair: _soonest(pair[1]))


def board_of(incident: Incident) -> Board:
    """Everything on the list of an incident. Three queries, however much it is."""
    query = sa.select(Obligation).where(Obligation.incident_id == incident.id)
    query = query.where(sa.or_(Obligation.proposed, Obligation.state != ObligationState.PROPOSED))
    rows = db.session.scalars(
        query.options(
            joinedload(Obligation.owner),
            joinedload(Obligation.decided_by),
            selectinload(Obligation.stages),
            selectinload(Obligation.reports).joinedload(ObligationReport.proof),
        )
    )
    views = [view_of(row) for row in rows]
    return Board(sorted(views, key=lambda view: ORDER[view.regime.key]), newest_answers(incident))


def view_of(obligation: Obligation) -> ObligationView:
    """An obligation with the words of the catalogue beside its rows."""
    regime = CATALOGUE[obligation.regime]
    given = [report for report in obligation.reports if report.retracted_at is None]
    stages = []
    for row in obligation.stages:
        words = regime.stage(row.key, obligation.variant)
        if words is not None:
            stages.append(StageView(words, row, [report for report in given if report.stage == row.key]))
    return ObligationView(obligation, regime, stages)


def newest_answers(incident: Incident) -> ObligationAnswers | None:
    """The answers that count, if the questions were ever answered."""
    query = sa.select(ObligationAnswers).where(ObligationAnswers.incident_id == incident.id)
    query = query.options(joinedload(ObligationAnswers.by)).order_by(ObligationAnswers.version.desc())
    return db.session.scalar(query.limit(1))


def answers_to_begin_with(incident: Incident) -> dict[str, Said]:
    """The newest answers; before the first, what was said about us and the place for the same system before.

    Never what was said of a restricted incident.
    """
    own = newest_answers(incident)
    if own is not None:
        return said(own)
    query = sa.select(ObligationAnswers).join(Incident, Incident.id == ObligationAnswers.incident_id)
    elsewhere = (Incident.system_id == incident.system_id, Incident.id != incident.id, ~Incident.restricted)
    query = query.where(*elsewhere)
    before = db.session.scalar(query.order_by(ObligationAnswers.id.desc()).limit(1))
    lasting = {key for key, question in QUESTIONS.items() if question.group in ("Where", "What we are")}
    return {key: word for key, word in said(before).items() if key in lasting} if before else {}


def said(answers: ObligationAnswers) -> dict[str, Said]:
    """The answers as words. A question that came into the catalogue later has none."""
    return {key: Said(word) for key, word in json.loads(answers.answers).items()}


def unassessed(incident: Incident) -> list[str]:
    """What keeps a review from being ready: each regime that is proposed and on which nobody has decided."""
    query = sa.select(Obligation.regime).where(
        Obligation.incident_id == incident.id, Obligation.proposed, Obligation.state == ObligationState.PROPOSED
    )
    names = sorted(db.session.scalars(query), key=lambda key: ORDER[key])
    return [
        f"Nobody has decided whether {CATALOGUE[key].name} applies: a lead assesses it as due or not applicable."
        for key in names
    ]


@dataclass(frozen=True)
class DuePage:
    """Open stages over many incidents, the soonest end first. `following` asks for the next page."""

    stages: list[ObligationStage]
    following: int | None


def due_for(person: Person, after: int | None = None, size: int = PAGE) -> DuePage:
    """The open stages of incidents that a person may see, the soonest end first, a page at a time."""
    query = _stages(person)
    if after is not None:
        start = sa.select(soonest_end).where(ObligationStage.id == after).scalar_subquery()
        query = query.where(sa.or_(soonest_end > start, sa.and_(soonest_end == start, ObligationStage.id > after)))
    rows = list(db.session.scalars(query.limit(size + 1)))
    return DuePage(rows[:size], rows[size - 1].id if len(rows) > size else None)


def _stages(person: Person) -> sa.Select[ObligationStage]:
    query = sa.select(ObligationStage).join(ObligationStage.obligation).join(Obligation.incident)
    query = query.where(visible_to(person), waiting(), soonest_end.is_not(None)).order_by(
        soonest_end, ObligationStage.id
    )
    of_stage = contains_eager(ObligationStage.obligation)
    return query.options(of_stage.contains_eager(Obligation.incident), of_stage.joinedload(Obligation.owner))


def waiting() -> sa.ColumnElement[bool]:
    """Stages that somebody must still send, or on which nobody has decided, of incidents that were not declined."""
    undecided = sa.and_(Obligation.state == ObligationState.PROPOSED, Obligation.proposed)
    return sa.and_(
        ObligationStage.open,
        ObligationStage.optional.is_(False),
        sa.or_(Obligation.state == ObligationState.DUE, undecided),
        Incident.triage != Triage.DECLINED,
    )


def urgent_for(person: Person, now: datetime) -> list[ObligationStage]:
    """What a person is warned of on their home page: what they own, and for leads everything; the soonest first."""
    near = sa.or_(ObligationStage.warn_at <= now, ObligationStage.since <= now)
    mine = sa.true() if person.is_lead else Obligation.owner_id == person.id
    return list(db.session.scalars(_stages(person).where(near, mine).limit(HOME)))


def evidence_of(incident: Incident) -> list[Evidence]:
    """The files of an incident that can be the proof of a report, the newest first."""
    query = sa.select(Evidence).where(Evidence.incident_id == incident.id).order_by(Evidence.id.desc())
    return list(db.session.scalars(query))


def words_of(stage: ObligationStage) -> Stage | None:
    """What the catalogue says of a stage."""
    return CATALOGUE[stage.obligation.regime].stage(stage.key, stage.obligation.variant)


def _soonest(stage: StageView) -> tuple[bool, datetime]:
    moment = stage.row.due_at or stage.row.since
    return (moment is None, moment or datetime.max.replace(tzinfo=UTC))
