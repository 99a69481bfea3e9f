"""From frozen to published: two people of two departments sign the same bytes, or nothing is published."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from incidents.config import Settings
from incidents.context import Countersign
from incidents.domain.containment import ContainmentVerb
from incidents.domain.correction import CorrectionVerb
from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.domain.override import Gate
from incidents.domain.phase import Phase
from incidents.domain.review import MarkKind, ReviewState
from incidents.domain.vocabulary import Affiliation, Department, Rank, TaskKind
from incidents.models import Acknowledgement, AuditEntry, Person, Review, ReviewMark, SigningIdentity, db
from incidents.operations import (
    certificates,
    confirmations,
    enrolment,
    incidents,
    overrides,
    people,
    reviews,
    signing,
    tasks,
    tracks,
    waivers,
    writing,
)
from incidents.queries.kept_events import events_of
from reports.verify import verify
from tests import factories
from tests.conftest import settings_of
from tests.factories import PASSPHRASE, Cast, Clock


@pytest.fixture
def settings(tmp_path: Path, sealed_model: Path) -> Settings:
    """A copy of the sealed home: drawing a report takes seconds."""
    return settings_of(shutil.copytree(sealed_model, tmp_path / "sealed"))


@pytest.fixture
def review(cast: Cast) -> Review:
    """The revision that waits for both signatures."""
    return db.session.scalars(sa.select(Review)).one()


def counts() -> list[int | None]:
    return [db.session.scalar(sa.select(sa.func.count(t.id))) for t in (ReviewMark, AuditEntry, Acknowledgement)]


def sign(person: Person, review: Review, own: Countersign, clock: Clock, passphrase: str = PASSPHRASE) -> None:
    signing.sign(person, review, passphrase, own.store, clock())


def test_two_leads_sign_the_same_file_in_any_order(cast: Cast, clock: Clock, own: Countersign, review: Review) -> None:
    sign(cast.ivo, review, own, clock)
    assert (review.state, review.incident.phase) == (ReviewState.SIGNING, Phase.IN_REVIEW)
    sign(cast.ada, review, own, clock)
    assert (review.state, review.incident.phase) == (ReviewState.PUBLISHED, Phase.CLOSED)
    assert (review.incident.published_revision, review.incident.closed_at) == (1, review.published_at)
    assert {(m.department, m.person) for m in review.marks if m.kind is MarkKind.SIGNED} == {
        (Department.AI, cast.ada),
        (Department.IT, cast.ivo),
    }
    assert review.rendering is not None
    assert review.rendering.sha256 is not None
    outcome = verify(own.store.get(review.rendering.sha256), own.trust)
    assert outcome.ok, outcome.sentences


def test_the_second_signature_adds_to_the_bytes_of_the_first(
    cast: Cast, clock: Clock, own: Countersign, review: Review
) -> None:
    files = []
    for lead in (None, cast.ada, cast.ivo):
        if lead is not None:
            sign(lead, review, own, clock)
        assert review.rendering is not None
        assert review.rendering.sha256 is not None
        files.append(own.store.get(review.rendering.sha256))
    assert files[1].startswith(files[0])
    assert files[2].startswith(files[1])
    assert review.rendering is not None
    assert review.rendering.size == len(files[2])


def test_a_wrong_passphrase_signs_nothing(cast: Cast, clock: Clock, own: Countersign, review: Review) -> None:
    assert review.rendering is not None
    before, sealed = counts(), review.rendering.sha256
    for wrong in ("", "not the passphrase", PASSPHRASE.upper(), PASSPHRASE + " "):
        with pytest.raises(Invalid, match="not your signing passphrase") as invalid:
            sign(cast.ada, review, own, clock, wrong)
        assert invalid.value.field == "passphrase"
    assert (counts(), review.rendering.sha256) == (before, sealed)


def test_ada_signs_once_and_ann_not_instead_of_ivo(cast: Cast, clock: Clock, own: Countersign, review: Review) -> None:
    sign(cast.ada, review, own, clock)
    before = counts()
    with pytest.raises(NotPossibleNow, match=r"^You have signed for the AI department already"):
        sign(cast.ada, review, own, clock)
    with pytest.raises(NotPossibleNow, match=r"^Ada has signed .* The other signature is for a lead of IT"):
        sign(cast.ann, review, own, clock)
    assert (counts(), review.state) == (before, ReviewState.SIGNING)


@pytest.mark.parametrize("name", ["ari", "iris", "olu", "lea", "max", "sam"])
def test_nobody_but_leads_signs(cast: Cast, clock: Clock, own: Countersign, review: Review, name: str) -> None:
    with pytest.raises(Refused):
        sign(getattr(cast, name), review, own, clock)


def move(cast: Cast, clock: Clock, person: Person, affiliation: Affiliation) -> None:
    """An administrator moves a lead to the other department."""
    people.change_person(
        cast.max,
        person,
        affiliation=affiliation,
        rank=Rank.LEAD,
        unit=None,
        administrator=False,
        active=True,
        at=clock(),
    )


def test_a_certificate_of_the_former_department_does_not_sign(
    cast: Cast, clock: Clock, own: Countersign, review: Review
) -> None:
    move(cast, clock, cast.ada, Affiliation.IT)
    with pytest.raises(NotPossibleNow, match=r"was revoked on 1 September 2026: the person works"):
        sign(cast.ada, review, own, clock)


def test_nobody_signs_for_both_departments_by_moving_from_one_to_the_other(
    cast: Cast, clock: Clock, own: Countersign, review: Review
) -> None:
    sign(cast.ada, review, own, clock)
    move(cast, clock, cast.ada, Affiliation.IT)
    enrolment.enrol(cast.ada, PASSPHRASE, own.authority, clock())
    before = counts()
    with pytest.raises(NotPossibleNow, match="The same person cannot sign for both departments"):
        sign(cast.ada, review, own, clock)
    assert (counts(), review.state) == (before, ReviewState.SIGNING)


def test_an_expired_certificate_does_not_sign(cast: Cast, clock: Clock, own: Countersign, review: Review) -> None:
    identity = certificates.enrolled(cast.ada)
    assert identity is not None
    for moment in (identity.not_after, identity.not_before - timedelta(seconds=1)):
        with pytest.raises(NotPossibleNow, match=r"Your certificate has expired. Enrol again"):
            signing.sign(cast.ada, review, PASSPHRASE, own.store, moment)


def test_without_a_certificate_nobody_signs(cast: Cast, clock: Clock, own: Countersign, review: Review) -> None:
    db.session.execute(sa.delete(SigningIdentity))
    with pytest.raises(NotPossibleNow, match="You have no signing certificate yet"):
        sign(cast.ada, review, own, clock)


def test_enrolling_again_replaces_the_certificate(cast: Cast, clock: Clock, own: Countersign, review: Review) -> None:
    first = certificates.enrolled(cast.ada)
    second = enrolment.enrol(cast.ada, "another passphrase of hers", own.authority, clock())
    assert first is not None
    assert first.replaced_at is not None
    assert certificates.enrolled(cast.ada) is second
    with pytest.raises(Invalid):
        sign(cast.ada, review, own, clock)
    sign(cast.ada, review, own, clock, "another passphrase of hers")


def test_a_weak_passphrase_and_a_member_are_not_enrolled(cast: Cast, clock: Clock, own: Countersign) -> None:
    with pytest.raises(Invalid) as invalid:
        enrolment.enrol(cast.ada, "short", own.authority, clock())
    assert invalid.value.field == "passphrase"
    with pytest.raises(Refused, match="Only a lead"):
        enrolment.enrol(cast.ari, PASSPHRASE, own.authority, clock())


def test_a_file_that_somebody_changed_on_disk_is_not_signed(
    cast: Cast, clock: Clock, own: Countersign, review: Review
) -> None:
    assert review.rendering is not None
    name = review.rendering.sha256
    assert name is not None
    path = own.store.folder / name[:2] / name
    content = bytearray(path.read_bytes())
    content[1000] ^= 1
    path.write_bytes(content)
    before = counts()
    with pytest.raises(ValueError, match="was changed on disk"):
        sign(cast.ada, review, own, clock)
    assert counts() == before


def test_work_raised_after_freezing_is_finished_before_anybody_signs(
    cast: Cast, clock: Clock, own: Countersign, review: Review
) -> None:
    task = factories.task(cast, clock, TaskKind.SYSTEM_ISOLATION, review.incident)
    with pytest.raises(NotPossibleNow, match="System isolation “Do the system isolation” is not finished"):
        sign(cast.ada, review, own, clock)
    tasks.cancel(cast.ivo, task, "It was a false alarm.", clock())
    sign(cast.ada, review, own, clock)


def test_a_declaration_withdrawn_after_freezing_is_made_again_before_anybody_signs(
    cast: Cast, clock: Clock, own: Countersign, review: Review
) -> None:
    withdrawn, contained = ContainmentVerb.WITHDRAWN, ContainmentVerb.CONTAINED
    tracks.declare_containment(cast.ivo, review.incident, withdrawn, "It is back.", clock())
    with pytest.raises(NotPossibleNow, match="Containment is containing: a lead of IT declares it again"):
        sign(cast.ada, review, own, clock)
    tracks.declare_containment(cast.ivo, review.incident, contained, "It is gone.", clock())
    with pytest.raises(NotPossibleNow, match="has not said yet whether the fix holds"):
        sign(cast.ada, review, own, clock)
    confirmations.answer(cast.olu, review.incident, holds=True, words="", at=clock())
    sign(cast.ada, review, own, clock)


def test_withdrawing_voids_a_signature_and_keeps_the_texts(
    cast: Cast, clock: Clock, own: Countersign, review: Review
) -> None:
    sign(cast.ada, review, own, clock)
    with pytest.raises(Invalid, match="what must change"):
        signing.void(cast.ivo, review, " ", clock())
    with pytest.raises(Refused, match="Only a lead"):
        signing.void(cast.ari, review, "A number is wrong.", clock())
    following = signing.void(cast.ivo, review, "A number is wrong.", clock())
    assert (review.state, review.voided_reason) == (ReviewState.VOIDED, "A number is wrong.")
    assert (following.revision, following.state, following.marks) == (2, ReviewState.DRAFTING, [])
    assert [s.body for s in following.sections] == [s.body for s in review.sections]
    assert [f.explanation for f in following.factors] == [f.explanation for f in review.factors]
    assert [a.title for a in following.actions] == [a.title for a in review.actions]
    told = [event.sentence for _entry, event in events_of(review.incident_id)]
    assert "withdrew revision 1 to change it; one signature is void" in told
    for lead in (cast.ada, cast.ivo):
        with pytest.raises(NotPossibleNow, match="Revision 1 is voided; there is nothing to sign"):
            sign(lead, review, own, clock)
        with pytest.raises(NotPossibleNow, match="Revision 2 is drafting; there is nothing to sign"):
            sign(lead, following, own, clock)
    with pytest.raises(NotPossibleNow, match="frozen and not yet published"):
        signing.void(cast.ivo, review, "Again.", clock())


def published(cast: Cast, clock: Clock, own: Countersign, review: Review) -> Review:
    sign(cast.ada, review, own, clock)
    sign(cast.ivo, review, own, clock)
    return review


def test_a_published_report_is_neither_withdrawn_nor_signed_nor_written(
    cast: Cast, clock: Clock, own: Countersign, review: Review
) -> None:
    published(cast, clock, own, review)
    with pytest.raises(NotPossibleNow, match="frozen and not yet published"):
        signing.void(cast.ada, review, "A number is wrong.", clock())
    with pytest.raises(NotPossibleNow, match="Revision 1 is published"):
        sign(cast.ann, review, own, clock)
    with pytest.raises(NotPossibleNow, match="its content is fixed"):
        writing.write(cast.ari, review.sections[0], "Other words.", review.sections[0].version, clock())


def test_after_publication_a_new_revision_supersedes_the_old_one(
    cast: Cast, clock: Clock, own: Countersign, review: Review
) -> None:
    published(cast, clock, own, review)
    following = reviews.open_review(cast.ada, review.incident, clock())
    assert (following.revision, following.supersedes, following.state) == (2, 1, ReviewState.DRAFTING)
    assert [s.body for s in following.sections] == [s.body for s in review.sections]
    assert review.state is ReviewState.PUBLISHED
    assert review.incident.derived_phase() is Phase.IN_REVIEW
    with pytest.raises(NotPossibleNow, match="opens once the incident is resolved"):
        reviews.open_review(cast.ivo, review.incident, clock())


def test_it_happened_again_and_the_new_review_supersedes_the_published_one(
    cast: Cast, clock: Clock, own: Countersign, review: Review
) -> None:
    incident = published(cast, clock, own, review).incident
    incidents.reopen(cast.ivo, incident, "Another refund.", clock())
    assert (incident.derived_phase(), incident.published_revision) == (Phase.RESPONDING, 1)
    with pytest.raises(NotPossibleNow, match="once the incident is resolved"):
        reviews.open_review(cast.ada, incident, clock())


def test_half_a_waiver_does_not_lose_the_texts_of_the_report_before(
    cast: Cast, clock: Clock, own: Countersign, review: Review
) -> None:
    incident = published(cast, clock, own, review).incident
    incidents.reopen(cast.ivo, incident, "Another refund.", clock())
    tracks.declare_containment(cast.ivo, incident, ContainmentVerb.NOT_NEEDED, "It is off.", clock())
    tracks.declare_correction(cast.ada, incident, CorrectionVerb.NOT_NEEDED, "It is off.", clock())
    confirmations.answer(cast.olu, incident, holds=True, words="", at=clock())
    waivers.waive(cast.ada, incident, "The same again.", clock())
    following = reviews.open_review(cast.ivo, incident, clock())
    assert (following.revision, following.supersedes) == (3, 1)
    assert [s.body for s in following.sections] == [s.body for s in review.sections]
    assert len(following.factors) == len(review.factors)


def test_lea_acknowledges_a_report_once_it_is_published_and_only_once(
    cast: Cast, clock: Clock, own: Countersign, review: Review
) -> None:
    with pytest.raises(Refused, match="no such incident"):
        signing.acknowledge(cast.lea, review, clock())
    published(cast, clock, own, review)
    for person in (cast.olu, cast.ada):
        with pytest.raises(Refused, match="Leadership acknowledges reports"):
            signing.acknowledge(person, review, clock())
    for _time in range(2):
        signing.acknowledge(cast.lea, review, clock())
        db.session.flush()
    assert db.session.scalar(sa.select(sa.func.count(Acknowledgement.id))) == 1


def test_an_override_after_the_freeze_is_not_left_out_of_what_is_signed(
    cast: Cast, clock: Clock, own: Countersign, review: Review
) -> None:
    assert review.frozen_at is not None
    override = overrides.cross(cast.ivo, review.incident, Gate.EVIDENCE_HOLD, "It burns again.", clock())
    overrides.acknowledge(cast.ada, override, clock())
    with pytest.raises(NotPossibleNow, match="is not in it: withdraw this revision"):
        signing.sign(cast.ada, review, PASSPHRASE, own.store, clock())
    signing.void(cast.ada, review, "Take the override in.", clock())
