"""What this server's record says about a report that somebody holds, who may be anybody.

The rule, because there is no log-in here: nobody learns what the file in their hand does not prove them to know
already. So the record is asked only about a packet that the organisation's own seal covers, intact, under this home's
own root; a file that does not verify so, or comes from elsewhere, is told nothing at all, not even whether its
reference exists. What is said is about that revision only: whether it matches, whether it was withdrawn, published or
superseded (by which number, never by what). Without a key of the organisation nobody can make a file that asks about
anything else. The one thing beyond the file is the number of the revision that stands in its place: a reader of a
superseded report has to know it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from incidents.domain.events import (
    QuarterSealed,
    ReportArchived,
    ReportSealed,
    ReportSigned,
    ReportTimeStamped,
    ReviewPublished,
)
from incidents.domain.review import ReviewState
from incidents.models import AuditChain, AuditEntry, QuarterReport, Review, db
from incidents.queries.audit import ORGANISATION, verify
from reports.answer import is_quarter, proves
from reports.record import EARLIER, KEPT, PUBLISHED, UNKNOWN, Record

if TYPE_CHECKING:
    from reports.verify import Verification

FILE_EVENTS = tuple(
    kind.__name__
    for kind in (
        ReportSealed,
        ReportSigned,
        ReportTimeStamped,
        ReviewPublished,
        ReportArchived,
        QuarterSealed,
    )
)
"""The events that name the SHA-256 of a file of a revision."""

DIGITS = 9
"""More of them fit no key."""


@dataclass(frozen=True, slots=True)
class _Held:
    """What the record holds of a revision or an edition. `chain` is the name of its audit chain."""

    digest: str
    sha256: str
    state: str
    chain: str
    superseded_by: int | None


def record_of(verification: "Verification", sha256: str) -> Record | None:
    """What the record says about a file with this SHA-256; None where the rule above forbids an answer.

    `verification` must have been made with this home's own trust and no other. Asks the database five questions at
    most, however many revisions there are.
    """
    if not proves(verification) or verification.revision is None:
        return None
    held = _held(verification.reference, verification.revision)
    if held is None:
        return Record(found=False)
    if verification.packet_digest != held.digest:
        return Record(found=True)
    return _compared(verification, sha256, held)


def _compared(verification: "Verification", sha256: str, held: _Held) -> Record:
    chain = db.session.scalar(sa.select(AuditChain).where(AuditChain.name == held.chain))
    return Record(
        found=True,
        content_matches=True,
        file=KEPT if sha256 == held.sha256 else EARLIER if _known(chain, verification, sha256) else UNKNOWN,
        anchor_stands=_stands(chain, verification.anchor_sequence, verification.anchor_sha256),
        chain_whole=chain is not None and verify(chain).broken_at is None,
        state=held.state,
        superseded_by=held.superseded_by,
    )


def _held(reference: str, revision: int) -> _Held | None:
    return _edition(reference, revision) if is_quarter(reference) else _revision(reference, revision)


def _revision(reference: str, revision: int) -> _Held | None:
    number = reference.removeprefix("AI-")
    if not (number.isascii() and number.isdecimal() and len(number) <= DIGITS and f"AI-{int(number)}" == reference):
        return None
    query = (
        sa.select(Review)
        .where(Review.incident_id == int(number), Review.revision == revision, Review.digest.is_not(None))
        .options(joinedload(Review.rendering), joinedload(Review.incident))
    )
    review = db.session.scalar(query)
    if review is None:
        return None
    newest = review.incident.published_revision or 0
    return _Held(
        digest=review.digest or "",
        sha256=(review.rendering and review.rendering.sha256) or "",
        state=review.state.value,
        chain=reference,
        superseded_by=newest if newest > revision and review.state is ReviewState.PUBLISHED else None,
    )


def _edition(quarter: str, edition: int) -> _Held | None:
    query = (
        sa.select(QuarterReport)
        .where(QuarterReport.quarter == quarter, QuarterReport.edition >= edition, QuarterReport.sha256.is_not(None))
        .order_by(QuarterReport.edition)
    )
    editions = db.session.scalars(query).all()
    if not editions or editions[0].edition != edition:
        return None
    kept, newest = editions[0], editions[-1].edition
    return _Held(
        digest=kept.digest,
        sha256=kept.sha256 or "",
        state=PUBLISHED,
        chain=ORGANISATION,
        superseded_by=newest if newest > edition else None,
    )


def _stands(chain: AuditChain | None, sequence: int | None, sha256: str) -> bool:
    if chain is None:
        return False
    query = sa.select(AuditEntry.sha256).where(AuditEntry.chain_id == chain.id, AuditEntry.sequence == sequence)
    return db.session.scalar(query) == sha256


def _known(chain: AuditChain | None, verification: "Verification", sha256: str) -> bool:
    """Whether the audit trail names this file as one of this revision."""
    return chain is not None and any(
        payload.get("sha256") == sha256 and verification.revision in (payload.get("revision"), payload.get("edition"))
        for payload in _payloads(chain)
    )


def _payloads(chain: AuditChain) -> Iterator[dict[str, object]]:
    query = sa.select(AuditEntry.payload).where(AuditEntry.chain_id == chain.id, AuditEntry.event.in_(FILE_EVENTS))
    return (json.loads(payload) for payload in db.session.scalars(query))
