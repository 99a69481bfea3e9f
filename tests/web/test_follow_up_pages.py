"""Actions, relations, the unit's word and restrictions in the browser; and a stranger's walk through the house."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from incidents.access import ENDPOINTS
from incidents.domain.action import ActionState
from incidents.domain.containment import ContainmentVerb
from incidents.domain.correction import CorrectionVerb
from incidents.domain.relation import RelationKind
from incidents.domain.vocabulary import Severity, TaskKind
from incidents.models import Action, Confirmation, Incident, Person, Relation, Task, db
from incidents.operations import actions, confirmations, evidence, incidents, relations, restrictions, tracks
from tests import factories
from tests.counting import counted
from tests.factories import Cast, Clock
from tests.web.visiting import LogIn

SECRET = "Xylophone-Quokka"


def running(clock: Clock) -> int:
    """The number of a running action that Ari has, of a review of AI-1."""
    cast = Cast()
    review = factories.drafted(cast, clock)
    review.incident.published_revision = 1
    actions.set_running(cast.ada, review, clock())
    db.session.commit()
    return review.actions[0].id


def more_like(number: int, times: int) -> list[int]:
    """The numbers of so many more actions of the same review and owner."""
    first = db.session.get_one(Action, number)
    copied = ("incident_id", "review_id", "department", "owner_id", "due_on", "action_class", "verification", "state")
    values = {name: getattr(first, name) for name in copied}
    made = [Action(title=f"More {count}", **values) for count in range(times)]
    db.session.add_all(made)
    db.session.commit()
    return [each.id for each in made]


@pytest.fixture
def action(app: Flask, clock: Clock) -> str:
    """The address of a running action that Ari has."""
    with app.app_context():
        return f"/actions/{running(clock)}"


@pytest.fixture
def asked(app: Flask, clock: Clock) -> str:
    """The address of an incident whose unit is asked whether the fix holds."""
    with app.app_context():
        incident = factories.verified(Cast(), clock)
        db.session.commit()
        return f"/incidents/{incident.reference}"


@pytest.fixture
def two(app: Flask, clock: Clock) -> tuple[str, str]:
    """The addresses of two reported incidents."""
    with app.app_context():
        told = [factories.reported(Cast(), clock, title=title) for title in ("Refund promised", "Refund again")]
        db.session.commit()
        return tuple(f"/incidents/{one.reference}" for one in told)  # type: ignore[return-value]


def test_an_action_goes_from_its_owner_to_the_lead_who_verifies_it(app: Flask, log_in: LogIn, action: str) -> None:
    ari, ada = log_in("Ari"), log_in("Ada")
    assert "Test refunds" in ari.get("/actions").text
    assert ari.post(f"{action}/start").status_code == 303
    assert ari.post(f"{action}/finish", data={"outcome": ""}).status_code == 422
    assert ari.post(f"{action}/finish", data={"outcome": "Twenty tests."}).status_code == 303
    assert ari.post(f"{action}/verification", data={"verdict": "yes", "finding": "Mine."}).status_code == 403
    assert "verify it" in ada.get("/").text
    unsure = ada.post(f"{action}/verification", data={"finding": "Ran them."})
    assert (unsure.status_code, "Ran them." in unsure.text) == (422, True)
    assert ada.post(f"{action}/verification", data={"verdict": "yes", "finding": "Ran them."}).status_code == 303
    page = ada.get(action).text
    assert "verified the action “Test refunds” for the AI department" in page
    assert "Test refunds" not in ada.get("/actions?whose=all").text, "only open ones"
    assert "Test refunds" in ada.get("/actions?whose=all&which=verified").text


def test_the_wrong_department_sees_why_not(log_in: LogIn, action: str) -> None:
    iris = log_in("Iris")
    assert "Ari has this action." in iris.get(action).text
    assert iris.post(f"{action}/start").status_code == 403


def test_a_day_that_has_passed_is_refused_beside_the_field(log_in: LogIn, action: str) -> None:
    answer = log_in("Ada").post(f"{action}/due", data={"due_on": "2020-01-01", "reason": "Typed with care."})
    assert answer.status_code == 422
    assert "This day has passed." in answer.text
    assert "Typed with care." in answer.text


def test_both_leads_drop_an_action(app: Flask, log_in: LogIn, action: str) -> None:
    ada, ivo = log_in("Ada"), log_in("Ivo")
    assert ada.post(f"{action}/drop", data={"reason": "The system is gone."}).status_code == 303
    assert "To be dropped?" in ivo.get(action).text
    assert "answer whether to drop it" in ivo.get("/").text
    assert ada.post(f"{action}/drop/answer", data={"answer": "agree"}).status_code == 422, "not the same lead"
    assert ivo.post(f"{action}/drop/answer", data={"answer": "keep", "reason": ""}).status_code == 422
    assert ivo.post(f"{action}/drop/answer", data={"answer": "agree"}).status_code == 303
    assert "Why it was dropped" in ada.get(action).text


def test_a_drafted_action_has_no_page_yet(app: Flask, log_in: LogIn, clock: Clock) -> None:
    with app.app_context():
        number = factories.drafted(Cast(), clock).actions[0].id
        db.session.commit()
    assert log_in("Ada").get(f"/actions/{number}").status_code == 404
    assert "Test refunds" not in log_in("Ada").get("/actions?whose=all").text


def test_actions_are_paged_by_key_and_what_is_late_comes_first(
    app: Flask, log_in: LogIn, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        first = running(clock)
        numbers = [first, *more_like(first, 4)]
        db.session.get_one(Action, numbers[4]).due_on = clock().date().replace(year=2025)
        db.session.commit()
    monkeypatch.setattr("incidents.queries.actions.PAGE", 2)
    ari, address, seen = log_in("Ari"), "/actions", []
    while address:
        page = ari.get(address).text
        seen += [int(number) for number in re.findall(r'href="/actions/(\d+)"', page)]
        following = re.search(r'href="(/actions\?[^"]*after=[^"]*)"', page)
        address = following.group(1).replace("&amp;", "&") if following else ""
    assert seen == [numbers[4], *numbers[:4]]
    assert "5 actions are overdue" in ari.get("/actions").text


@pytest.mark.parametrize("path", ["/actions?whose=all", "/"])
def test_a_longer_list_needs_no_more_queries(app: Flask, log_in: LogIn, clock: Clock, path: str) -> None:
    ari = log_in("Ari")
    with app.app_context():
        number = running(clock)
    ari.get(path)
    with counted() as few:
        assert ari.get(path).status_code == 200
    with app.app_context():
        more_like(number, 10)
    with counted() as many:
        assert "More 9" in ari.get(path).text
    assert len(many) == len(few)


@pytest.mark.parametrize(
    "query", ["whose=nobody&which=x", "after=x&due=y", "after=1", "after=1&due=2026-99-99", "due=\x00"]
)
def test_an_address_that_makes_no_sense_shows_the_list(log_in: LogIn, action: str, query: str) -> None:
    assert log_in("Ari").get(f"/actions?{query}").status_code == 200


def test_olu_is_asked_on_her_home_page_and_says_yes(app: Flask, log_in: LogIn, asked: str) -> None:
    olu = log_in("Olu")
    home = olu.get("/").text
    assert home.index("Does the fix hold?") < home.index("Open in")
    assert "Yes, it holds" in olu.get(asked).text
    assert olu.post(f"{asked}/confirmation", data={"holds": "yes"}).status_code == 303
    assert "Does the fix hold?" not in olu.get("/").text
    with app.app_context():
        assert db.session.scalars(sa.select(Confirmation.state)).one() == "confirmed"


def test_no_without_words_keeps_the_question_open(log_in: LogIn, asked: str) -> None:
    answer = log_in("Olu").post(f"{asked}/confirmation", data={"holds": "no", "words": ""})
    assert answer.status_code == 422
    assert "Give what you saw: how does the fix not hold?" in answer.text


@pytest.mark.parametrize("name", ["Ada", "Ivo", "Iris"])
def test_the_departments_get_no_button_for_the_units_word(log_in: LogIn, asked: str, name: str) -> None:
    client = log_in(name)
    assert "Yes, it holds" not in client.get(asked).text
    assert client.post(f"{asked}/confirmation", data={"holds": "yes"}).status_code == 422


def test_an_administrator_sets_how_long_units_have(log_in: LogIn) -> None:
    client = log_in("Max")
    assert client.post("/administration/confirmation", data={"days": "0"}).status_code == 422
    assert client.post("/administration/confirmation", data={"days": "9"}).status_code == 303
    assert 'value="9"' in client.get("/administration/confirmation").text
    assert log_in("Ada").get("/administration/confirmation").status_code == 403


def test_a_relation_is_picked_added_and_removed(app: Flask, log_in: LogIn, two: tuple[str, str]) -> None:
    one, other = two
    ari = log_in("Ari")
    found = ari.get(f"{other}/relations?q=promised").text
    assert "other=AI-1" in found
    assert 'value="AI-1"' in ari.get(f"{other}/relations?other=AI-1").text
    assert ari.post(f"{other}/relations", data={"kind": "duplicate_of", "other": "ai-1"}).status_code == 303
    assert "Has duplicate" in ari.get(one).text
    assert "Duplicate of" in ari.get(other).text
    assert ari.post(f"{one}/relations/1/removal", data={"reason": ""}).status_code == 422
    assert ari.post(f"{one}/relations/1/removal", data={"reason": "Another one."}).status_code == 303
    assert "It stands alone" in ari.get(f"{one}/relations").text


@pytest.mark.parametrize("named", ["AI-99", "nothing", "AI-2", ""])
def test_an_incident_that_is_none_is_said_beside_the_field(log_in: LogIn, two: tuple[str, str], named: str) -> None:
    told = {"kind": "related_to", "other": named, "reason": "Typed with care."}
    answer = log_in("Ari").post(f"{two[1]}/relations", data=told)
    assert answer.status_code == 422
    assert re.search(r'id="other-error"[^>]*>[^<]*(reference|itself)', answer.text)
    assert "Typed with care." in answer.text


def test_declining_as_a_duplicate_names_the_original(app: Flask, log_in: LogIn, two: tuple[str, str]) -> None:
    ada = log_in("Ada")
    told = {"answer": "decline", "reason": "duplicate", "explanation": "Yesterday's.", "original": "AI-77"}
    wrong = ada.post(f"{two[1]}/answer", data=told)
    assert (wrong.status_code, "that you may see" in wrong.text) == (422, True)
    other = ada.post(f"{two[1]}/answer", data=told | {"original": "AI-1", "reason": "no_incident"})
    assert (other.status_code, "Only a duplicate has an original." in other.text) == (422, True)
    assert ada.post(f"{two[1]}/answer", data=told | {"original": "AI-1"}).status_code == 303
    with app.app_context():
        assert db.session.scalars(sa.select(Relation.other_id)).one() == 1


def test_a_lead_links_the_action_in_spite_of_which_it_recurred(app: Flask, log_in: LogIn, clock: Clock) -> None:
    with app.app_context():
        number = running(clock)
        again = factories.reported(Cast(), clock, title="It promised a refund again").reference
        db.session.commit()
    ada = log_in("Ada")
    assert "This was to be prevented by" in ada.get(f"/incidents/{again}").text
    told = {"kind": "recurrence_of", "other": "AI-1", "action": str(number)}
    assert ada.post(f"/incidents/{again}/relations", data=told).status_code == 303
    assert "Said to have recurred in spite of it." in ada.get(f"/incidents/{again}").text
    assert "It happened in spite of this" in ada.get(f"/actions/{number}").text


def test_a_lead_restricts_names_and_lifts(app: Flask, log_in: LogIn, two: tuple[str, str]) -> None:
    ada, sam = log_in("Ada"), log_in("Sam")
    with app.app_context():
        cast = Cast()
        ivo, number = cast.ivo.id, cast.sam.id
    alone = ada.post(f"{two[0]}/restriction", data={"people": [], "reason": "It names a patient."})
    assert (alone.status_code, "at least one lead of IT" in alone.text) == (422, True)
    assert ada.post(f"{two[0]}/restriction", data={"people": [ivo], "reason": "A patient."}).status_code == 303
    assert "Restricted" in ada.get(two[0]).text
    assert log_in("Ann").get(two[0]).status_code == 404
    assert sam.get(two[0]).status_code == 404
    assert ada.post(f"{two[0]}/restriction/people", data={"person": number}).status_code == 303
    assert sam.get(two[0]).status_code == 200
    assert ada.post(f"{two[0]}/restriction/people/{ivo}/removal", data={"reason": "Away."}).status_code == 422
    assert ada.post(f"{two[0]}/restriction/people/{number}/removal", data={"reason": "Done."}).status_code == 303
    assert sam.get(two[0]).status_code == 404
    assert ada.post(f"{two[0]}/restriction/lifting", data={"reason": "He agreed."}).status_code == 303
    assert log_in("Ann").get(two[0]).status_code == 200


@pytest.mark.parametrize("name", ["Ann", "Iris", "Lea", "Sam", "Max"])
def test_who_is_not_named_never_meets_it_on_any_page(app: Flask, log_in: LogIn, clock: Clock, name: str) -> None:
    """Every page of the house that opens for them, of every kind, and every address of the incident's own things."""
    with app.app_context():
        own = _hidden_incident(app, clock)
    client = log_in(name)
    for path in (*_pages(app, "AI-2"), "/actions?whose=all", "/incidents?text=xylophone"):
        page = client.get(path, buffered=True)
        assert page.status_code < 500, path
        assert SECRET not in page.text, path
        assert page.status_code != 200 or not re.search(r"\bAI-1\b", page.text), path
    for path in (*(path for path in _pages(app, "AI-1") if "AI-1" in path), *own):
        page = client.get(path, buffered=True)
        assert page.status_code in (403, 404), path
        assert SECRET not in page.text, path


