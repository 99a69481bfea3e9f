"""Guidance over HTTP: writing, publishing, reading, acknowledging, and what is said when something does not go."""

from typing import Any

import pytest
import sqlalchemy as sa

from incidents.domain.vocabulary import TaskKind
from incidents.models import Bulletin, BulletinAcknowledgement, Unit, db
from incidents.operations import bulletins
from tests import factories
from tests.factories import Cast, Clock
from tests.web.visiting import LogIn, count, questions

TEXT = {"title": "Check refunds", "body": "Look them up:\n\n- in the tariff", "addressed": "some", "units": "1"}


@pytest.fixture
def guidance(cast: Cast, clock: Clock) -> Bulletin:
    """Published by Ada for Customer Operations, committed."""
    made = published(cast, clock)
    db.session.commit()
    return made


def published(cast: Cast, clock: Clock, **fields: Any) -> Bulletin:
    unit = db.session.scalars(sa.select(Unit).where(Unit.name == "Customer Operations")).one()
    given: dict[str, Any] = {"title": "Check refunds", "body": "Look.", "system": None, "units": [unit]} | fields
    made = bulletins.draft(cast.ari, for_all=not given["units"], **given, at=clock())
    bulletins.publish_bulletin(cast.ada, made, clock())
    return made


def test_from_the_first_draft_to_the_units_answer(log_in: LogIn, in_app: None) -> None:
    ari, ada, olu = log_in("Ari"), log_in("Ada"), log_in("Olu")
    assert ari.post("/guidance/new", data=TEXT).location == "/guidance/1"
    assert olu.get("/guidance/1").status_code == 404
    assert "Drafts of guidance" in ada.get("/").text
    assert "Only a lead of the AI department decides this" in ari.get("/guidance/1").text
    assert ada.post("/guidance/1/publication").status_code == 303
    assert "Guidance to acknowledge" in olu.get("/").text
    page = olu.get("/guidance/1").text
    assert "<li><bdi>in the tariff</bdi></li>" in page
    assert olu.post("/guidance/1/acknowledgement", data={"question": "Vouchers too?"}).status_code == 303
    assert "Acknowledged by" in olu.get("/guidance/1").text
    assert "Guidance to acknowledge" not in olu.get("/").text
    assert "Vouchers too?" in ari.get("/guidance/1").text
    assert "1 of 1 unit acknowledged" in ari.get("/guidance").text


