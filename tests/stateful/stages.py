"""Where a walk may begin: incidents brought to every stage once, through the real operations, and committed.

Each walk then plays on one of them and is taken back, so that the walking is tested and not the way to its start.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from incidents.context import Countersign
from incidents.domain.containment import ContainmentVerb
from incidents.domain.joint import ControlKind, parts_of
from incidents.domain.vocabulary import Affiliation, Department, Rank, Severity, TaskKind
from incidents.models import Incident, Person, Rendering, db
from incidents.operations import decisions, people, reviews, signing, tasks, tracks, waivers
from incidents.storage import Store
from tests import factories
from tests.conftest import settings_of, ticking
from tests.factories import PASSPHRASE, PASSWORD, Cast

EARLY = ("reported", "accepted", "proposed", "decided", "enforced", "contained")
STARTS = (*EARLY, "resolved", "half waived", "drafted", "frozen", "sealed", "half signed")

Clock = Callable[[], datetime]


def stage(
    cast: Cast, own: Countersign, sealed_pdf: bytes, starts: Sequence[str] = STARTS
) -> dict[tuple[str, bool], int]:
    """The ids of committed incidents by where they stand, and whether they are grave (SEV-1) or not (SEV-3)."""
    clock = ticking(datetime(2026, 8, 1, 8, 0, tzinfo=UTC))
    cast.zoe = _who_has_left(cast, clock)
    staged = {
        (start, grave): _staged(start, Severity.SEV_1 if grave else Severity.SEV_3, cast, own, sealed_pdf, clock).id
        for start in starts
        for grave in (False, True)
    }
    db.session.commit()
    return staged


def _who_has_left(cast: Cast, clock: Clock) -> Person:
    """Zoe, who led the AI department once."""
    zoe = people.add_person(
        cast.max,
        name="Zoe",
        email="zoe@example.org",
        password=PASSWORD,
        affiliation=Affiliation.AI,
        rank=Rank.LEAD,
        unit=None,
        at=clock(),
    )
    people.change_person(
        cast.max,
        zoe,
        affiliation=Affiliation.AI,
        rank=Rank.LEAD,
        unit=None,
        administrator=False,
        active=False,
        at=clock(),
    )
    return zoe


def _staged(start: str, severity: Severity, cast: Cast, own: Countersign, sealed_pdf: bytes, clock: Clock) -> Incident:
    if start in EARLY:
        return _early(start, severity, cast, clock)
    incident = factories.resolved(cast, clock, severity)
    if start == "half waived" and severity is Severity.SEV_3:
        waivers.waive(cast.ada, incident, "Nothing new.", clock())
    if start in ("resolved", "half waived"):
        return incident
    review = factories.drafted(cast, clock, incident)
    if start in ("frozen", "sealed", "half signed"):
        for lead in (cast.ada, cast.ivo):
            reviews.mark_ready(lead, review, clock())
        signing.freeze(cast.ivo, review, clock())
    if start in ("sealed", "half signed"):
        signing.record_sealed(review, sealed_pdf, own.store, clock())
    if start == "half signed":
        signing.sign(cast.ada, review, PASSPHRASE, own.store, clock())
    return incident


def _early(start: str, severity: Severity, cast: Cast, clock: Clock) -> Incident:
    incident = factories.reported(cast, clock) if start == "reported" else factories.accepted(cast, clock, severity)
    if start == "contained":
        factories.done(cast, clock, TaskKind.ROLLBACK, incident)
        tracks.declare_containment(cast.ivo, incident, ContainmentVerb.CONTAINED, "Watched.", clock())
    if start in ("proposed", "decided", "enforced"):
        _decide(start, incident, cast, clock)
    for kind in (TaskKind.SYSTEM_ISOLATION, TaskKind.VENDOR_ESCALATION):
        factories.task(cast, clock, kind, incident)
    return incident


def _decide(start: str, incident: Incident, cast: Cast, clock: Clock) -> None:
    """A control that both departments wrote; agreed to by both leads; carried out by Iris."""
    own, other = (dict.fromkeys(parts_of(department), "What we know of it.") for department in Department)
    decision = decisions.propose(
        cast.ada, incident, control=ControlKind.FEATURE_OFF, title="Refunds off", texts=own, at=clock()
    )
    decisions.write(cast.ivo, decision, other, 0, clock())
    if start == "proposed":
        return
    for lead in (cast.ada, cast.ivo):
        decisions.agree(lead, decision, clock())
    task = decision.task
    assert task is not None
    tasks.assign(cast.ivo, task, cast.iris, clock())
    if start == "enforced":
        tasks.start(cast.iris, task, clock())
        tasks.finish(cast.iris, task, "Refunds are off.", clock())


def sealed_pdf_of(sealed_model: Path) -> bytes:
    """A report that was drawn and sealed once: drawing one at each step would take days."""
    home = settings_of(sealed_model)
    engine = sa.create_engine(home.database, poolclass=sa.NullPool)
    with engine.connect() as connection:
        name = connection.scalar(sa.select(Rendering.__table__.c.sha256))
    assert name is not None
    return Store(home.evidence).get(name)
