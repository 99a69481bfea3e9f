"""Reminding of reporting obligations: once when the end comes near, once when it has passed, whatever restarts."""

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from incidents.access import sees
from incidents.delivery.one_by_one import each
from incidents.domain.notices import NoticeKind
from incidents.domain.obligations import ObligationState
from incidents.domain.regimes import CATALOGUE
from incidents.domain.vocabulary import Department
from incidents.models import Incident, Obligation, ObligationStage, Person, db
from incidents.operations.notices import leads_of, tell_all
from incidents.operations.obligations import in_words, path_of
from incidents.queries.obligations import waiting, words_of

WARNED, BREACHED = 1, 2
A_DAY = timedelta(days=1)
"""“At once” has no end in law. A day later people are told that it is still open: our rule, not the law's."""


def remind(clock: Callable[[], datetime]) -> int:
    """Tell owners and leads. Each stage is a transaction of its own. Returns how many notices were news."""
    now = clock()
    return each(_to_remind(now), "stage of a reporting obligation", lambda number: _remind(number, now))


def _to_remind(now: datetime) -> list[int]:
    warned = sa.and_(ObligationStage.reminders == 0, ObligationStage.warn_at <= now)
    breached = sa.and_(ObligationStage.reminders < BREACHED, _passed(now))
    query = sa.select(ObligationStage.id).join(ObligationStage.obligation).join(Obligation.incident)
    query = query.where(waiting(), sa.or_(warned, breached)).order_by(ObligationStage.id)
    return list(db.session.scalars(query))


def _passed(now: datetime) -> sa.ColumnElement[bool]:
    at_once = sa.and_(ObligationStage.due_at.is_(None), ObligationStage.since <= now - A_DAY)
    return sa.or_(ObligationStage.due_at <= now, at_once)


def _remind(number: int, now: datetime) -> int:
    stage = db.session.get_one(ObligationStage, number)
    breach = stage.warn_at is None or (stage.due_at is not None and stage.due_at <= now)
    obligation = stage.obligation
    key = f"obligation:{obligation.id}:{stage.key}:{'breach' if breach else 'warning'}:{_end(stage):%Y%m%d%H%M}"
    told = tell_all(
        _people(obligation, everybody=breach),
        key,
        _sentence(stage, breach),
        kind=NoticeKind.BREACHED if breach else NoticeKind.DUE,
        path=path_of(obligation),
        at=now,
        incident=obligation.incident,
    )
    stage.reminders = BREACHED if breach else WARNED
    return told


def _people(obligation: Obligation, *, everybody: bool) -> list[Person]:
    """The owner; the leads too where no owner sees it (none yet, left, not named), or its end has passed."""
    incident: Incident = obligation.incident
    owner = [obligation.owner] if obligation.owner is not None and sees(obligation.owner, incident) else []
    leads = [lead for department in Department for lead in leads_of(department)] if everybody or not owner else []
    return [person for person in dict.fromkeys([*owner, *leads]) if sees(person, incident)]


def _sentence(stage: ObligationStage, breach: bool) -> str:
    obligation, words = stage.obligation, words_of(stage)
    what = f"{CATALOGUE[obligation.regime].name}, {words.name if words else stage.key}"
    if obligation.state is ObligationState.PROPOSED:
        tense = "ended" if breach else "ends"
        return f"Nobody has decided on {what}. Counted from the detection, its limit {tense} {in_words(_end(stage))}."
    if stage.due_at is None:
        return f"{what} must be sent at once and is still open a day later."
    return f"{what} {'was' if breach else 'is'} due {in_words(stage.due_at)}" + (" and is not sent." if breach else ".")


def _end(stage: ObligationStage) -> datetime:
    end = stage.due_at or stage.since
    assert end is not None, "only stages with an end or a beginning are reminded of"  # noqa: S101
    return end
