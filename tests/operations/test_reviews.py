"""Drafting the review: who writes what, what withdraws “ready”, what is still missing, and when it may be waived."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from incidents.domain.containment import ContainmentVerb
from incidents.domain.errors import Invalid, LostUpdate, NotPossibleNow, Refused
from incidents.domain.phase import Phase
from incidents.domain.review import MarkKind, ReviewState
from incidents.domain.sections import Section
from incidents.domain.vocabulary import ActionClass, CauseClass, Department, Lane, Severity, TaskKind
from incidents.models import AuditEntry, OutboxRow, Review, ReviewSection, TimelineEntry, db
from incidents.operations import incidents, learning, reviews, signing, tasks, timeline, tracks, waivers, writing
from tests import factories
from tests.factories import Cast, Clock

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


def section_of(review: Review, name: Section) -> ReviewSection:
    return next(section for section in review.sections if section.section is name)


def ready(review: Review) -> set[Department]:
    return {mark.department for mark in review.marks if mark.kind is MarkKind.READY}


def test_a_lead_opens_the_review_once_the_incident_is_resolved(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    with pytest.raises(NotPossibleNow, match="opens once the incident is resolved"):
        reviews.open_review(cast.ada, incident, clock())
    incident = factories.resolved(cast, clock)
    with pytest.raises(Refused, match="Only a lead"):
        reviews.open_review(cast.ari, incident, clock())
    review = reviews.open_review(cast.ivo, incident, clock())
    assert (review.revision, review.supersedes, review.state) == (1, None, ReviewState.DRAFTING)
    assert [section.section for section in review.sections] == list(Section)
    assert incident.derived_phase() is Phase.IN_REVIEW
    with pytest.raises(NotPossibleNow, match="opens once"):
        reviews.open_review(cast.ada, incident, clock())


def test_a_section_is_written_only_by_its_owner(cast: Cast, clock: Clock) -> None:
    review = reviews.open_review(cast.ada, factories.resolved(cast, clock), clock())
    behaviour, containment = Section.BEHAVIOURAL_ANALYSIS, Section.CONTAINMENT_ANALYSIS
    with pytest.raises(Refused, match=rf"{containment.label} belongs to IT. You can comment"):
        writing.write(cast.ada, section_of(review, containment), "Mine.", 0, clock())
    with pytest.raises(Refused, match=rf"{behaviour.label} belongs to the AI department. You can comment"):
        writing.write(cast.ivo, section_of(review, behaviour), "Mine.", 0, clock())
    with pytest.raises(Refused, match="work of the AI department and IT"):
        writing.write(cast.olu, section_of(review, Section.SUMMARY), "Mine.", 0, clock())
    writing.write(cast.iris, section_of(review, containment), "Rolled back.", 0, clock())
    writing.write(cast.ari, section_of(review, behaviour), "It guessed.", 0, clock())
    for person in (cast.ari, cast.iris):
        summary = section_of(review, Section.SUMMARY)
        writing.write(person, summary, f"By {person.name}.", summary.version, clock())


def test_a_lost_update_shows_both_texts_and_leaves_the_section_alone(cast: Cast, clock: Clock) -> None:
    review = reviews.open_review(cast.ada, factories.resolved(cast, clock), clock())
    section = section_of(review, Section.SUMMARY)
    read = section.version
    writing.write(cast.ari, section, "Ari's text.", read, clock())
    with pytest.raises(LostUpdate) as lost:
        writing.write(cast.iris, section, "Iris's text.", read, clock())
    told = lost.value
    assert (told.theirs, told.mine, told.by, told.version) == ("Ari's text.", "Iris's text.", "Ari", 1)
    assert (section.body, section.version, section.updated_by) == ("Ari's text.", 1, cast.ari)
    writing.write(cast.iris, section, "Both texts.", told.version, clock())
    assert (section.body, section.version) == ("Both texts.", 2)


def test_saving_the_same_text_again_is_nobodys_loss(cast: Cast, clock: Clock) -> None:
    review = reviews.open_review(cast.ada, factories.resolved(cast, clock), clock())
    section = section_of(review, Section.SUMMARY)
    writing.write(cast.ari, section, "One text.", 0, clock())
    writing.write(cast.iris, section, " One text.\r\n", 0, clock())
    assert (section.version, section.updated_by) == (1, cast.ari)


def test_what_is_missing_is_listed_until_nothing_is(cast: Cast, clock: Clock) -> None:
    incident = factories.resolved(cast, clock)
    review = reviews.open_review(cast.ada, incident, clock())
    empty = [f"The section “{section.label}” is empty." for section in Section]
    assert reviews.missing(review) == [*empty, "No contributing factor is named.", "No action is agreed."]
    task = factories.task(cast, clock, TaskKind.VENDOR_ESCALATION, incident)
    tracks.declare_containment(cast.ivo, incident, ContainmentVerb.WITHDRAWN, "It is back.", clock())
    assert reviews.missing(review)[-2:] == [
        "Vendor escalation “Do the vendor escalation” is not finished.",
        "Containment is containing: a lead of IT declares it again.",
    ]
    with pytest.raises(NotPossibleNow, match=r"^Not ready yet\. The section “Summary” is empty\."):
        reviews.mark_ready(cast.ada, review, clock())
    tasks.cancel(cast.ada, task, "Asked already.", clock())


def test_both_leads_mark_it_ready_and_only_then_it_freezes(cast: Cast, clock: Clock) -> None:
    review = factories.drafted(cast, clock)
    assert reviews.missing(review) == []
    with pytest.raises(Refused, match="Only a lead"):
        reviews.mark_ready(cast.ari, review, clock())
    assert reviews.mark_ready(cast.ada, review, clock()) is False
    with pytest.raises(NotPossibleNow, match="Ada has marked it ready for the AI department already"):
        reviews.mark_ready(cast.ann, review, clock())
    with pytest.raises(NotPossibleNow, match="Both departments mark the review ready before it is frozen"):
        signing.freeze(cast.ada, review, clock())
    assert reviews.mark_ready(cast.ivo, review, clock()) is True
    signing.freeze(cast.ivo, review, clock())
    assert review.state is ReviewState.READY
    assert review.packet is not None
    assert json.loads(review.packet)["reference"] == review.incident.reference
    assert db.session.scalars(sa.select(OutboxRow.key)).all() == [f"render_report:{review.id}"]


def test_one_person_does_not_mark_it_ready_for_both(cast: Cast, clock: Clock) -> None:
    review = factories.drafted(cast, clock)
    reviews.mark_ready(cast.ada, review, clock())
    from incidents.domain.vocabulary import Affiliation

    cast.ada.affiliation = Affiliation.IT
    with pytest.raises(NotPossibleNow, match=r"You have marked it ready for the AI department already. It takes two"):
        reviews.mark_ready(cast.ada, review, clock())


@pytest.mark.parametrize("change", ["section", "factor", "no factor", "action", "no action"])
def test_a_change_withdraws_readiness_of_both(cast: Cast, clock: Clock, change: str) -> None:
    review = factories.drafted(cast, clock)
    reviews.mark_ready(cast.ada, review, clock())
    assert ready(review) == {Department.AI}
    if change == "section":
        section = section_of(review, Section.SUMMARY)
        writing.write(cast.iris, section, "Other words.", section.version, clock())
    elif change == "factor":
        learning.add_factor(cast.iris, review, CauseClass.DRIFT, "It drifted.", clock())
    elif change == "no factor":
        learning.remove_factor(cast.iris, review, review.factors[0], clock())
    elif change == "action":
        add_action(cast, review, clock)
    else:
        learning.remove_action(cast.iris, review, review.actions[0], clock())
    assert ready(review) == set()
    assert db.session.scalars(sa.select(AuditEntry.event).where(AuditEntry.event == "ReadinessWithdrawn")).all()


def add_action(cast: Cast, review: Review, clock: Clock, **fields: object) -> None:
    values: dict[str, object] = {
        "title": "Watch it",
        "owner": cast.iris,
        "due_on": clock().date(),
        "action_class": ActionClass.DETECT,
        "verification": "An alarm rings.",
    }
    learning.add_action(cast.iris, review, at=clock(), **values | fields)  # type: ignore[arg-type]


def test_an_action_belongs_to_somebody_of_the_two_departments_and_is_due_later(cast: Cast, clock: Clock) -> None:
    review = factories.drafted(cast, clock)
    yesterday = (clock() - timedelta(days=1)).date()
    for field, value in (("owner", cast.olu), ("due_on", yesterday), ("title", " "), ("verification", "")):
        with pytest.raises(Invalid) as invalid:
            add_action(cast, review, clock, **{field: value})
        assert invalid.value.field == field
    add_action(cast, review, clock)
    assert (review.actions[-1].department, review.actions[-1].owner) == (Department.IT, cast.iris)


@pytest.mark.parametrize("state", [ReviewState.READY, ReviewState.VOIDED])
def test_not_a_letter_of_a_frozen_revision_changes(cast: Cast, clock: Clock, state: ReviewState) -> None:
    review = factories.frozen(cast, clock)
    packet, digest = review.packet, review.digest
    if state is ReviewState.VOIDED:
        signing.void(cast.ada, review, "A number is wrong.", clock())
    summary = section_of(review, Section.SUMMARY)
    for change in (
        lambda: writing.write(cast.ari, summary, "Other words.", summary.version, clock()),
        lambda: learning.add_factor(cast.ari, review, CauseClass.DRIFT, "It drifted.", clock()),
        lambda: learning.remove_factor(cast.ari, review, review.factors[0], clock()),
        lambda: add_action(cast, review, clock),
        lambda: learning.remove_action(cast.ari, review, review.actions[0], clock()),
        lambda: reviews.mark_ready(cast.ann, review, clock()),
    ):
        with pytest.raises(NotPossibleNow, match=r"so its content is fixed. A lead can withdraw it"):
            change()
    assert (review.state, review.packet, review.digest) == (state, packet, digest)
    assert (len(review.factors), len(review.actions)) == (1, 1)


def test_a_frozen_timeline_is_fixed_until_the_review_is_withdrawn(cast: Cast, clock: Clock) -> None:
    review = factories.frozen(cast, clock)
    incident = review.incident
    entry = db.session.scalars(sa.select(TimelineEntry).limit(1)).one()
    with pytest.raises(NotPossibleNow, match="its timeline is fixed"):
        timeline.pin(cast.ari, incident, entry, False, clock())
    with pytest.raises(NotPossibleNow, match="its timeline is fixed"):
        timeline.add(cast.ari, incident, moment=clock(), lane=Lane.AI, body="More.", at=clock())
    signing.void(cast.ada, review, "A number is wrong.", clock())
    timeline.pin(cast.ari, incident, entry, False, clock())
    assert entry.pinned is False
    timeline.add(cast.ari, incident, moment=clock(), lane=Lane.AI, body="More.", at=clock())
    with pytest.raises(Invalid, match="lies in the future"):
        timeline.add(cast.ari, incident, moment=clock() + timedelta(days=1), lane=Lane.AI, body="More.", at=clock())


@pytest.mark.parametrize("severity", [Severity.SEV_1, Severity.SEV_2])
def test_a_grave_incident_is_never_closed_without_a_review(cast: Cast, clock: Clock, severity: Severity) -> None:
    incident = factories.resolved(cast, clock, severity)
    for lead in (cast.ada, cast.ivo):
        with pytest.raises(NotPossibleNow, match=f"A review is mandatory for {severity.label}"):
            waivers.waive(lead, incident, "Nothing new.", clock())
    assert incident.derived_phase() is Phase.RESOLVED


def test_a_waiver_takes_two_leads_of_two_departments(cast: Cast, clock: Clock) -> None:
    incident = factories.resolved(cast, clock)
    with pytest.raises(Refused, match="Only a lead"):
        waivers.waive(cast.ari, incident, "Nothing new.", clock())
    with pytest.raises(Invalid, match="why is nothing to be learnt"):
        waivers.waive(cast.ada, incident, " ", clock())
    waivers.waive(cast.ada, incident, "Nothing new.", clock())
    assert incident.derived_phase() is Phase.RESOLVED
    with pytest.raises(NotPossibleNow, match="Ada has waived the review for the AI department already"):
        waivers.waive(cast.ann, incident, "Nothing new.", clock())
    waivers.waive(cast.ivo, incident, "We agree.", clock())
    assert (incident.derived_phase(), incident.review_state) == (Phase.CLOSED, ReviewState.WAIVED)
    assert incident.closed_at is not None


def test_one_waiver_does_not_survive_a_graver_severity(cast: Cast, clock: Clock) -> None:
    incident = factories.resolved(cast, clock)
    waivers.waive(cast.ada, incident, "Nothing new.", clock())
    incidents.rate_severity(cast.iris, incident, Severity.SEV_2, "", clock())
    with pytest.raises(NotPossibleNow, match="A review is mandatory for SEV-2"):
        waivers.waive(cast.ivo, incident, "Nothing new.", clock())


def test_a_review_is_not_waived_over_open_work_nor_once_it_is_open(cast: Cast, clock: Clock) -> None:
    incident = factories.resolved(cast, clock)
    task = factories.task(cast, clock, TaskKind.VENDOR_ESCALATION, incident)
    with pytest.raises(NotPossibleNow, match="Still open: “Do the vendor escalation”"):
        waivers.waive(cast.ada, incident, "Nothing new.", clock())
    tasks.cancel(cast.ada, task, "Asked already.", clock())
    reviews.open_review(cast.ada, incident, clock())
    with pytest.raises(NotPossibleNow, match="only for a resolved incident that has none yet"):
        waivers.waive(cast.ada, incident, "Nothing new.", clock())


def test_a_review_can_be_opened_after_half_a_waiver(cast: Cast, clock: Clock) -> None:
    incident = factories.resolved(cast, clock)
    waivers.waive(cast.ada, incident, "Nothing new.", clock())
    review = reviews.open_review(cast.ivo, incident, clock())
    assert [section.section for section in review.sections] == list(Section)
    assert incident.derived_phase() is Phase.IN_REVIEW
    assert reviews.current(incident) is review
