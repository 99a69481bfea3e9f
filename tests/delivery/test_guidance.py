"""Reminders of guidance: after a week, once, and only where nobody of the unit has answered."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from incidents.delivery.guidance import PATIENCE, remind_units
from incidents.delivery.sweeps import SWEEPS
from incidents.models import Bulletin, Notice, db
from incidents.operations import bulletins
from tests.factories import Cast

Clock = Callable[[], datetime]


def published(cast: Cast, at: datetime, **fields: Any) -> Bulletin:
    given: dict[str, Any] = {"title": "Check refunds", "body": "Look.", "system": None, "units": [], "for_all": True}
    made = bulletins.draft(cast.ari, **given | fields, at=at)
    bulletins.publish_bulletin(cast.ada, made, at)
    db.session.commit()
    return made


def reminded() -> list[tuple[int, str]]:
    query = sa.select(Notice.person_id, Notice.text).where(Notice.text.startswith("Still to acknowledge"))
    return [(person, text) for person, text in db.session.execute(query.order_by(Notice.id))]


def test_who_has_not_answered_after_a_week_is_reminded_once(cast: Cast, clock: Clock) -> None:
    published(cast, clock())
    early = clock() + PATIENCE - timedelta(hours=1)
    assert remind_units(lambda: early) == 0
    late = clock() + PATIENCE
    assert remind_units(lambda: late) == 2
    assert remind_units(lambda: late) == 0
    assert reminded() == [
        (cast.olu.id, "Still to acknowledge for Customer Operations: “Check refunds”"),
        (cast.sam.id, "Still to acknowledge for Property: “Check refunds”"),
    ]


def test_a_unit_that_answered_is_left_in_peace(cast: Cast, clock: Clock) -> None:
    bulletins.acknowledge(cast.olu, published(cast, clock()), clock())
    published(cast, clock(), title="For one unit", units=[cast.olu.unit], for_all=False)
    bulletins.withdraw(cast.ada, published(cast, clock(), title="Gone"), "Wrong.", clock())
    cast.sam.active = False
    db.session.commit()
    late = clock() + PATIENCE
    assert remind_units(lambda: late) == 1
    assert [text for _, text in reminded()] == ["Still to acknowledge for Customer Operations: “For one unit”"]


def test_the_worker_reminds() -> None:
    assert remind_units in SWEEPS
