"""Telling people: once."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from incidents.models import Notice, db
from incidents.operations import notices
from tests.factories import Cast


def test_the_same_key_is_told_to_a_person_once_and_to_another_person_too(
    cast: Cast, clock: Callable[[], datetime]
) -> None:
    assert notices.tell(cast.ada, "clock:7:breach", "A clock was breached.", path="/incidents/AI-7", at=clock())
    assert not notices.tell(cast.ada, "clock:7:breach", "A clock was breached.", path="/incidents/AI-7", at=clock())
    assert notices.tell(cast.ivo, "clock:7:breach", "A clock was breached.", path="/incidents/AI-7", at=clock())
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Notice)) == 2
