"""Classification over HTTP: the picker, the report form, the queue's filter, the taxonomies and the export."""

import json
import re

from incidents.domain.taxonomy import HARM_TYPES, TAXONOMIES
from incidents.models import Incident, IncidentTerm, db
from incidents.operations import classification
from incidents.queries import classification as queries
from tests import factories
from tests.factories import Cast, Clock
from tests.web.visiting import LogIn, count, questions, report

PAGE = "/incidents/AI-1/classification"


def seen(page: str) -> str:
    return re.findall(r'name="seen"[^>]*value="([0-9a-f]+)"', page)[0]


def ticked(page: str) -> list[str]:
    return [value for value, rest in re.findall(r'value="([^"]+)"([^>]*)>', page) if re.search(r"\bchecked\b", rest)]


def test_every_term_stands_on_the_page_with_its_definition_beside(log_in: LogIn, kept: Incident) -> None:
    page = log_in("Ari").get(PAGE).text
    for taxonomy in TAXONOMIES.values():
        kind = "checkbox" if taxonomy.many else "radio"
        assert page.count(f'name="{taxonomy.id}"') == len(taxonomy.terms) + (not taxonomy.many), taxonomy.id
        assert f'type="{kind}"' in page
        for term in taxonomy.terms:
            assert term.definition.replace("'", "&#39;") in page, term.id
    assert "<script>" not in page


def test_what_was_chosen_is_saved_and_shown(log_in: LogIn, kept: Incident) -> None:
    ari = log_in("Ari")
    chosen = {HARM_TYPES: ["economic", "rights"], "mit-domains": ["7.6"], "mit-entity": ["ai"], "oecd-severity": [""]}
    answer = ari.post(PAGE, data=chosen | {"seen": seen(ari.get(PAGE).text)})
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert ticked(ari.get(PAGE).text) == ["economic", "rights", "7.6", "ai"]
    assert "Economic or property, Human or fundamental rights" in ari.get("/incidents/AI-1").text
    assert "set “Harm types” to" in ari.get("/incidents/AI-1").text


def test_a_wrong_term_is_told_beside_its_list_and_the_rest_of_the_choice_is_kept(log_in: LogIn, kept: Incident) -> None:
    ari = log_in("Ari")
    answer = ari.post(PAGE, data={HARM_TYPES: ["rights", "boredom"], "mit-timing": ["post-deployment"]})
    assert answer.status_code == 422
    assert "“Harm types” has no term “boredom”. Choose from the list." in answer.text
    assert ticked(answer.text) == ["rights", "post-deployment"]
    assert count(IncidentTerm) == 0


def test_two_people_who_classify_at_once_see_each_other(log_in: LogIn, kept: Incident) -> None:
    ari, iris = log_in("Ari"), log_in("Iris")
    page = ari.get(PAGE).text
    assert iris.post(PAGE, data={HARM_TYPES: ["rights"], "seen": seen(page)}).status_code == 303
    late = ari.post(PAGE, data={HARM_TYPES: ["physical"], "seen": seen(page)})
    assert late.status_code == 422
    assert "Somebody else classified this incident" in late.text
    assert ticked(late.text) == ["physical"]
    assert "Recorded now" in late.text
    assert ari.post(PAGE, data={HARM_TYPES: ["physical"], "seen": seen(late.text)}).status_code == 303
    assert ticked(ari.get(PAGE).text) == ["physical"]


def test_who_may_not_classify_reads_it_and_is_told_who_may(log_in: LogIn, kept: Incident) -> None:
    olu = log_in("Olu")
    page = olu.get(PAGE).text
    assert "This is work of the AI department and IT." in page
    assert "Save the classification" not in page
    assert olu.post(PAGE, data={HARM_TYPES: ["rights"]}).status_code == 422
    sam = log_in("Sam")
    assert (sam.get(PAGE).status_code, sam.get(f"{PAGE}.json").status_code) == (404, 404)
    assert count(IncidentTerm) == 0


