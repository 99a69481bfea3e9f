"""Searching: what there is can be found at once, the best first, and never what one may not see."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from incidents.context import Countersign
from incidents.delivery.search import catch_up
from incidents.delivery.sweeps import SWEEPS
from incidents.domain.register import Field, Side
from incidents.domain.search import Kind, understood
from incidents.domain.vocabulary import TaskKind
from incidents.models import Evidence, Incident, Person, Review, SearchEntry, System, Task, db
from incidents.operations import evidence, incidents, register, restrictions, signing, tasks
from incidents.operations.search_texts import text_of
from incidents.queries.search import PAGE, PAGES, Results, search
from tests import factories
from tests.counting import counted
from tests.factories import Cast, Clock


def found(person: Person, typed: str, kind: Kind | None = None) -> list[tuple[str, str]]:
    """Kind and title of what a person finds, the best first."""
    return [(row.kind.value, "".join(piece.text for piece in row.title)) for row in results(person, typed, kind).rows]


def results(person: Person, typed: str, kind: Kind | None = None, page: int = 1) -> Results:
    return search(person, understood(typed), kind, page)


def plan_of(ask: Callable[[], object]) -> str:
    """How the database goes about the one statement that is sent meanwhile."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        sent.append((statement, parameters))

    db.session.flush()
    event.listen(db.engine, "before_cursor_execute", note)
    ask()
    event.remove(db.engine, "before_cursor_execute", note)
    ((statement, parameters),) = sent
    explain = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN"
    rows = db.session.connection().exec_driver_sql(f"{explain} {statement}", parameters)
    return "\n".join(str(row) for row in rows)


def test_a_report_is_found_at_once_by_every_text_in_it(cast: Cast, clock: Clock) -> None:
    factories.reported(
        cast,
        clock,
        title="It promised a refund",
        what_happened="A customer was told of a warranty.",
        prompt="Is the kettle covered?",
        output="Certainly, for a decade.",
    )
    for typed in ("promised", "warranty", "kettle", "decade"):
        assert found(cast.ada, typed) == [("incident", "It promised a refund")], typed


