"""The demonstration: every story ends where it was meant to, and no step of it crossed the line."""

import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from incidents.context import Countersign
from incidents.demo import script
from incidents.demo.acts import ACTS
from incidents.demo.player import play
from incidents.domain.errors import NotPossibleNow
from incidents.domain.phase import Phase
from incidents.domain.review import ReviewState
from incidents.domain.triage import Triage
from incidents.models import AuditEntry, HandOver, Incident, Rendering, Review, db
from incidents.queries.audit import verify_all
from reports.verify import verify
from tests.demo.conftest import NOW, Played

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo")]


def incidents() -> list[Incident]:
    return list(db.session.scalars(sa.select(Incident).order_by(Incident.id)))


@pytest.mark.usefixtures("own")
def test_the_stories_end_where_they_were_meant_to() -> None:
    told = incidents()
    assert len(told) >= 12
    assert sum(incident.published_revision is not None for incident in told) >= 5
    assert any(incident.reopened for incident in told)
    assert any(incident.triage is Triage.DECLINED for incident in told)
    assert any(incident.review_state is ReviewState.WAIVED for incident in told)
    assert {incident.phase for incident in told} == set(Phase)
    answers = set(db.session.scalars(sa.select(HandOver.accepted)))
    assert {True, False} <= answers, "one accepted, one sent back"


@pytest.mark.usefixtures("own")
def test_every_phase_is_what_the_tracks_say() -> None:
    for incident in incidents():
        assert incident.phase is incident.derived_phase(), incident.reference


def published(own: Countersign) -> Iterator[tuple[str, bytes]]:
    """Each published report by reference and revision."""
    query = sa.select(Review).join(Rendering).where(Review.state == ReviewState.PUBLISHED).order_by(Review.id)
    for review in db.session.scalars(query):
        assert review.rendering is not None
        assert review.rendering.sha256 is not None
        yield f"{review.incident.reference}-{review.revision}", own.store.get(review.rendering.sha256)


def test_every_published_report_verifies_here_and_in_another_program(own: Countersign, tmp_path: Path) -> None:
    for name, pdf in published(own):
        outcome = verify(pdf, own.trust)
        assert outcome.ok, (name, outcome.sentences)
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(pdf)
        said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout
        assert said.count("Signature is Valid") == 3, (name, said)


OWNER_ONLY = ("TaskStarted", "TaskFinished", "TaskCancelled", "TaskWaived", "TaskAssigned", "HandOverOffered")


@pytest.mark.usefixtures("own")
def test_nobody_of_the_wrong_department_ever_moved_a_task() -> None:
    moved: Counter[str] = Counter()
    for entry in db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event.in_(OWNER_ONLY))):
        payload = json.loads(entry.payload)
        assert payload["actor"][3] == payload["owner"], (entry.event, payload)
        moved[entry.event] += 1
    assert set(OWNER_ONLY) - set(moved) <= {"TaskWaived"}, moved


@pytest.mark.usefixtures("own")
def test_an_accepted_hand_over_was_accepted_by_the_side_that_received_it() -> None:
    accepted = sa.select(AuditEntry).where(AuditEntry.event.in_(("HandOverAccepted", "HandOverSentBack")))
    for entry in db.session.scalars(accepted):
        payload = json.loads(entry.payload)
        receives = payload["actor"][3] == payload["owner"]
        assert receives is (entry.event == "HandOverAccepted"), payload


@pytest.mark.usefixtures("own")
def test_the_audit_chains_are_whole() -> None:
    verdicts = list(verify_all())
    assert len(verdicts) == len(incidents()) + 1
    assert {verdict.finding for verdict in verdicts} == {"whole"}


@pytest.mark.usefixtures("own")
def test_every_closed_incident_has_two_signatures_of_two_people_or_a_waiver() -> None:
    for incident in incidents():
        if incident.phase is not Phase.CLOSED or incident.triage is not Triage.ACCEPTED:
            continue
        newest = db.session.scalars(
            sa.select(Review).where(Review.incident_id == incident.id).order_by(Review.revision.desc()).limit(1)
        ).one()
        kind = "signed" if newest.state is ReviewState.PUBLISHED else "waived"
        marks = [mark for mark in newest.marks if mark.kind.value == kind]
        assert len({mark.person_id for mark in marks}) == len({mark.department for mark in marks}) == 2


def test_a_demonstration_is_played_on_an_empty_home_only(own: Countersign) -> None:
    before = db.session.scalar(sa.select(sa.func.count(Incident.id)))
    with pytest.raises(NotPossibleNow, match="An organisation lives here already"):
        play(own, NOW)
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(Incident.id))) == before


def test_playing_tells_how_far_it_is(played: Played) -> None:
    steps = script.steps(NOW)
    assert played.told == [(number, len(steps)) for number in range(1, len(steps) + 1)]


def test_nothing_happens_after_now_and_everything_in_order() -> None:
    moments = [step.at for step in script.steps(NOW)]
    assert moments == sorted(moments)
    assert moments[-1] <= NOW


def test_every_story_says_what_is_fact_and_what_is_invented() -> None:
    for story in script.stories(NOW):
        assert re.search(r"^Retells: .+", story.note)
        assert "Public facts: " in story.note
        assert "Invented: " in story.note
        assert re.search(r"https?://", story.note), story.slug


def test_every_act_of_the_stories_is_known() -> None:
    assert {step.do for step in script.steps(NOW)} <= set(ACTS)


@pytest.mark.parametrize(
    ("words", "length"),
    [
        ("25m", timedelta(minutes=25)),
        ("2d4h", timedelta(days=2, hours=4)),
        ("-3h10m", -timedelta(hours=3, minutes=10)),
    ],
)
def test_a_span_is_read_as_it_is_written(words: str, length: timedelta) -> None:
    assert script.span(words) == length


@pytest.mark.parametrize("words", ["", "-", "soon", "1w", "1h2d", " 1h"])
def test_what_is_no_span_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="is no length of time"):
        script.span(words)
