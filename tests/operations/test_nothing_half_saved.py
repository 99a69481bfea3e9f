"""Whatever is refused leaves nothing behind: after the edge has rolled back, every table has as many rows as before."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from incidents.context import Countersign
from incidents.domain.containment import ContainmentVerb
from incidents.domain.correction import CorrectionVerb
from incidents.domain.errors import CountersignError
from incidents.domain.vocabulary import Affiliation, CauseClass, DeclineReason, Lane, Severity, TaskKind
from incidents.models import Base, db
from incidents.operations import (
    enrolment,
    evidence,
    incidents,
    learning,
    people,
    reviews,
    signing,
    tasks,
    timeline,
    tracks,
    waivers,
    writing,
)
from tests import factories
from tests.factories import PASSPHRASE, Cast, Clock


class Scene:
    """An incident whose review is being drafted, a fresh report, and an open task of IT."""

    def __init__(self, cast: Cast, clock: Clock, own: Countersign) -> None:
        self.cast, self.clock, self.own = cast, clock, own
        self.incident = factories.resolved(cast, clock)
        self.review = factories.drafted(cast, clock, self.incident)
        reviews.mark_ready(cast.ada, self.review, clock())
        self.fresh = factories.reported(cast, clock)
        self.task = factories.task(cast, clock, TaskKind.ROLLBACK, self.fresh)
        db.session.commit()


def state() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, so that a changed cell is noticed as well as a row more."""
    return {
        table.name: sorted(tuple(map(str, row)) for row in db.session.execute(sa.select(table)))
        for table in Base.metadata.sorted_tables
    }


