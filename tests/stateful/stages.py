"""Where a walk may begin: incidents brought to every stage once, through the real operations, and committed.

Each walk then plays on one of them and is taken back, so that the walking is tested and not the way to its start.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from incidents.context import Countersign
from incidents.domain.containment import ContainmentVerb
from incidents.domain.vocabulary import Severity, TaskKind
from incidents.models import Incident, Rendering, db
from incidents.operations import reviews, signing, tracks, waivers
from incidents.storage import Store
from tests import factories
from tests.conftest import settings_of, ticking
from tests.factories import PASSPHRASE, Cast

STARTS = ("reported", "accepted", "contained", "resolved", "half waived", "drafted", "frozen", "sealed", "half signed")

Clock = Callable[[], datetime]


def stage(cast: Cast, own: Countersign, sealed_pdf: bytes) -> dict[tuple[str, bool], int]:
    """The ids of committed incidents by where they stand, and whether they are grave (SEV-1) or not (SEV-3)."""
    clock = ticking(datetime(2026, 8, 1, 8, 0, tzinfo=UTC))
    staged = {
        (start, grave): _staged(start, Severity.SEV_1 if grave else Severity.SEV_3, cast, own, sealed_pdf, clock).id
        for start in STARTS
        for grave in (False, True)
    }
    db.session.commit()
    return staged


def _staged(start: str, severity: Severity, cast: Cast, own: Countersign, sealed_pdf: bytes, clock: Clock) -> Incident:
    if start in ("reported", "accepted", "contained"):
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
    for kind in (TaskKind.SYSTEM_ISOLATION, TaskKind.VENDOR_ESCALATION):
        factories.task(cast, clock, kind, incident)
    return incident


def sealed_pdf_of(sealed_model: Path) -> bytes:
    """A report that was drawn and sealed once: drawing one at each step would take days."""
    home = settings_of(sealed_model)
    engine = sa.create_engine(home.database, poolclass=sa.NullPool)
    with engine.connect() as connection:
        name = connection.scalar(sa.select(Rendering.__table__.c.sha256))
    assert name is not None
    return Store(home.evidence).get(name)
