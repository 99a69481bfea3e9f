"""A row that fails is logged, and the others are done: one poisoned row does not stop a sweep."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from incidents.delivery import confirmations, obligations
from incidents.delivery.one_by_one import each
from incidents.domain.confirmation import ConfirmationState
from incidents.domain.obligations import Said
from incidents.domain.regimes import QUESTIONS
from incidents.models import Confirmation, Notice, Person, db
from incidents.operations import obligation_questions
from incidents.operations import obligations as deciding
from incidents.queries.obligations import board_of
from tests import factories
from tests.factories import Cast, Clock

LATER = timedelta(days=400)


def failing_once(does: Callable[..., int]) -> Callable[..., int]:
    """The same, but the first call fails in the middle of its work."""
    calls: list[object] = []

    def first_fails(*args: object) -> int:
        calls.append(args)
        if len(calls) == 1:
            raise KeyError("poison")
        return does(*args)

    return first_fails


def test_what_one_row_changed_before_it_failed_is_undone_and_the_others_are_kept(cast: Cast) -> None:
    def rename(number: int) -> int:
        db.session.get_one(Person, number).title = "Done"
        db.session.flush()
        return 1 // (number - cast.ada.id)

    numbers = [cast.ivo.id, cast.ada.id, cast.olu.id]
    assert each(numbers, "row", lambda number: abs(rename(number)) >= 0) == 2
    done = set(db.session.scalars(sa.select(Person.name).where(Person.title == "Done")))
    assert done == {"Ivo", "Olu"}


def test_a_question_that_cannot_lapse_does_not_stop_the_others(
    cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        factories.resolved(cast, clock)
    db.session.execute(sa.update(Confirmation).values(state=ConfirmationState.ASKED))
    db.session.commit()
    monkeypatch.setattr(confirmations, "_lapse", failing_once(confirmations._lapse))
    assert confirmations.lapse_due(lambda: clock() + LATER) == 1
    lapsed = sa.select(sa.func.count()).where(Confirmation.state == ConfirmationState.LAPSED)
    assert db.session.scalar(lapsed) == 1
    assert confirmations.lapse_due(lambda: clock() + LATER) == 1


def test_an_obligation_that_cannot_be_told_of_does_not_stop_the_others(
    cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        incident = factories.accepted(cast, clock)
        said = dict.fromkeys(QUESTIONS, Said.NO) | dict.fromkeys(("eu", "personal_data", "controller"), Said.YES)
        obligation_questions.answer(cast.ari, incident, said, clock())
        obligation = board_of(incident).views[0].obligation
        moments = {deciding.regime_of(obligation).triggers[0].key: incident.reported_at}
        deciding.assess_due(cast.ada, obligation, owner=cast.ari, triggers=moments, rationale="Yes.", at=clock())
    db.session.commit()
    monkeypatch.setattr(obligations, "_remind", failing_once(obligations._remind))
    assert obligations.remind(lambda: clock() + LATER) > 0
    told = sa.select(sa.func.count()).where(Notice.person_id == cast.ada.id, Notice.text.contains("is not sent"))
    assert db.session.scalar(told) == 1
