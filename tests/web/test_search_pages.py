"""The page of the search, the palette's answers and the help, as different people see them."""

from itertools import product

import pytest
from flask import Flask

from incidents.context import Countersign
from incidents.domain.search import TYPED
from incidents.domain.vocabulary import TaskKind
from incidents.models import Incident, db
from incidents.operations import evidence, incidents, restrictions
from incidents.queries.search import PAGE
from tests import factories
from tests.factories import Cast, Clock
from tests.web.visiting import LogIn, questions, report

HOSTILE = '<script>alert("zebra")</script> & <b>zebra</b> \N{RIGHT-TO-LEFT OVERRIDE}zebra'


@pytest.fixture
def zebra(cast: Cast, clock: Clock, own: Countersign) -> Incident:
    """An accepted incident with a task, evidence and a comment that all speak of zebras."""
    incident = factories.accepted(cast, clock)
    task = factories.task(cast, clock, TaskKind.POLICY_UPDATE, incident)
    task.description = "Ask a zebra."
    incidents.comment(cast.olu, incident, "A zebra was seen.", clock())
    evidence.add(cast.olu, incident, name="zebra.txt", content=b"A zebra.", store=own.store, at=clock())
    db.session.commit()
    return incident


def shown(answer: str, word: str) -> str:
    """What an answer says, whatever the word that was searched for; of a page, its content."""
    return answer.rpartition("<main")[2].partition("</main>")[0].replace(word, "")


def addresses(entries: list[dict[str, str]]) -> list[str]:
    return [entry["address"] for entry in entries]


def test_the_page_shows_what_fits_and_marks_it(zebra: Incident, log_in: LogIn) -> None:
    page = log_in("Ada").get("/search?q=zebra").text
    assert 'href="/incidents/AI-1"' in page
    assert 'href="/incidents/AI-1#evidence"' in page
    assert "A <mark>zebra</mark> was seen." in page
    assert 'value="zebra"' in page
    assert 'aria-current="page">Everything' in page


def test_kinds_narrow_the_results_and_keep_the_words(zebra: Incident, log_in: LogIn) -> None:
    page = log_in("Ada").get("/search?q=zebra&kind=evidence").text
    assert page.count('class="result"') == 1
    assert "<mark>zebra</mark>.txt" in page
    assert 'href="/search?q=zebra&amp;kind=task"' in page
    assert '<input type="hidden" name="kind" value="evidence">' in page


def test_hostile_text_is_printed_and_never_run(cast: Cast, clock: Clock, log_in: LogIn) -> None:
    factories.reported(cast, clock, title=HOSTILE, what_happened=HOSTILE)
    db.session.commit()
    page = log_in("Ada").get("/search", query_string={"q": "zebra"}).text
    assert "<script>alert" not in page
    assert "<b>" not in page
    assert "&lt;b&gt;<mark>zebra</mark>&lt;/b&gt;" in page
    again = log_in("Ada").get("/search", query_string={"q": HOSTILE}).text
    assert "<script>alert" not in again
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in page


def test_nothing_found_says_how_to_search(zebra: Incident, log_in: LogIn) -> None:
    ada = log_in("Ada")
    assert "Search everything that you may see" in ada.get("/search").text
    page = ada.get("/search?q=walrus&kind=system").text
    assert "Nothing fits “<bdi>walrus</bdi>”" in page
    assert 'href="/search?q=walrus">Search everything' in page


@pytest.mark.parametrize("query", ["kind=nothing", "page=0", "page=999999999", "page=x", "q=%00", "q=" + "x" * 5_000])
def test_what_makes_no_sense_counts_as_not_given(zebra: Incident, log_in: LogIn, query: str) -> None:
    ada = log_in("Ada")
    for path in (f"/search?q=zebra&{query}", f"/search?{query}", f"/search/palette.json?{query}"):
        assert ada.get(path).status_code == 200, path
    assert "x" * (TYPED + 1) not in ada.get(f"/search?{query}").text


def test_more_results_stand_on_further_pages(cast: Cast, clock: Clock, log_in: LogIn) -> None:
    for number in range(PAGE + 1):
        factories.reported(cast, clock, title=f"Zebra {number}")
    db.session.commit()
    ada = log_in("Ada")
    first, second = ada.get("/search?q=zebra").text, ada.get("/search?q=zebra&page=2").text
    assert (first.count('class="result"'), second.count('class="result"')) == (PAGE, 1)
    assert 'href="/search?q=zebra&amp;page=2"' in first
    assert 'href="/search?q=zebra&amp;page=1"' in second


