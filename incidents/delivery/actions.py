"""Reminders of actions: a week before they are due, on the day, and each week that they are overdue."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from incidents.access import sees
from incidents.delivery.one_by_one import each
from incidents.domain.action import REMIND_BEFORE, TO_DO, reminder
from incidents.domain.notices import NoticeKind
from incidents.models import Action, Incident, Organisation, Person, db
from incidents.operations.notices import leads_of, tell_all

Clock = Callable[[], datetime]


def remind(clock: Clock) -> int:
    """Remind those who have an action to do, and their leads once it is overdue. Returns how many were told.

    Days are those of the organisation's time zone. Each reminder has a key of its own, so nobody hears one twice.
    """
    at = clock()
    organisation = db.session.get(Organisation, 1)
    if organisation is None:
        return 0
    today = at.astimezone(ZoneInfo(organisation.time_zone)).date()
    soon = sa.and_(Action.state.in_(TO_DO), Action.due_on <= today + REMIND_BEFORE)
    due = db.session.scalars(sa.select(Action.id).where(soon).order_by(Action.id)).all()
    return each(due, "reminder of action", lambda number: _remind(number, today, at))


def _remind(number: int, today: date, at: datetime) -> int:
    whole = (joinedload(Action.incident).selectinload(Incident.named), joinedload(Action.owner))
    action = db.session.get_one(Action, number, options=whole)
    which = reminder(action.due_on, today)
    if which is None:
        return 0
    key = f"action:{action.id}:{action.due_on.isoformat()}:{which}"
    text = f"{action.incident.reference}: the action “{action.title}” {_when(action.due_on, today)}."
    kind = NoticeKind.BREACHED if action.due_on < today else NoticeKind.DUE
    path, people = f"/actions/{action.id}", _people(action, today)
    return tell_all(people, key, text, kind=kind, path=path, at=at, incident=action.incident)


def _people(action: Action, today: date) -> list[Person]:
    """Its owner; the leads as well once it is overdue, or when its owner has left or may not see it."""
    owner = [action.owner] if sees(action.owner, action.incident) else []
    leads = leads_of(action.department) if action.due_on < today or not owner else []
    return [person for person in dict.fromkeys([*owner, *leads]) if sees(person, action.incident)]


def _when(due_on: date, today: date) -> str:
    days = (due_on - today).days
    if days > 0:
        return f"is due in {days} {'day' if days == 1 else 'days'}"
    if days == 0:
        return "is due today"
    return f"is overdue by {-days} {'day' if days == -1 else 'days'}"
