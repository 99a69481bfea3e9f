"""The taxonomies that the product ships: whole, sourced, defined, and strict about their ids."""

import re
from importlib.resources import files

import pytest

from incidents.domain.bulletin import BULLETIN, BulletinState, BulletinVerb
from incidents.domain.errors import Invalid, NotPossibleNow
from incidents.domain.machine import advance
from incidents.domain.reporting_framework import CRITERIA, MANDATORY, RUNG
from incidents.domain.taxonomy import HARM_TYPES, ORDER, TAXONOMIES, Taxonomy, known, words
from incidents.domain.vocabulary import Severity
from incidents.models.classification import ID_LENGTH

EVERY = pytest.mark.parametrize("taxonomy", TAXONOMIES.values(), ids=TAXONOMIES)
SHIPPED = {
    "oecd-harm-types": 8,
    "oecd-severity": 6,
    "oecd-relation": 7,
    "oecd-stakeholders": 9,
    "oecd-breadth": 5,
    "oecd-autonomy": 5,
    "failure-modes": 9,
    "mit-domains": 24,
    "mit-entity": 3,
    "mit-intent": 3,
    "mit-timing": 3,
    "nist-ai-600-1": 12,
    "owasp-llm-2026": 10,
    "owasp-agentic-2026": 10,
}


def test_every_list_is_there_with_as_many_terms_as_its_source_has() -> None:
    assert {name: len(taxonomy.terms) for name, taxonomy in TAXONOMIES.items()} == SHIPPED


def test_every_file_is_read_and_every_name_has_a_file() -> None:
    shipped = {path.name.removesuffix(".toml") for path in files("incidents").joinpath("taxonomies").iterdir()}
    assert {name for name in shipped if not name.startswith("__")} == set(ORDER)
    assert all(taxonomy.id == name for name, taxonomy in TAXONOMIES.items())


@EVERY
def test_every_taxonomy_says_where_it_comes_from(taxonomy: Taxonomy) -> None:
    for words_given in (taxonomy.family, taxonomy.title, taxonomy.question, taxonomy.source, taxonomy.licence):
        assert words_given.strip() == words_given != ""
    assert re.search(r"20[0-9]{2}", taxonomy.version)
    assert taxonomy.link == "" or taxonomy.link.startswith("https://")
    assert taxonomy.question.endswith("?")


@EVERY
def test_every_term_has_an_id_of_its_own_and_a_definition_of_a_sentence_or_two(taxonomy: Taxonomy) -> None:
    assert len({term.id for term in taxonomy.terms}) == len(taxonomy.terms)
    assert len({term.label for term in taxonomy.terms}) == len(taxonomy.terms)
    for term in taxonomy.terms:
        assert re.fullmatch(r"[a-z0-9.-]+", term.id)
        assert len(f"{taxonomy.id}") <= ID_LENGTH >= len(term.id)
        assert 20 <= len(term.definition) <= 220, term.id
        assert term.definition.endswith(".")
        assert 1 <= len(re.findall(r"[.?!](?:\s|$)", term.definition)) <= 3, term.definition


@EVERY
def test_a_list_with_headings_has_each_of_them_once(taxonomy: Taxonomy) -> None:
    names = [name for name, _ in taxonomy.groups]
    assert len(names) == len(set(names))
    assert sum(len(terms) for _, terms in taxonomy.groups) == len(taxonomy.terms)


def test_the_multi_agent_risk_that_came_later_is_there() -> None:
    assert TAXONOMIES["mit-domains"].label("7.6") == "7.6 Multi-agent risks"


def test_an_unknown_term_is_refused_by_name_and_an_unknown_taxonomy_too() -> None:
    with pytest.raises(Invalid, match="“Harm types” has no term “boredom”") as refused:
        TAXONOMIES[HARM_TYPES].chosen(["physical", "boredom"])
    assert refused.value.field == HARM_TYPES
    with pytest.raises(Invalid, match="There is no taxonomy “horoscope”"):
        known("horoscope")


def test_one_term_at_most_where_the_list_says_so() -> None:
    with pytest.raises(Invalid, match="takes one term; 2 were given"):
        TAXONOMIES["oecd-severity"].chosen(["hazard", "incident"])
    assert TAXONOMIES["oecd-severity"].chosen(["hazard", "hazard"]) == ("hazard",)


def test_chosen_terms_stand_once_each_in_the_order_of_the_list() -> None:
    assert TAXONOMIES[HARM_TYPES].chosen(["rights", "physical", "rights"]) == ("physical", "rights")


def test_ids_that_a_later_file_dropped_are_still_told() -> None:
    assert words(HARM_TYPES, "physical, long-gone") == "Physical, long-gone"
    assert words("no-such-list", "a, b") == "a, b"


def test_the_framework_has_29_criteria_of_which_seven_are_mandatory() -> None:
    assert list(CRITERIA) == list(range(1, 30))
    assert sorted(MANDATORY) == [1, 2, 3, 4, 7, 10, 11]
    criteria = [taxonomy.criterion for taxonomy in TAXONOMIES.values() if taxonomy.criterion]
    assert len(criteria) == len(set(criteria)) == 6
    assert set(criteria) <= set(CRITERIA)


def test_every_severity_has_a_rung_on_the_ladder_of_the_oecd() -> None:
    assert set(RUNG) == set(Severity)
    assert set(RUNG.values()) <= set(TAXONOMIES["oecd-severity"].by_id)


def test_published_guidance_never_becomes_a_draft_again() -> None:
    assert BulletinState.DRAFT not in BULLETIN.values()
    for ended in (BulletinState.SUPERSEDED, BulletinState.WITHDRAWN):
        for verb in BulletinVerb:
            with pytest.raises(NotPossibleNow):
                advance(BULLETIN, ended, verb)
    with pytest.raises(NotPossibleNow, match="It is draft, so it cannot be superseded now"):
        advance(BULLETIN, BulletinState.DRAFT, BulletinVerb.SUPERSEDED)