def test_a_revision_supersedes_and_withdrawal_warns(log_in: LogIn, guidance: Bulletin) -> None:
    ada, olu = log_in("Ada"), log_in("Olu")
    assert ada.post("/guidance/1/revision").location == "/guidance/2/text"
    saved = ada.post("/guidance/2/text", data=TEXT | {"title": "Check all refunds", "version": "1"})
    assert saved.status_code == 303
    assert ada.post("/guidance/2/publication").status_code == 303
    old = olu.get("/guidance/1").text
    assert "revision 2 stands in its place" in old
    assert "Our unit has read it" not in old
    assert olu.post("/guidance/1/acknowledgement").status_code == 422
    assert ada.post("/guidance/2/withdrawal", data={"reason": ""}).status_code == 422
    assert ada.post("/guidance/2/withdrawal", data={"reason": "The tariff changed."}).status_code == 303
    assert "Do not follow it any more." in olu.get("/guidance/2").text
    assert "The tariff changed." in olu.get("/guidance/2").text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "Give a title."),
        ({"title": "x" * 161}, "161 characters; 160 are the most"),
        ({"body": ""}, "Give the guidance itself."),
        ({"units": ""}, "There is no such unit."),
        ({"units": []}, "Choose at least one unit, or address every unit."),
        ({"units": "99"}, "There is no such unit."),
        ({"system": "x"}, "There is no such system."),
    ],
)
def test_what_is_wrong_is_told_beside_the_field_and_what_was_typed_is_kept(
    log_in: LogIn, in_app: None, wrong: dict[str, Any], sentence: str
) -> None:
    answer = log_in("Ari").post("/guidance/new", data=TEXT | {"body": "typed with care"} | wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "typed with care" in answer.text or "body" in wrong
    assert count(Bulletin) == 0


def test_two_writers_of_a_draft_lose_nothing(log_in: LogIn, in_app: None) -> None:
    ari, ada = log_in("Ari"), log_in("Ada")
    ari.post("/guidance/new", data=TEXT)
    assert ada.post("/guidance/1/text", data=TEXT | {"body": "Hers.", "version": "1"}).status_code == 303
    late = ari.post("/guidance/1/text", data=TEXT | {"body": "His.", "version": "1"})
    assert late.status_code == 409
    assert "Hers." in late.text
    assert "His." in late.text
    assert ari.post("/guidance/1/text", data=TEXT | {"body": "Both.", "version": "2"}).status_code == 303


@pytest.mark.parametrize("name", ["Olu", "Ivo", "Iris", "Lea", "Sam", "Max"])
def test_nobody_else_writes_publishes_or_withdraws(log_in: LogIn, guidance: Bulletin, name: str) -> None:
    client = log_in(name)
    assert client.get("/guidance/new").status_code == 403
    for path in ("/guidance/new", "/guidance/1/text", "/guidance/1/revision"):
        assert client.post(path, data=TEXT).status_code == 403, path
    for path in ("/guidance/1/publication", "/guidance/1/withdrawal"):
        assert client.post(path, data={"reason": "No."}).status_code in (403, 422), path
    assert (count(Bulletin), db.session.get_one(Bulletin, 1, populate_existing=True).state) == (1, "published")


def test_only_an_addressed_unit_acknowledges(log_in: LogIn, guidance: Bulletin) -> None:
    for name in ("Sam", "Ada", "Lea"):
        assert log_in(name).post("/guidance/1/acknowledgement").status_code == 422
    assert log_in("Max").post("/guidance/1/acknowledgement").status_code == 403
    assert "It does not address Property. You can read it." in log_in("Sam").get("/guidance/1").text
    assert count(BulletinAcknowledgement) == 0


def test_a_finished_policy_update_offers_to_publish_guidance_from_it(log_in: LogIn, cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    number = factories.done(cast, clock, TaskKind.POLICY_UPDATE, incident).id
    db.session.commit()
    ari = log_in("Ari")
    assert f"/guidance/new?task={number}" in ari.get(f"/tasks/{number}").text
    assert "It worked." in ari.get(f"/guidance/new?task={number}").text
    assert ari.post(f"/guidance/new?task={number}", data=TEXT).status_code == 303
    assert "Written from the task" in ari.get("/guidance/1").text
    assert "The AI department writes guidance." in log_in("Iris").get(f"/tasks/{number}").text
    assert db.session.get_one(Bulletin, 1).task_id == number


def test_guidance_is_never_markup(log_in: LogIn, cast: Cast, clock: Clock) -> None:
    published(cast, clock, title="<b>Now</b>", body="- <script>alert(1)</script>\n\n<img src=x>")
    db.session.commit()
    page = log_in("Olu").get("/guidance/1").text
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    assert "<b>Now" not in page


def test_empty_shelves_teach(log_in: LogIn, in_app: None) -> None:
    assert "No guidance yet" in log_in("Olu").get("/guidance").text
    assert "until one of its leads publishes it" in log_in("Ari").get("/guidance?shelf=drafts").text


def test_the_pages_ask_as_many_questions_however_much_guidance_there_is(
    log_in: LogIn, cast: Cast, clock: Clock, guidance: Bulletin
) -> None:
    published(cast, clock, units=[], title="For all")
    db.session.commit()
    visits = [(log_in(name), path) for name in ("Ada", "Olu") for path in ("/guidance", "/guidance/1", "/")]
    before = [questions(client, path) for client, path in visits]
    bulletins.acknowledge(cast.olu, guidance, clock())
    for number in range(5):
        more = published(cast, clock, title=f"Number {number}")
        bulletins.acknowledge(cast.olu, more, clock(), "Why?")
        published(cast, clock, units=[], title=f"All {number}")
    db.session.commit()
    after = [questions(client, path) for client, path in visits]
    # An acknowledgement brings one question for who gave it, whatever the number of them.
    assert all(now <= then + 1 for then, now in zip(before, after, strict=True)), (before, after)


def test_the_list_goes_on_a_page_further(log_in: LogIn, cast: Cast, clock: Clock) -> None:
    for number in range(26):
        published(cast, clock, title=f"Rule {number:02}")
    db.session.commit()
    lea = log_in("Lea")
    first, further = lea.get("/guidance").text, lea.get("/guidance?before=2").text
    assert ("Older guidance" in first, "Rule 25" in first, "Rule 00" in first) == (True, True, False)
    assert ("Older guidance" in further, "Rule 01" in further, "Rule 00" in further) == (False, False, True)