Refusal = Callable[[Scene], object]
REFUSED: dict[str, Refusal] = {
    "report without a title": lambda s: factories.reported(s.cast, s.clock, title=""),
    "report that is too long": lambda s: factories.reported(s.cast, s.clock, output="x" * 50_001),
    "accept without a severity": lambda s: incidents.accept(s.cast.ari, s.fresh, s.clock()),
    "accept by Olu": lambda s: incidents.accept(s.cast.olu, s.fresh, s.clock(), Severity.SEV_1),
    "accept with too long a note": lambda s: incidents.accept(
        s.cast.ari, s.fresh, s.clock(), Severity.SEV_1, "x" * 2_001
    ),
    "decline without an explanation": lambda s: incidents.decline(
        s.cast.ada, s.fresh, DeclineReason.DUPLICATE, "", s.clock()
    ),
    "lower the severity as a member": lambda s: incidents.rate_severity(
        s.cast.ari, s.incident, Severity.ISSUE, "Less.", s.clock()
    ),
    "lower the severity without a reason": lambda s: incidents.rate_severity(
        s.cast.ada, s.incident, Severity.ISSUE, "", s.clock()
    ),
    "say nothing": lambda s: incidents.comment(s.cast.olu, s.incident, " ", s.clock()),
    "reopen what is open": lambda s: incidents.reopen(s.cast.ada, s.incident, "Again.", s.clock()),
    "raise a task without a title": lambda s: tasks.raise_task(
        s.cast.ari, s.fresh, kind=TaskKind.ROLLBACK, title=" ", at=s.clock()
    ),
    "give a rollback to Ari": lambda s: tasks.assign(s.cast.ivo, s.task, s.cast.ari, s.clock()),
    "start before triage is through": lambda s: tasks.start(s.cast.iris, s.task, s.clock()),
    "finish what has not started": lambda s: tasks.finish(s.cast.iris, s.task, "Done.", s.clock()),
    "cancel as a member": lambda s: tasks.cancel(s.cast.iris, s.task, "No.", s.clock()),
    "waive without a reason": lambda s: tasks.waive(s.cast.ivo, s.task, "", s.clock()),
    "hand over without a reason": lambda s: tasks.offer_hand_over(
        s.cast.iris, s.task, TaskKind.POLICY_UPDATE, "", s.clock()
    ),
    "accept a hand-over that nobody offered": lambda s: tasks.accept_hand_over(s.cast.ada, s.task, s.clock()),
    "contain what is contained": lambda s: tracks.declare_containment(
        s.cast.ivo, s.incident, ContainmentVerb.CONTAINED, "Sure.", s.clock()
    ),
    "verify before triage": lambda s: tracks.declare_correction(
        s.cast.ada, s.fresh, CorrectionVerb.VERIFIED, "Sure.", s.clock()
    ),
    "add an empty file": lambda s: evidence.add(
        s.cast.olu, s.fresh, name="a", content=b"", store=s.own.store, at=s.clock()
    ),
    "add one good file and one that lies": lambda s: evidence.add_all(
        s.cast.olu, s.fresh, [("a.txt", b"Hello"), ("b.png", b"MZ")], store=s.own.store, at=s.clock()
    ),
    "open a second review": lambda s: reviews.open_review(s.cast.ivo, s.incident, s.clock()),
    "write the other side's section": lambda s: writing.write(
        s.cast.ari, next(x for x in s.review.sections if x.section.owner is s.cast.ivo.department), "x", 1, s.clock()
    ),
    "name a factor without words": lambda s: learning.add_factor(
        s.cast.ari, s.review, CauseClass.DRIFT, " ", s.clock()
    ),
    "mark ready twice": lambda s: reviews.mark_ready(s.cast.ann, s.review, s.clock()),
    "freeze with one mark": lambda s: signing.freeze(s.cast.ada, s.review, s.clock()),
    "sign a draft": lambda s: signing.sign(s.cast.ada, s.review, PASSPHRASE, s.own.store, s.clock()),
    "withdraw a draft": lambda s: signing.void(s.cast.ada, s.review, "No.", s.clock()),
    "waive an open review": lambda s: waivers.waive(s.cast.ada, s.incident, "Nothing.", s.clock()),
    "acknowledge a draft": lambda s: signing.acknowledge(s.cast.lea, s.review, s.clock()),
    "curate as Olu": lambda s: timeline.add(
        s.cast.olu, s.incident, moment=s.clock(), lane=Lane.AI, body="x", at=s.clock()
    ),
    "enrol with a weak passphrase": lambda s: enrolment.enrol(s.cast.ada, "weak", s.own.authority, s.clock()),
    "add a person with an address that is taken": lambda s: people.add_person(
        s.cast.max,
        name="Olu",
        email="olu@example.org",
        password="a long password",
        affiliation=Affiliation.LEADERSHIP,
        at=s.clock(),
    ),
    "move Iris while she has a task": lambda s: people.change_person(
        s.cast.max,
        s.cast.iris,
        affiliation=Affiliation.AI,
        rank=s.cast.iris.rank,
        unit=None,
        administrator=False,
        active=True,
        at=s.clock(),
    ),
}


def test_what_is_refused_leaves_nothing_behind(cast: Cast, clock: Clock, own: Countersign) -> None:
    scene = Scene(cast, clock, own)
    before = state()
    for name, act in REFUSED.items():
        try:
            act(scene)
        except CountersignError:
            db.session.rollback()
        else:
            pytest.fail(f"“{name}” was not refused")
        assert state() == before, name


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_listener_that_fails_takes_the_operation_with_it(
    cast: Cast, clock: Clock, own: Countersign, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Scene(cast, clock, own)
    before = state()

    def fail(*_args: object) -> None:
        raise RuntimeError("the chain cannot be written")

    monkeypatch.setattr("incidents.listeners.audit.link", fail)
    for act in (
        lambda: incidents.comment(cast.olu, scene.incident, "Hello", clock()),
        lambda: factories.reported(cast, clock),
        lambda: tasks.assign(cast.ivo, scene.task, cast.ian, clock()),
    ):
        with pytest.raises(RuntimeError, match="chain cannot be written"):
            act()
        db.session.rollback()
        assert state() == before