def test_what_was_said_later_is_found_as_well(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    incidents.comment(cast.olu, incident, "The pelican called again.", clock())
    assert found(cast.ivo, "pelican") == [("incident", incident.title)]


def test_a_task_is_found_by_its_description_and_its_outcome(cast: Cast, clock: Clock) -> None:
    task = factories.done(cast, clock, TaskKind.ROLLBACK, factories.accepted(cast, clock))
    assert task.outcome == "It worked."
    assert ("task", task.title) in found(cast.iris, "worked")
    raised = tasks.raise_task(
        cast.ari, task.incident, kind=TaskKind.POLICY_UPDATE, title="Tell them", description="Heron", at=clock()
    )
    assert found(cast.olu, "heron") == [("task", raised.title)]


def test_evidence_is_found_by_its_name_and_by_the_words_in_a_file_that_is_text(
    cast: Cast, clock: Clock, own: Countersign
) -> None:
    incident = factories.reported(cast, clock)
    for name, content in (("chat-log.txt", b"user: where is my walrus?"), ("trace.jsonl", b'{"tool": "narwhal"}')):
        evidence.add(cast.olu, incident, name=name, content=content, store=own.store, at=clock())
    evidence.add(cast.olu, incident, name="dump.bin", content=b"\x00 walrus \xff", store=own.store, at=clock())
    assert found(cast.ada, "walrus") == [("evidence", "chat-log.txt")]
    assert found(cast.ada, "narwhal") == [("evidence", "trace.jsonl")]
    assert found(cast.ada, "chat") == found(cast.ada, "chat-log.txt") == [("evidence", "chat-log.txt")]
    assert found(cast.ada, "dump") == [("evidence", "dump.bin")]


def test_a_system_is_found_by_what_its_sides_state(cast: Cast, clock: Clock) -> None:
    register.state(cast.ada, cast.system, Side.AI, {Field.VENDOR: "Cormorant Labs"}, version=0, at=clock())
    assert found(cast.sam, "cormorant") == found(cast.lea, "helpdesk") == [("system", "Helpdesk assistant")]


def test_words_are_found_whatever_their_ending_and_while_the_last_is_being_typed(cast: Cast, clock: Clock) -> None:
    factories.reported(cast, clock, title="Refunds were promised", what_happened="Two policies say otherwise.")
    for typed in ("refund", "refunding", "promise policy", "REFUNDS", "prom", "refund polic"):
        assert len(found(cast.ada, typed)) == 1, typed
    for typed in ("refund kettle", "prom refund", "fund", "policy -refund", '"promised refunds"', "-refund", "?!", ""):
        assert found(cast.ada, typed) == [], typed


def test_a_phrase_is_found_as_it_stands(cast: Cast, clock: Clock) -> None:
    factories.reported(cast, clock, title="Red before blue")
    factories.reported(cast, clock, title="Blue before red")
    assert found(cast.ada, '"before blue"') == [("incident", "Red before blue")]
    assert len(found(cast.ada, "before blue")) == 2


def test_it_is_a_word_like_any_other(cast: Cast, clock: Clock) -> None:
    factories.reported(cast, clock, title="Ask IT", what_happened="Nobody did.")
    factories.reported(cast, clock, title="Ask somebody", what_happened="Nobody did.")
    assert found(cast.ada, "ask it") == [("incident", "Ask IT")]


def test_a_reference_that_was_typed_goes_first_and_its_things_follow(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    factories.task(cast, clock, TaskKind.POLICY_UPDATE, incident)
    other = factories.reported(cast, clock, title=f"AI-{incident.id} AI-{incident.id} again")
    for typed in (incident.reference, incident.reference.lower(), f"AI {incident.id}"):
        rows = results(cast.ada, typed).rows
        assert (rows[0].kind, rows[0].thing_id) == (Kind.INCIDENT, incident.id), typed
        assert {(row.kind, row.thing_id) for row in rows} >= {(Kind.INCIDENT, other.id)}
        assert "task" in {row.kind.value for row in rows}


def test_a_title_goes_before_a_text(cast: Cast, clock: Clock) -> None:
    factories.reported(cast, clock, title="Kettles", what_happened="It spoke of a pelican and of a pelican.")
    factories.reported(cast, clock, title="A pelican", what_happened="It spoke of kettles.")
    factories.reported(cast, clock, title="More kettles", what_happened="The pelican once more.")
    assert found(cast.ada, "pelican")[0] == ("incident", "A pelican")


def test_only_the_kind_that_was_asked_for_is_shown(cast: Cast, clock: Clock) -> None:
    task = factories.task(cast, clock, TaskKind.POLICY_UPDATE)
    assert found(cast.ada, "policy", Kind.TASK) == [("task", task.title)]
    assert found(cast.ada, "policy", Kind.SYSTEM) == []


def test_everybody_finds_what_they_see_and_nothing_else(cast: Cast, clock: Clock, own: Countersign) -> None:
    incident = factories.accepted(cast, clock)
    incidents.comment(cast.olu, incident, "zebra", clock())
    evidence.add(cast.olu, incident, name="zebra.txt", content=b"zebra", store=own.store, at=clock())
    tasks.raise_task(cast.ari, incident, kind=TaskKind.POLICY_UPDATE, title="zebra", at=clock())
    seeing = {person.name for person in cast.everybody if found(person, "zebra")}
    assert seeing == {"Olu", "Ada", "Ari", "Ann", "Ivo", "Iris", "Ian"}
    assert {len(found(person, "zebra")) for person in cast.everybody} == {0, 3}
    for person in cast.everybody:
        assert bool(found(person, incident.reference)) is bool(found(person, "zebra")), person.name


def test_a_restricted_incident_is_found_by_those_who_are_named(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    incidents.comment(cast.olu, incident, "zebra", clock())
    assert found(cast.ari, "zebra")
    restrictions.restrict(cast.ada, incident, [cast.ada, cast.ivo], "It is about one of us.", clock())
    seeing = {person.name for person in cast.everybody if found(person, "zebra")}
    assert seeing == {named.person.name for named in incident.named}
    assert "Ari" not in seeing


def test_leadership_finds_a_report_once_it_is_published_and_never_a_draft(
    cast: Cast, clock: Clock, own: Countersign
) -> None:
    review = factories.sealed(cast, clock)
    assert found(cast.lea, "know") == []
    assert found(cast.ada, "know") == [], "what is being written is read in the review"
    for lead in (cast.ada, cast.ivo):
        signing.sign(lead, review, factories.PASSPHRASE, own.store, clock())
    assert found(cast.lea, "know", Kind.REPORT) == [("report", review.incident.title)]
    assert found(cast.sam, "know") == found(cast.max, "know") == []


def test_of_two_revisions_the_newest_is_found(cast: Cast, clock: Clock, own: Countersign) -> None:
    factories.published(cast, clock, own)
    second = factories.revised(cast, clock, own)
    assert [row.thing_id for row in results(cast.lea, "know", Kind.REPORT).rows] == [second.id]


def test_who_has_left_finds_nothing(cast: Cast, clock: Clock) -> None:
    factories.reported(cast, clock, title="zebra")
    cast.ada.active = False
    assert found(cast.ada, "zebra") == found(cast.ada, "helpdesk") == []


def test_the_index_says_what_the_things_say(cast: Cast, clock: Clock, own: Countersign) -> None:
    factories.published(cast, clock, own)
    entries = db.session.scalars(sa.select(SearchEntry)).all()
    for entry in entries:
        text = text_of(entry.kind, entry.thing_id, own.store)
        assert (entry.title, entry.body, entry.incident_id) == (text.title, text.body, text.incident_id), entry.kind
    for kind, model in ((Kind.INCIDENT, Incident), (Kind.TASK, Task), (Kind.EVIDENCE, Evidence), (Kind.SYSTEM, System)):
        there = set(db.session.scalars(sa.select(model.id)))
        assert {entry.thing_id for entry in entries if entry.kind is kind} == there, kind
    assert [e.thing_id for e in entries if e.kind is Kind.REPORT] == list(db.session.scalars(sa.select(Review.id)))


def test_what_is_undone_is_not_found(cast: Cast, clock: Clock) -> None:
    factories.reported(cast, clock, title="zebra")
    assert found(cast.ada, "zebra")
    db.session.rollback()
    assert found(cast.ada, "zebra") == []


def test_the_worker_reads_what_was_there_before_the_index(cast: Cast, clock: Clock, own: Countersign) -> None:
    incident = factories.reported(cast, clock, what_happened="Of a walrus.")
    evidence.add(cast.olu, incident, name="old.txt", content=b"narwhal", store=own.store, at=clock())
    db.session.execute(sa.update(SearchEntry).values(stale=True, body=""))
    db.session.commit()
    assert found(cast.ada, "walrus") == found(cast.ada, "narwhal") == []
    assert catch_up in SWEEPS
    assert catch_up(clock) == db.session.scalar(sa.select(sa.func.count(SearchEntry.id)))
    assert catch_up(clock) == 0
    assert found(cast.ada, "walrus") == [("incident", incident.title)]
    assert found(cast.ada, "narwhal") == [("evidence", "old.txt")]


def test_a_file_that_is_gone_is_found_by_its_name(cast: Cast, clock: Clock, own: Countersign) -> None:
    incident = factories.reported(cast, clock)
    kept = evidence.add(cast.olu, incident, name="old.txt", content=b"narwhal", store=own.store, at=clock())
    (own.settings.evidence / kept.sha256[:2] / kept.sha256).unlink()
    db.session.execute(sa.update(SearchEntry).values(stale=True, body=""))
    db.session.commit()
    assert catch_up(clock)
    assert found(cast.ada, "old") == [("evidence", "old.txt")]


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE",
        '"',
        "NEAR(a b)",
        "a AND OR",
        "title:x",
        "a*b^c",
        "\\ & | ! <-> :*",
        "%_",
        "\x00\u202e",
        "(((",
        "-",
        '-"',
        "²",
        "नमस्ते",
        "漢字",
        "🙂",
        "x" * 500,
        "a " * 500,
    ],
)
def test_whatever_is_typed_is_a_search_and_no_command(cast: Cast, clock: Clock, text: str) -> None:
    factories.reported(cast, clock)
    assert isinstance(found(cast.ada, text), list)
    assert isinstance(found(cast.ada, f"refund {text}"), list)


def test_a_text_of_any_size_can_be_reported(cast: Cast, clock: Clock, own: Countersign) -> None:
    incident = factories.reported(cast, clock, output="pelican " + "0123456789" * 4_900)
    crowded = " ".join(f"{number:x}" for number in range(400_000)).encode()
    evidence.add(cast.olu, incident, name="crowded.txt", content=crowded, store=own.store, at=clock())
    signs = " ".join(chr(0x4E00 + number) for number in range(20_000)).encode()
    evidence.add(cast.olu, incident, name="signs.txt", content=signs, store=own.store, at=clock())
    assert ("incident", incident.title) in found(cast.ada, "pelican")
    assert found(cast.ada, "crowded") == [("evidence", "crowded.txt")]


def test_a_search_costs_one_query_however_much_it_finds(cast: Cast, clock: Clock) -> None:
    for number in range(PAGE + 5):
        factories.reported(cast, clock, title=f"Pelican {number}")
    db.session.commit()
    _ = cast.ada.affiliation
    with counted() as asked:
        first = results(cast.ada, "pelican")
        assert [row.incident.system.name for row in first.rows if row.incident]
    assert (len(asked), len(first.rows), first.more) == (1, PAGE, True)
    second = results(cast.ada, "pelican", page=2)
    assert (len(second.rows), second.more) == (5, False)
    assert not {row.thing_id for row in first.rows} & {row.thing_id for row in second.rows}
    assert not results(cast.ada, "pelican", page=PAGES).more


@pytest.mark.parametrize("kind", [None, Kind.INCIDENT])
def test_the_words_are_looked_up_and_not_read_through(cast: Cast, clock: Clock, kind: Kind | None) -> None:
    incident = factories.reported(cast, clock)
    crowd = [
        {"kind": Kind.INCIDENT, "thing_id": 1_000 + number, "incident_id": incident.id, "title": f"Kettle {number}"}
        for number in range(3_000)
    ]
    db.session.execute(sa.insert(SearchEntry), crowd)
    db.session.execute(sa.text("ANALYZE"))
    if db.engine.dialect.name == "postgresql":
        # What was just written waits beside the index; in a house that lives, the database has put it in long ago.
        db.session.execute(sa.text("SELECT gin_clean_pending_list('ix_search_entry_words')"))
        # Some thousand short rows are read through faster than anything is looked up; years of long ones are not.
        db.session.execute(sa.text("SET LOCAL enable_seqscan = off"))
    plan = plan_of(lambda: results(cast.ada, "pelican promised", kind))
    if db.engine.dialect.name == "sqlite":
        assert re.search(r"SCAN search_words VIRTUAL TABLE INDEX \d+:M", plan), plan
        assert "SEARCH search_entry USING INTEGER PRIMARY KEY" in plan
        assert "SCAN search_entry" not in plan
    else:
        assert "Bitmap Index Scan on ix_search_entry_words" in plan, plan