def test_who_is_named_meets_it(app: Flask, log_in: LogIn, clock: Clock) -> None:
    with app.app_context():
        own = _hidden_incident(app, clock)
    ivo = log_in("Ivo")
    assert all(SECRET in ivo.get(path).text for path in ("/incidents", "/incidents/AI-1", "/actions?whose=all"))
    assert [ivo.get(path, buffered=True).status_code for path in own] == [200] * len(own)


def _pages(app: Flask, reference: str) -> list[str]:
    """The address of every page there is, with this reference and the number 1 where it asks for one."""
    with app.app_context():
        adapter = app.url_map.bind("")
        given = {"reference": reference, "number": 1, "section": "summary"}
        rules = [
            rule for rule in app.url_map.iter_rules() if rule.endpoint in ENDPOINTS and "GET" in (rule.methods or ())
        ]
        wanted = [rule for rule in rules if set(rule.arguments) <= set(given) and rule.endpoint != "security.logout"]
        return sorted({adapter.build(rule.endpoint, {key: given[key] for key in rule.arguments}) for rule in wanted})


def _hidden_incident(app: Flask, clock: Clock) -> list[str]:
    """AI-1, restricted, with a bit of everything, and AI-2, related to it. Returns the addresses of its own things."""
    cast, own = Cast(), app.extensions["countersign"]
    hidden = factories.reported(cast, clock, title=SECRET)
    hidden = _verified(cast, clock, hidden)
    file = evidence.add(cast.olu, hidden, name=f"{SECRET}.txt", content=b"Hello", store=own.store, at=clock())
    review = factories.drafted(cast, clock, hidden)
    for action in review.actions:
        action.title, action.owner = f"Never again {SECRET}", cast.ada
    hidden.published_revision = 1
    actions.set_running(cast.ada, review, clock())
    other = factories.reported(cast, clock)
    relations.relate(cast.ada, other, hidden, RelationKind.RELATED_TO, "", clock())
    restrictions.restrict(cast.ada, hidden, [cast.ivo], "It names a patient.", clock())
    db.session.commit()
    number = db.session.scalars(sa.select(Task.id)).first()
    return [f"/tasks/{number}", f"/evidence/{file.id}", f"/actions/{review.actions[0].id}", "/incidents/AI-1/review"]


def _verified(cast: Cast, clock: Clock, hidden: Incident) -> Incident:
    incidents.accept(cast.ari, hidden, clock(), Severity.SEV_3)
    incidents.accept(cast.iris, hidden, clock())
    factories.done(cast, clock, TaskKind.VENDOR_ESCALATION, hidden)
    tracks.declare_containment(cast.ivo, hidden, ContainmentVerb.NOT_NEEDED, "Off.", clock())
    tracks.declare_correction(cast.ada, hidden, CorrectionVerb.NOT_NEEDED, "Off.", clock())
    confirmations.answer(cast.olu, hidden, holds=True, words=SECRET, at=clock())
    return hidden


def test_states_of_actions_have_a_pill_with_words(log_in: LogIn, app: Flask, action: str) -> None:
    ada = log_in("Ada")
    for state in ActionState:
        if state is ActionState.DRAFTED:
            continue
        with app.app_context():
            row = db.session.scalars(sa.select(Action)).one()
            row.state, row.done_by = state, db.session.scalars(sa.select(Person).where(Person.name == "Ari")).one()
            row.verified_by, row.finding = None, ""
            db.session.commit()
        assert f">{state.value.capitalize()}<" in ada.get(action).text