def test_harm_can_be_named_with_the_report(log_in: LogIn, in_app: None) -> None:
    olu = log_in("Olu")
    assert "Classify (optional)" in olu.get("/incidents/new").text
    assert report(olu, harm_types=["economic", "rights"]).status_code == 303
    assert report(olu).status_code == 303
    assert [term.id for term in queries.harm_types(db.session.get_one(Incident, 1))] == ["economic", "rights"]
    assert count(IncidentTerm) == 2


def test_a_report_that_did_not_go_through_keeps_the_harm_that_was_named(log_in: LogIn, in_app: None) -> None:
    olu = log_in("Olu")
    blank = report(olu, title="", harm_types=["economic"])
    assert blank.status_code == 422
    assert ticked(blank.text) == ["economic"]
    wrong = report(olu, harm_types=["economic", "boredom"])
    assert wrong.status_code == 422
    assert "has no term “boredom”" in wrong.text
    assert (count(Incident), count(IncidentTerm)) == (0, 0)


def test_the_queue_is_narrowed_by_harm_and_the_address_keeps_it(log_in: LogIn, cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    factories.reported(cast, clock, title="Another one")
    classification.classify(cast.ari, incident, {HARM_TYPES: ["rights"], "mit-domains": ["3.1"]}, clock())
    db.session.commit()
    ada = log_in("Ada")
    narrowed = ada.get(f"/incidents?term={HARM_TYPES}/rights").text
    assert "It promised a refund" in narrowed
    assert "Another one" not in narrowed
    assert f'value="{HARM_TYPES}/rights" selected' in narrowed
    assert "3.1 False or misleading information" in ada.get("/incidents?term=mit-domains/3.1").text
    assert "Nothing fits these filters" in ada.get(f"/incidents?term={HARM_TYPES}/physical").text
    for nonsense in ("boredom", "horoscope/libra", f"{HARM_TYPES}/boredom", "/"):
        assert "Another one" in ada.get(f"/incidents?term={nonsense}").text


def test_the_taxonomies_stand_with_source_licence_and_counts(
    log_in: LogIn, cast: Cast, clock: Clock, kept: Incident
) -> None:
    classification.classify(cast.ari, kept, {HARM_TYPES: ["rights"]}, clock())
    db.session.commit()
    page = log_in("Olu").get("/taxonomies").text
    for taxonomy in TAXONOMIES.values():
        assert taxonomy.source in page
        assert taxonomy.licence in page
    assert page.count("1 incident<") == 1
    assert "1 incident<" not in log_in("Sam").get("/taxonomies").text


def test_the_oecd_record_downloads_as_json_and_names_what_is_missing(
    log_in: LogIn, cast: Cast, clock: Clock, kept: Incident
) -> None:
    classification.classify(cast.ari, kept, {HARM_TYPES: ["rights"]}, clock())
    db.session.commit()
    answer = log_in("Ari").get(f"{PAGE}.json")
    assert answer.mimetype == "application/json"
    assert answer.headers["Content-Disposition"] == "attachment; filename=AI-1-oecd.json"
    values = json.loads(answer.text)
    assert values["missing_mandatory"] == [3, 7, 10]
    assert values["criteria"][10] == {
        "number": 11,
        "name": "Harm type",
        "mandatory": True,
        "value": ["Human or fundamental rights"],
    }


def test_the_pages_ask_as_many_questions_however_much_is_classified(
    log_in: LogIn, cast: Cast, clock: Clock, kept: Incident
) -> None:
    classification.classify(cast.ari, kept, {HARM_TYPES: ["rights"]}, clock())
    db.session.commit()
    ada = log_in("Ada")
    pages = (PAGE, f"{PAGE}.json", "/taxonomies", f"/incidents?term={HARM_TYPES}/rights", "/incidents/AI-1")
    before = [questions(ada, page) for page in pages]
    everything = {taxonomy.id: list(taxonomy.by_id)[: None if taxonomy.many else 1] for taxonomy in TAXONOMIES.values()}
    classification.classify(cast.iris, kept, everything, clock())
    for _ in range(3):
        more = factories.reported(cast, clock)
        classification.name_harm(cast.olu, more, ["rights"], clock())
    db.session.commit()
    assert [questions(ada, page) for page in pages] == before
