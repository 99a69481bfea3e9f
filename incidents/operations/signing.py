"""From ready to published: freeze, seal, sign, publish; and the way back, void."""

from datetime import datetime

import sqlalchemy as sa

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.errors import NotPossibleNow
from incidents.domain.review import SIGNATURE_MEANING, MarkKind, ReviewState, ReviewVerb
from incidents.domain.vocabulary import Department
from incidents.models import Acknowledgement, Override, Person, Rendering, Review, SigningIdentity, db
from incidents.operations.actions import set_running
from incidents.operations.certificates import identity_of, trying
from incidents.operations.reviews import common, department_of, mark, move, new_revision, unsettled
from incidents.queries.packet import gather
from incidents.signals import publish
from incidents.storage import Store


def freeze(actor: Person, review: Review, at: datetime) -> None:
    """Fix the content: gather it, hash it, and ask the worker for the PDF. Both departments have marked it ready."""
    from reports.packet import digest, to_json

    require(actor, Act.MARK_READY, review)
    if not all(review.mark(MarkKind.READY, department) for department in Department):
        raise NotPossibleNow("Both departments mark the review ready before it is frozen.")
    packet = gather(review, at)
    review.frozen_at, review.packet, review.digest = at, to_json(packet).decode(), digest(packet)
    review.rendering = Rendering()
    move(review, ReviewVerb.FROZEN)
    db.session.flush()
    publish(events.ReviewFrozen(**common(actor, review, at), review_id=review.id, sha256=review.digest))


def record_sealed(review: Review, pdf: bytes, store: Store, at: datetime, *, to_stamp: bool = False) -> None:
    """Keep the sealed PDF; from now on it can be signed. The worker calls this, so the actor is the product itself.

    `to_stamp`: the seal, and each signature after it, waits for a time-stamp before the next step.
    """
    rendering = rendering_of(review)
    rendering.sealed_sha256 = store.put(pdf)
    rendering.keep(rendering.sealed_sha256, len(pdf))
    rendering.percent, rendering.step, rendering.error = 100, "Ready to be signed", ""
    rendering.to_stamp = to_stamp
    move(review, ReviewVerb.SEALED)
    publish(
        events.ReportSealed(
            incident_id=review.incident_id,
            actor=events.SYSTEM,
            at=at,
            revision=review.revision,
            sha256=rendering.sealed_sha256,
            stamp_review_id=rendering.await_stamp(at),
        )
    )


def sign(actor: Person, review: Review, passphrase: str, store: Store, at: datetime) -> None:
    """Sign the sealed file with the actor's own certificate. The second department's signature publishes it.

    Where signatures get time-stamps, the file is published once the second one has its own.
    """
    require(actor, Act.SIGN_REPORT, review)
    _refuse_unsignable(actor, review)
    identity = identity_of(actor, at)
    rendering = rendering_of(review)
    signed = _signed(actor, identity, passphrase, rendering, store, at)
    mark(actor, review, MarkKind.SIGNED, SIGNATURE_MEANING, at)
    sha256 = store.put(signed)
    rendering.keep(sha256, len(signed))
    publish(
        events.ReportSigned(
            **common(actor, review, at),
            department=department_of(actor),
            certificate=identity.serial,
            sha256=sha256,
            stamp_review_id=rendering.await_stamp(at),
        )
    )
    if rendering.stamp_waits_since is None:
        publish_when_signed(review, at)


def _signed(
    actor: Person, identity: SigningIdentity, passphrase: str, rendering: Rendering, store: Store, at: datetime
) -> bytes:
    """The sealed file with the actor's signature on it. Raises `NotPossibleNow` where it cannot be given."""
    from reports.identity import CertificateError, KeyStoreError
    from reports.keys import SigningKey
    from reports.sign import SigningRefused, countersign

    assert rendering.sha256 is not None  # noqa: S101 - the state is signing, so it was sealed
    try:
        with trying(identity, at):
            return countersign(
                store.get(rendering.sha256),
                SigningKey.from_pkcs12(identity.pkcs12, passphrase),
                department=identity.department.value,
                printed_name=actor.name,
                role=actor.role_title,
                meaning=SIGNATURE_MEANING,
                at=at,
                room=rendering.to_stamp,
            )
    except (SigningRefused, KeyStoreError, CertificateError) as error:
        raise NotPossibleNow(f"It could not be signed: {error}") from error


