"""The inbox, how one is told, watching, muting and mentioning, over HTTP."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from incidents.context import Countersign
from incidents.domain.notices import Attention, Choice, Mail, NoticeKind
from incidents.models import Incident, Notice, NoticeChoice, OutboxRow, Person, Watch, db
from incidents.operations import notices, restrictions
from incidents.queries.notices import choices_of
from tests import factories
from tests.factories import Cast, Clock
from tests.web.visiting import LogIn, questions

SQLITE = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


@pytest.fixture
def quiet(cast: Cast, kept: Incident) -> Incident:
    """An accepted incident, and empty inboxes."""
    db.session.execute(sa.delete(Notice))
    db.session.commit()
    return kept


def tell(person: Person, number: int = 0, incident: Incident | None = None, **more: Any) -> None:
    given: dict[str, Any] = {"kind": NoticeKind.DECISION, "path": "/incidents/AI-1"} | more
    text = given.pop("text", f"Told no. {number}.")
    notices.tell(person, f"test:{number}", text, at=datetime.now(UTC), incident=incident, **given)
    db.session.commit()


def newest() -> int:
    return db.session.scalar(sa.select(sa.func.max(Notice.id))) or 0


def test_the_header_counts_what_is_new_and_a_notice_leads_to_its_page_once_read(
    log_in: LogIn, cast: Cast, quiet: Incident
) -> None:
    for number in range(3):
        tell(cast.ivo, number, quiet)
    first = newest() - 2
    ivo, ada = log_in("Ivo"), log_in("Ada")
    assert ivo.get("/notices/unread").json == {"unread": 3}
    assert re.search(r'class="news">3<', ivo.get("/").text)
    answer = ivo.post(f"/notices/{first}/reading")
    assert (answer.status_code, answer.location) == (303, "/incidents/AI-1")
    assert ivo.get("/notices/unread").json == {"unread": 2}
    assert ada.post(f"/notices/{first}/reading").status_code == 404, "it is somebody else's"
    assert ivo.post("/notices/reading").status_code == 303
    assert ivo.get("/notices/unread").json == {"unread": 0}
    assert re.search(r'class="news" hidden>0<', ivo.get("/notices").text)


def test_notices_are_grouped_by_incident_and_kind_the_unread_first(log_in: LogIn, cast: Cast, quiet: Incident) -> None:
    tell(cast.ada, 1, quiet)
    tell(cast.ada, 2, quiet)
    tell(cast.ada, 3, kind=NoticeKind.GUIDANCE, path="/guidance/1", text="Guidance to read.")
    ada = log_in("Ada")
    ada.post(f"/notices/{newest()}/reading")
    page = ada.get("/notices").text
    assert page.count('class="card notice-group') == 2
    assert page.index("Told no. 2.") < page.index("Told no. 1.") < page.index("Guidance to read.")
    assert "2 new" in page
    assert "It promised a refund" in page


def test_a_group_is_marked_as_read_and_the_others_are_not(log_in: LogIn, cast: Cast, quiet: Incident) -> None:
    tell(cast.ada, 1, quiet)
    tell(cast.ada, 2, quiet, kind=NoticeKind.MENTIONED)
    shown = newest()
    tell(cast.ada, 3, quiet)
    ada = log_in("Ada")
    sent = {"kind": "decision", "incident": "1", "up_to": str(shown)}
    assert ada.post("/notices/reading", data=sent).status_code == 303
    db.session.rollback()
    unread = sa.select(Notice.key).where(Notice.read_at.is_(None)).order_by(Notice.id)
    assert list(db.session.scalars(unread)) == ["test:2", "test:3"], "what came since the page was made stays unread"


@SQLITE
@pytest.mark.parametrize("sent", [{"kind": "nonsense"}, {"up_to": "many"}, {"incident": "-1"}, {"up_to": "9" * 40}])
def test_nonsense_marks_nothing_as_read(log_in: LogIn, cast: Cast, quiet: Incident, sent: dict[str, str]) -> None:
    tell(cast.ada, 1, quiet)
    ada = log_in("Ada")
    assert ada.post("/notices/reading", data=sent).status_code == 400
    assert ada.get("/notices/unread").json == {"unread": 1}


def test_the_inbox_is_filtered_and_pages_by_key(log_in: LogIn, cast: Cast, clock: Clock, quiet: Incident) -> None:
    for number in range(25):
        incident = factories.reported(cast, clock)
        notices.tell(
            cast.ari,
            f"test:{number}",
            f"Told no. {number}.",
            kind=NoticeKind.DECISION if number % 2 else NoticeKind.MENTIONED,
            path=f"/incidents/{incident.reference}",
            at=clock(),
            incident=incident,
        )
    db.session.commit()
    ari = log_in("Ari")
    first = ari.get("/notices").text
    more = re.search(r'href="(/notices\?after=1-\d+)"', first)
    assert more
    second = ari.get(more.group(1)).text
    seen = [set(re.findall(r"Told no\. \d+\.", page)) for page in (first, second)]
    assert (len(seen[0]), len(seen[1]), seen[0] & seen[1]) == (20, 5, set())
    assert len(set(re.findall(r"Told no\. \d+\.", ari.get("/notices?kind=mentioned").text))) == 13
    ari.post("/notices/reading")
    assert "Nothing fits" in ari.get("/notices?state=unread").text
    assert ari.get("/notices?after=nonsense&kind=nonsense&incident=x").status_code == 200


def test_a_long_group_lists_five_and_leads_to_the_rest(log_in: LogIn, cast: Cast, quiet: Incident) -> None:
    for number in range(8):
        tell(cast.ada, number, quiet)
    ada = log_in("Ada")
    page = ada.get("/notices").text
    assert len(re.findall(r"Told no\. \d\.", page)) == 5
    link = re.search(r'href="(/notices\?kind=decision&amp;incident=1[^"]*)">3 more', page)
    assert link
    assert len(re.findall(r"Told no\. \d\.", ada.get(link.group(1).replace("&amp;", "&")).text)) == 8


def test_what_one_may_not_see_any_more_is_not_counted_not_listed_and_not_opened(
    log_in: LogIn, cast: Cast, clock: Clock, quiet: Incident
) -> None:
    tell(cast.ari, 1, quiet, text="The secret of AI-1.")
    number = newest()
    restrictions.restrict(cast.ada, quiet, [cast.ivo], "It names a patient.", clock())
    db.session.execute(sa.delete(Notice).where(Notice.id != number))
    db.session.commit()
    ari = log_in("Ari")
    assert ari.get("/notices/unread").json == {"unread": 0}
    assert "secret" not in ari.get("/notices").text
    assert ari.post(f"/notices/{number}/reading").status_code == 404


def test_what_a_unit_lost_sight_of_is_hidden_though_nothing_is_restricted(
    log_in: LogIn, cast: Cast, quiet: Incident
) -> None:
    tell(cast.lea, 1, quiet, text="A title for departments.")
    tell(cast.lea, 2, quiet, text="AI-1 is late.", path="")
    page = log_in("Lea").get("/notices").text
    assert "A title for departments." not in page
    assert "AI-1 is late." in page
    assert quiet.title not in page, "what was written for leadership leads nowhere and names no title"


@SQLITE
def test_a_notice_leads_to_no_other_site(log_in: LogIn, cast: Cast, quiet: Incident) -> None:
    tell(cast.ada, 1, path="//example.org")
    assert log_in("Ada").post(f"/notices/{newest()}/reading").location == "/notices"


@SQLITE
def test_what_stands_in_a_notice_is_never_markup(log_in: LogIn, cast: Cast, quiet: Incident) -> None:
    tell(cast.ada, 1, text="<script>alert(1)</script>")
    assert "<script>alert(1)" not in log_in("Ada").get("/notices").text


def test_the_inbox_asks_the_database_as_often_however_much_is_in_it(
    log_in: LogIn, cast: Cast, clock: Clock, quiet: Incident
) -> None:
    tell(cast.ada, 0, quiet)
    ada = log_in("Ada")
    few = questions(ada, "/notices")
    for number in range(1, 15):
        tell(cast.ada, number, factories.reported(cast, clock))
    assert questions(ada, "/notices") == few


def fields_of(page: str) -> dict[str, str]:
    """What the form of choices would send if nobody touched it."""
    sent = dict.fromkeys(re.findall(r'<input checked[^>]* name="(shown_\w+)"', page), "y")
    for name, options in re.findall(r'<select[^>]* name="(\w+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option selected value="(\w+)"', options)
        assert chosen, name
        sent[name] = chosen.group(1)
    return sent


def test_a_person_chooses_by_kind_and_channel(log_in: LogIn, cast: Cast) -> None:
    ada = log_in("Ada")
    page = ada.get("/account/notices").text
    assert "This instance sends no mail" in page
    assert "Others cannot go on before you have answered." in page
    assert 'name="shown_decision"' not in page, "what cannot be switched off has no box"
    assert 'name="mail_administration"' not in page, "Ada administers nothing"
    sent = fields_of(page)
    del sent["shown_watched"]
    sent |= {"mail_guidance": "daily", "digest_hour": "17"}
    assert ada.post("/account/notices", data=sent).status_code == 303
    db.session.rollback()
    person = db.session.get_one(Person, cast.ada.id)
    assert choices_of(person) == {
        NoticeKind.WATCHED: Choice(False, Mail.NONE),
        NoticeKind.GUIDANCE: Choice(True, Mail.DAILY),
    }
    assert person.digest_hour == 17
    assert fields_of(ada.get("/account/notices").text) == sent


@SQLITE
def test_a_bad_choice_is_said_beside_its_field_and_keeps_the_rest(log_in: LogIn, cast: Cast) -> None:
    ada = log_in("Ada")
    sent = fields_of(ada.get("/account/notices").text) | {"mail_due": "by pigeon", "digest_hour": "17"}
    answer = ada.post("/account/notices", data=sent)
    assert answer.status_code == 422
    assert "Not a valid choice" in answer.text
    assert '<option selected value="17">' in answer.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(NoticeChoice)) == 0


@SQLITE
def test_with_a_mail_server_the_page_does_not_say_that_there_is_none(
    log_in: LogIn, own: Countersign, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"mail_host": "mail.example.org", "mail_sender": "notices@example.org", "mail_password": "of the server"}
    monkeypatch.setattr(own, "settings", replace(own.settings, **given))
    assert "sends no mail" not in log_in("Ada").get("/account/notices").text
    page = log_in("Max").get("/administration/mail").text
    assert "mail.example.org:587" in page
    assert "of the server" not in page


@SQLITE
def test_administrators_see_what_could_not_be_sent_and_try_it_again(log_in: LogIn, cast: Cast, quiet: Incident) -> None:
    max_ = log_in("Max")
    assert "No mail server is set" in max_.get("/administration/mail").text
    tell(cast.ada, 1, quiet, text="What only Ada may know.")
    at = datetime.now(UTC)
    failed = OutboxRow(kind="mail_notice", key="mail_notice:1", subject_id=newest(), due_at=at, attempts=12)
    failed.error, failed.given_up_at = "Undeliverable: The mail server refused it for good: 550 <b>No</b>", at
    db.session.add(failed)
    db.session.commit()
    page = max_.get("/administration/mail").text
    assert "550 &lt;b&gt;No" in page
    assert "Given up" in page
    assert "What only Ada may know." not in page
    assert max_.post("/administration/mail/attempts").status_code == 303
    db.session.rollback()
    assert (failed.given_up_at, failed.attempts) == (None, 0)


def test_an_incident_is_watched_muted_and_left(log_in: LogIn, cast: Cast, quiet: Incident) -> None:
    iris, ivo = log_in("Iris"), log_in("Ivo")
    assert "You watch this incident." in iris.get("/incidents/AI-1").text, "she accepted it"
    assert "You are told only what concerns you here." in ivo.get("/incidents/AI-1").text
    for attention, said in (
        ("muted", "Muted: you are told only what waits for you."),
        ("stopped", "You are told only what concerns you here."),
        ("watching", "You watch this incident."),
    ):
        answer = ivo.post("/incidents/AI-1/watch", data={"attention": attention})
        assert (answer.status_code, answer.location) == (303, "/incidents/AI-1#watching")
        assert said in ivo.get("/incidents/AI-1").text
    db.session.rollback()
    row = db.session.get_one(Watch, (quiet.id, cast.ivo.id))
    assert row.attention is Attention.WATCHING


@SQLITE
def test_nonsense_is_no_attention(log_in: LogIn, quiet: Incident) -> None:
    assert log_in("Ivo").post("/incidents/AI-1/watch", data={"attention": "loud"}).status_code == 400


@pytest.mark.parametrize("who", ["Sam", "Lea"])
def test_who_may_not_see_an_incident_learns_nobody_of_it_and_watches_nothing(
    log_in: LogIn, quiet: Incident, who: str
) -> None:
    client = log_in(who)
    assert client.get("/incidents/AI-1/people?q=a").status_code == 404
    assert client.post("/incidents/AI-1/watch", data={"attention": "watching"}).status_code == 404


def test_the_picker_answers_with_those_who_may_see_the_incident(log_in: LogIn, quiet: Incident) -> None:
    answer = log_in("Olu").get("/incidents/AI-1/people?q=i")
    assert answer.json == {
        "people": [
            {"handle": "ian", "name": "Ian", "of": "IT department"},
            {"handle": "iris", "name": "Iris", "of": "IT department"},
            {"handle": "ivo", "name": "Ivo", "of": "IT department"},
        ]
    }


def test_a_mention_stands_out_only_where_it_names_somebody(log_in: LogIn, cast: Cast, quiet: Incident) -> None:
    olu = log_in("Olu")
    olu.post("/incidents/AI-1/comments", data={"text": "@iris and @sam, <b>look</b>."})
    page = olu.get("/incidents/AI-1").text
    assert '<span class="mention">@iris</span> and @sam, &lt;b&gt;look&lt;/b&gt;.' in page
    iris = log_in("Iris")
    assert "Olu mentioned you in a comment." in iris.get("/notices").text
    assert "mentioned you" not in log_in("Sam").get("/notices").text


def test_the_page_asks_the_database_as_often_however_many_are_mentioned(
    log_in: LogIn, cast: Cast, quiet: Incident
) -> None:
    olu = log_in("Olu")
    olu.post("/incidents/AI-1/comments", data={"text": "@iris"})
    few = questions(olu, "/incidents/AI-1")
    for _ in range(5):
        olu.post("/incidents/AI-1/comments", data={"text": "@iris @ivo @ada"})
    assert questions(olu, "/incidents/AI-1") == few