def test_what_one_may_not_see_is_not_hinted_at(zebra: Incident, cast: Cast, clock: Clock, log_in: LogIn) -> None:
    for name, path in product(("Sam", "Lea"), ("/search", "/search/palette.json")):
        told, nothing = (
            shown(log_in(name).get(path, query_string={"q": word}).text, word) for word in ("zebra", "walrus")
        )
        assert told == nothing, name
    restrictions.restrict(cast.ada, zebra, [cast.ivo], "It is about one of us.", clock())
    db.session.commit()
    assert "Nothing fits" in log_in("Ian").get("/search?q=zebra").text
    assert "<mark>zebra</mark>" in log_in("Ivo").get("/search?q=zebra").text


def test_what_was_just_reported_is_found(app: Flask, log_in: LogIn) -> None:
    olu = log_in("Olu")
    assert report(olu, title="A zebra promised a refund").status_code == 303
    assert "A <mark>zebra</mark> promised a refund" in olu.get("/search?q=zebra").text


def test_the_palette_leads_to_rooms_acts_and_results(zebra: Incident, log_in: LogIn) -> None:
    ada = log_in("Ada")
    everything = ada.get("/search/palette.json").json["entries"]  # type: ignore[index]
    assert addresses(everything)[:4] == ["/incidents/new", "/guidance/new", "/", "/incidents"]
    assert "/administration/people" not in addresses(everything)
    typed = ada.get("/search/palette.json?q=que").json["entries"]  # type: ignore[index]
    assert typed[0] == {"kind": "Go to", "label": "Queue", "detail": "", "address": "/incidents"}
    found = ada.get("/search/palette.json?q=zebra").json["entries"]  # type: ignore[index]
    assert {"kind": "Evidence", "label": "zebra.txt", "detail": "AI-1", "address": "/incidents/AI-1#evidence"} in found
    assert addresses(found)[-1] == "/search?q=zebra"


@pytest.mark.parametrize(
    ("name", "may", "may_not"),
    [
        ("Max", {"/administration/people"}, {"/incidents/new", "/search", "/guidance/new"}),
        ("Olu", {"/incidents/new", "/search"}, {"/tasks", "/guidance/new", "/administration/people"}),
        ("Ivo", {"/tasks", "/account/signing"}, {"/guidance/new"}),
        ("Ari", {"/guidance/new"}, {"/account/signing"}),
    ],
)
def test_the_palette_offers_what_a_person_may_do(log_in: LogIn, name: str, may: set[str], may_not: set[str]) -> None:
    client = log_in(name)
    offered = set(addresses(client.get("/search/palette.json").json["entries"]))  # type: ignore[index]
    assert may <= offered
    assert not may_not & offered
    for address in sorted(offered):
        assert client.get(address).status_code == 200, address


def test_hidden_characters_are_in_sight_in_the_palette(cast: Cast, clock: Clock, log_in: LogIn) -> None:
    factories.reported(cast, clock, title="zebra \N{RIGHT-TO-LEFT OVERRIDE}sdrawkcab")
    db.session.commit()
    found = log_in("Ada").get("/search/palette.json?q=zebra").json["entries"]  # type: ignore[index]
    assert all("\N{RIGHT-TO-LEFT OVERRIDE}" not in entry["label"] for entry in found)


def test_an_administrator_without_affiliation_has_no_search_box(log_in: LogIn) -> None:
    page = log_in("Max").get("/").text
    assert "data-search" not in page
    assert 'id="palette"' in page


def test_the_help_lists_the_shortcuts_that_a_person_has(log_in: LogIn) -> None:
    ada, max_ = log_in("Ada").get("/search/shortcuts").text, log_in("Max").get("/search/shortcuts").text
    assert '<a href="/incidents" data-keys="g q">Queue</a>' in ada
    assert 'data-keys="c"' in ada
    assert 'data-keys="g q"' not in max_
    assert 'data-keys="g h"' in max_


def test_nobody_who_is_not_logged_in_has_a_palette(app: Flask) -> None:
    page = app.test_client().get("/login").text
    assert "palette" not in page.partition("<body")[2]


@pytest.mark.parametrize("page", ["/search?q=zebra", "/search/palette.json?q=zebra"])
def test_a_search_asks_as_often_however_much_it_finds(
    zebra: Incident, cast: Cast, clock: Clock, log_in: LogIn, page: str
) -> None:
    ada = log_in("Ada")
    few = questions(ada, page)
    for number in range(PAGE):
        factories.reported(Cast(), clock, title=f"Zebra {number}")
    db.session.commit()
    assert questions(ada, page) == few
