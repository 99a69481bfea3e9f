"""Correcting what was reported: by whom, until when, with nothing overwritten, and two people at once."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from incidents.context import Countersign
from incidents.domain import events, text
from incidents.domain.errors import Invalid, LostFields, NotPossibleNow, Refused
from incidents.domain.reported import ReportedField as F
from incidents.domain.review import MarkKind
from incidents.domain.search import Kind
from incidents.domain.vocabulary import DeclineReason, Department
from incidents.models import (
    AuditEntry,
    Incident,
    Notice,
    Person,
    ReportCorrection,
    Review,
    SearchEntry,
    TimelineEntry,
    db,
)
from incidents.operations import incidents, report_corrections, restrictions, reviews, signing
from incidents.queries.audit import verify_all
from incidents.queries.kept_events import events_of
from incidents.queries.packet import gather
from incidents.queries.report_corrections import corrections_of
from incidents.signals import happened
from tests import factories
from tests.factories import Cast, Clock

Values = dict[F, str]


@pytest.fixture
def incident(cast: Cast, clock: Clock) -> Incident:
    """Olu has reported it."""
    return factories.reported(cast, clock)


def read(incident: Incident) -> Values:
    """What somebody reads who opens the form: the digests of every field."""
    return {field: text.digest(value) for field, value in report_corrections.stated(incident).items()}


def correct(
    actor: Person, incident: Incident, clock: Clock, values: Values, *, seen: Values | None = None, reason: str = ""
) -> None:
    """Send the whole form with these fields typed otherwise."""
    whole = report_corrections.stated(incident) | values
    report_corrections.correct(actor, incident, whole, seen=seen or read(incident), reason=reason, at=clock())


def rows(incident: Incident) -> list[ReportCorrection]:
    return [row for correction in reversed(corrections_of(incident)) for row in correction.rows]


def test_olu_corrects_her_own_words_and_what_they_said_before_stays(
    cast: Cast, clock: Clock, incident: Incident
) -> None:
    before = incident.what_happened
    correct(cast.olu, incident, clock, {F.TITLE: " It promised\n two refunds ", F.PROMPT: "May I?\r\nPlease."})
    assert (incident.title, incident.prompt) == ("It promised two refunds", "May I?\nPlease.")
    assert incident.what_happened == before
    kept = [(row.number, row.field, row.before, row.after, row.by, row.reason) for row in rows(incident)]
    assert kept == [
        (1, F.TITLE, "It promised a refund", "It promised two refunds", cast.olu, ""),
        (1, F.PROMPT, "", "May I?\nPlease.", cast.olu, ""),
    ]
    correct(cast.olu, incident, clock, {F.PROMPT: ""})
    assert [(one.number, len(one.rows)) for one in corrections_of(incident)] == [(2, 1), (1, 2)]


def test_the_time_is_corrected_to_the_minute_and_taken_away_again(cast: Cast, clock: Clock) -> None:
    seconds = clock().replace(second=42) - timedelta(hours=3)
    told = {"title": "x", "what_happened": "y", "system": cast.system}
    incident = incidents.report(cast.olu, at=clock(), occurred_at=seconds, **told)  # type: ignore[arg-type]
    correct(cast.olu, incident, clock, {F.TITLE: "z"})
    assert incident.occurred_at == seconds
    correct(cast.olu, incident, clock, {F.OCCURRED_AT: "2026-08-31T10:15Z"})
    assert f"{incident.occurred_at:%Y-%m-%d %H:%M:%S %Z}" == "2026-08-31 10:15:00 UTC"
    correct(cast.olu, incident, clock, {F.OCCURRED_AT: ""})
    assert incident.occurred_at is None
    was = [row.was for row in rows(incident) if row.field is F.OCCURRED_AT]
    assert was[0] == seconds.replace(second=0, microsecond=0)


@pytest.mark.parametrize("name", ["ada", "ivo"])
def test_a_lead_who_corrects_the_words_of_olu_says_why(cast: Cast, clock: Clock, incident: Incident, name: str) -> None:
    lead = getattr(cast, name)
    with pytest.raises(Invalid, match="Give a reason: these are the words of Olu") as invalid:
        correct(lead, incident, clock, {F.TITLE: "It lied"}, reason=" \n ")
    assert invalid.value.field == "reason"
    assert rows(incident) == []
    correct(lead, incident, clock, {F.TITLE: "It lied"}, reason="The title named a member.")
    assert (incident.title, rows(incident)[0].reason) == ("It lied", "The title named a member.")
    assert incident.acknowledged_at(Department(lead.affiliation.value)) is not None


@pytest.mark.parametrize("name", ["ari", "iris", "lea", "sam", "max"])
def test_nobody_else_corrects_it(cast: Cast, clock: Clock, incident: Incident, name: str) -> None:
    with pytest.raises(Refused):
        correct(getattr(cast, name), incident, clock, {F.TITLE: "It lied"}, reason="Because.")
    assert incident.title == "It promised a refund"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (F.TITLE, " \n ", "Give a title."),
        (F.TITLE, "x" * 161, "This has 161 characters; 160 are the most."),
        (F.WHAT_HAPPENED, "", "Give an account of what happened."),
        (F.SOURCES, "x" * 50_001, "This has 50,001 characters; 50,000 are the most."),
        (F.OCCURRED_AT, "2036-01-01T00:00Z", "This lies in the future. Give the time at which it happened."),
    ],
    ids=lambda value: str(value)[:12],
)
def test_a_correction_keeps_to_the_bounds_of_a_report_and_saves_nothing_beyond_them(
    cast: Cast, clock: Clock, incident: Incident, field: F, value: str, sentence: str
) -> None:
    with pytest.raises(Invalid) as invalid:
        correct(cast.olu, incident, clock, {F.OUTPUT: "Yes.", field: value})
    assert (invalid.value.field, str(invalid.value)) == (field, sentence)
    assert (incident.output, rows(incident)) == ("", [])


def test_a_correction_that_changes_nothing_says_so(cast: Cast, clock: Clock, incident: Incident) -> None:
    with pytest.raises(Invalid, match="This is what stands there already"):
        correct(cast.olu, incident, clock, {F.TITLE: "  It promised a refund "})


def test_where_two_change_the_same_field_the_second_is_told_and_nothing_of_theirs_is_saved(
    cast: Cast, clock: Clock, incident: Incident
) -> None:
    seen = read(incident)
    correct(cast.ada, incident, clock, {F.TITLE: "Ada's title"}, reason="Clearer.")
    with pytest.raises(LostFields) as lost:
        correct(cast.olu, incident, clock, {F.TITLE: "Olu's title", F.OUTPUT: "Yes."}, seen=seen)
    assert (lost.value.fields, lost.value.by) == ({"title": "Ada's title"}, "Ada")
    assert (incident.title, incident.output) == ("Ada's title", "")
    correct(cast.olu, incident, clock, {F.TITLE: "Olu's title", F.OUTPUT: "Yes."})
    assert [(row.field, row.before, row.after) for row in rows(incident)] == [
        (F.TITLE, "It promised a refund", "Ada's title"),
        (F.TITLE, "Ada's title", "Olu's title"),
        (F.OUTPUT, "", "Yes."),
    ]


def test_what_the_second_left_as_she_read_it_keeps_what_the_first_wrote(
    cast: Cast, clock: Clock, incident: Incident
) -> None:
    seen, old = read(incident), incident.title
    correct(cast.ada, incident, clock, {F.TITLE: "Ada's title", F.OUTPUT: "Yes."}, reason="Clearer.")
    correct(cast.olu, incident, clock, {F.TITLE: old, F.OUTPUT: "Yes.", F.PROMPT: "May I?"}, seen=seen)
    assert (incident.title, incident.output, incident.prompt) == ("Ada's title", "Yes.", "May I?")
    assert [row.field for row in rows(incident) if row.number == 2] == [F.PROMPT]


def declined(cast: Cast, clock: Clock, _own: Countersign) -> Incident:
    incident = factories.reported(cast, clock)
    for lead in (cast.ada, cast.ivo):
        incidents.decline(lead, incident, DeclineReason.DUPLICATE, "See AI-2.", clock())
    return incident


def frozen(cast: Cast, clock: Clock, _own: Countersign) -> Incident:
    return factories.frozen(cast, clock).incident


def sealed(cast: Cast, clock: Clock, _own: Countersign) -> Incident:
    return factories.sealed(cast, clock).incident


def published(cast: Cast, clock: Clock, own: Countersign) -> Incident:
    return factories.published(cast, clock, own).incident


@pytest.mark.parametrize(
    ("come_to", "sentence"),
    [
        (declined, "Both departments declined this report, so its record is read-only"),
        (frozen, "The review is ready, so what was reported is fixed with it. A lead can withdraw the review"),
        (sealed, "The review is ready, so what was reported is fixed with it"),
        (published, "This incident is closed, so its record is read-only. A lead can reopen it"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_what_is_fixed_is_not_corrected_and_the_sentence_names_the_way_out(
    cast: Cast,
    clock: Clock,
    own: Countersign,
    come_to: Callable[[Cast, Clock, Countersign], Incident],
    sentence: str,
) -> None:
    incident = come_to(cast, clock, own)
    with pytest.raises(NotPossibleNow, match=sentence):
        correct(cast.olu, incident, clock, {F.TITLE: "It lied"})
    assert report_corrections.hindrance(incident).startswith(sentence)


def test_a_revision_that_is_withdrawn_lets_it_be_corrected_and_the_next_report_says_it(
    cast: Cast, clock: Clock
) -> None:
    review = factories.frozen(cast, clock)
    kept = review.packet
    again = signing.void(cast.ada, review, "The title is wrong.", clock())
    correct(cast.olu, review.incident, clock, {F.TITLE: "It lied", F.SOURCES: "https://example.org/a\nA letter"})
    packet = gather(again, clock())
    assert (packet.title, packet.sources) == ("It lied", ("https://example.org/a", "A letter"))
    assert packet.timeline[-1].text == "Olu corrected what was reported: title, sources."
    assert db.session.get_one(Review, review.id).packet == kept


def test_what_a_lead_marked_ready_is_not_ready_any_more(cast: Cast, clock: Clock) -> None:
    review = factories.drafted(cast, clock)
    reviews.mark_ready(cast.ada, review, clock())
    correct(cast.olu, review.incident, clock, {F.TITLE: "It lied"})
    assert review.mark(MarkKind.READY, Department.AI) is None


def test_the_record_tells_it_without_a_word_of_what_was_written(cast: Cast, clock: Clock, incident: Incident) -> None:
    told: list[events.Event] = []
    with happened.connected_to(told.append):
        correct(cast.ada, incident, clock, {F.TITLE: "Secret words", F.OUTPUT: "Other words"}, reason="My reason")
    corrected = [event for event in told if isinstance(event, events.ReportCorrected)]
    assert [event.sentence for event in corrected] == [
        "corrected what was reported: title, what the system answered or did"
    ]
    payload = db.session.scalars(sa.select(AuditEntry.payload).where(AuditEntry.event == "ReportCorrected")).one()
    assert not any(words in payload for words in ("Secret words", "Other words", "My reason", "promised"))
    digests = {row.field.value: [text.digest(row.before), text.digest(row.after)] for row in rows(incident)}
    assert json.loads(json.loads(payload)["digests"]) == digests
    assert json.loads(payload)["reason_sha256"] == text.digest("My reason")
    assert all(verdict.broken_at is None for verdict in verify_all())
    assert [type(event).__name__ for _entry, event in events_of(incident.id)][-1] == "ReportCorrected"


def test_search_timeline_reporter_and_watchers_follow(cast: Cast, clock: Clock, incident: Incident) -> None:
    incidents.comment(cast.ari, incident, "I follow this.", clock())
    correct(cast.ivo, incident, clock, {F.TITLE: "Zebra crossing", F.OUTPUT: "Quagga"}, reason="Clearer.")
    where = (SearchEntry.kind == Kind.INCIDENT, SearchEntry.thing_id == incident.id)
    entry = db.session.scalars(sa.select(SearchEntry).where(*where)).one()
    assert "Zebra" in entry.title
    assert "Quagga" in entry.body
    words = "Ivo corrected what was reported: title, what the system answered or did."
    assert words in db.session.scalars(sa.select(TimelineEntry.text)).all()
    told = db.session.execute(sa.select(Notice.person_id, Notice.text).where(Notice.text.contains("corrected"))).all()
    assert set(told) == {
        (cast.olu.id, "AI-1: Ivo corrected what you reported: title, what the system answered or did."),
        (cast.ari.id, f"AI-1: {words}"),
    }


def test_who_is_not_named_on_a_restricted_incident_corrects_nothing_and_is_told_nothing(
    cast: Cast, clock: Clock, incident: Incident
) -> None:
    incidents.comment(cast.ian, incident, "I follow this.", clock())
    restrictions.restrict(cast.ada, incident, [cast.ivo], "It names a patient.", clock())
    with pytest.raises(Refused, match="no such incident"):
        correct(cast.ian, incident, clock, {F.TITLE: "It lied"}, reason="Clearer.")
    correct(cast.ada, incident, clock, {F.TITLE: "It lied"}, reason="Clearer.")
    told = db.session.scalars(sa.select(Notice.person_id).where(Notice.text.contains("corrected"))).all()
    assert cast.olu.id in told
    assert cast.ian.id not in told


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE report_correction SET before = 'nothing'",
        "UPDATE report_correction SET by_id = by_id",
        "DELETE FROM report_correction",
    ],
)
def test_the_database_itself_keeps_what_a_report_said_before(
    cast: Cast, clock: Clock, incident: Incident, statement: str
) -> None:
    correct(cast.olu, incident, clock, {F.TITLE: "It lied"})
    with pytest.raises(sa.exc.DBAPIError, match="only added to"), db.session.begin_nested():
        db.session.execute(sa.text(statement))


def test_a_correction_is_not_overwritten_by_adding_to_it(cast: Cast, clock: Clock, incident: Incident) -> None:
    correct(cast.olu, incident, clock, {F.TITLE: "It lied"})
    over = {
        "sqlite": "INSERT OR REPLACE INTO report_correction SELECT * FROM report_correction",
        "postgresql": "TRUNCATE report_correction",
    }[db.engine.dialect.name]
    with pytest.raises(sa.exc.DBAPIError, match="only added to"), db.session.begin_nested():
        db.session.execute(sa.text(over))


@pytest.mark.parametrize("change", [{"field": "severity"}, {"after": "It promised a refund"}])
def test_the_database_itself_keeps_only_corrections_of_a_field(
    cast: Cast, clock: Clock, incident: Incident, change: dict[str, str]
) -> None:
    statement = sa.text(
        "INSERT INTO report_correction (incident_id, number, field, before, after, reason, by_id, at) VALUES "
        "(:incident, :number, :field, 'It promised a refund', :after, '', :by, '2026-09-01 08:00:00')"
    )
    values = {"incident": incident.id, "number": 1, "field": "title", "after": "It lied", "by": cast.olu.id}
    db.session.execute(statement, values)
    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        db.session.execute(statement, values | {"number": 2} | change)