def publish_when_signed(review: Review, at: datetime) -> None:
    """Publish a file that carries both signatures, in the name of the lead who signed last."""
    given = [review.mark(MarkKind.SIGNED, department) for department in Department]
    signed = [mark for mark in given if mark is not None]
    if len(signed) == len(given):
        _publish(max(signed, key=lambda mark: (mark.at, mark.id)).person, review, at)


def void(actor: Person, review: Review, reason: str, at: datetime) -> Review:
    """Withdraw a frozen revision to change it. Its signatures are void; a new revision in drafting has its texts."""
    require(actor, Act.VOID_REVIEW, review)
    if review.state not in (ReviewState.READY, ReviewState.SIGNING):
        raise NotPossibleNow("Only a revision that is frozen and not yet published can be withdrawn.")
    review.voided_reason = text.required("reason", reason, "a reason: what must change?", text.REASON_LENGTH)
    signatures = sum(m.kind is MarkKind.SIGNED for m in review.marks)
    move(review, ReviewVerb.VOIDED)
    publish(events.ReviewVoided(**common(actor, review, at), signatures=signatures, reason=review.voided_reason))
    return new_revision(actor, review.incident, at)


def acknowledge(actor: Person, review: Review, at: datetime) -> None:
    """Note that somebody of leadership has read a published report. A second time changes nothing."""
    require(actor, Act.READ_REPORT, review)
    require(actor, Act.ACKNOWLEDGE_REPORT, review)
    query = sa.select(Acknowledgement.id).where(
        Acknowledgement.review_id == review.id, Acknowledgement.person_id == actor.id
    )
    if db.session.scalar(query) is None:
        db.session.add(Acknowledgement(review_id=review.id, person=actor, at=at))
        publish(events.ReportAcknowledged(**common(actor, review, at)))


def _refuse_unsignable(actor: Person, review: Review) -> None:
    if review.state is ReviewState.READY:
        raise NotPossibleNow("The report is being rendered. It can be signed in a moment.")
    if review.state is not ReviewState.SIGNING:
        raise NotPossibleNow(f"Revision {review.revision} is {review.state.value}; there is nothing to sign.")
    waiting = rendering_of(review).stamp_waits_since
    if waiting is not None:
        raise NotPossibleNow("The newest signature still waits for its time-stamp. Sign as soon as it is there.")
    lacking = unsettled(review.incident) + _not_in_it(review)
    if lacking:
        raise NotPossibleNow("Something happened after the review was frozen. " + " ".join(lacking))
    given = review.mark(MarkKind.SIGNED, department_of(actor))
    if given is None:
        return
    who = "You have" if given.person_id == actor.id else f"{given.person.name} has"
    raise NotPossibleNow(
        f"{who} signed for {given.department.label} already. The other signature is for a lead of "
        f"{given.department.other.label}."
    )


def _not_in_it(review: Review) -> list[str]:
    """The overrides that came after the content was fixed: every one of them stands in the report."""
    query = sa.select(Override).where(Override.incident_id == review.incident_id, Override.at > review.frozen_at)
    return [
        f"The override of “{row.gate.label}” by {row.by.name} is not in it: withdraw this revision to take it in."
        for row in db.session.scalars(query.order_by(Override.id))
    ]


def _publish(actor: Person, review: Review, at: datetime) -> None:
    review.published_at = at
    review.incident.published_revision = review.revision
    review.incident.closed_at = at
    move(review, ReviewVerb.PUBLISHED)
    set_running(actor, review, at)
    sha256 = rendering_of(review).sha256 or ""
    publish(events.ReviewPublished(**common(actor, review, at), sha256=sha256))


def rendering_of(review: Review) -> Rendering:
    """The PDF of a frozen review. Freezing made it."""
    assert review.rendering is not None, "freezing made one"  # noqa: S101
    return review.rendering
