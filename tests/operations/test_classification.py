"""Classifying: who may, what is kept, and what the record for the OECD answers."""

import json
from collections.abc import Callable
from datetime import datetime

import pytest

from incidents.access import Act, can
from incidents.domain import events
from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.domain.events import IncidentClassified
from incidents.domain.taxonomy import HARM_TYPES
from incidents.models import Incident, db
from incidents.operations import classification, evidence
from incidents.queries import classification as queries
from incidents.queries import oecd
from incidents.queries.kept_events import events_of
from tests import factories
from tests.factories import Cast

Clock = Callable[[], datetime]
DEPARTMENTS = {"Ada", "Ann", "Ari", "Ivo", "Ian", "Iris"}


def told(incident: Incident) -> list[IncidentClassified]:
    return [event for _, event in events_of(incident.id) if isinstance(event, events.IncidentClassified)]


def chosen(incident: Incident) -> dict[str, list[str]]:
    return {one.taxonomy.id: [term.id for term in one.terms] for one in queries.of(incident)}


@pytest.fixture
def incident(cast: Cast, clock: Clock) -> Incident:
    return factories.accepted(cast, clock)


def test_just_the_two_departments_classify(cast: Cast, incident: Incident) -> None:
    assert {person.name for person in cast.everybody if can(person, Act.CLASSIFY, incident)} == DEPARTMENTS


def test_whoever_may_not_classify_is_refused_and_nothing_is_kept(cast: Cast, clock: Clock, incident: Incident) -> None:
    for person in (cast.olu, cast.lea, cast.max, cast.sam):
        with pytest.raises(Refused):
            classification.classify(person, incident, {HARM_TYPES: ["physical"]}, clock())
    assert queries.of(incident) == []


def test_the_reporters_unit_names_harm_until_triage_is_through(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    may = {person.name for person in cast.everybody if can(person, Act.NAME_HARM, incident)}
    assert may == DEPARTMENTS | {"Olu"}
    classification.name_harm(cast.olu, incident, ["economic"], clock())
    assert [term.id for term in queries.harm_types(incident)] == ["economic"]

    factories.incidents.accept(cast.ari, incident, clock(), factories.Severity.SEV_3)
    factories.incidents.accept(cast.iris, incident, clock())

    with pytest.raises(Refused, match="Triage is through"):
        classification.name_harm(cast.olu, incident, ["physical"], clock())
    assert [term.id for term in queries.harm_types(incident)] == ["economic"]


def test_terms_are_set_cleared_and_left_alone(cast: Cast, clock: Clock, incident: Incident) -> None:
    classification.classify(cast.ari, incident, {HARM_TYPES: ["rights", "economic"], "mit-entity": ["ai"]}, clock())
    classification.classify(cast.iris, incident, {HARM_TYPES: ["economic", "physical"]}, clock())
    assert chosen(incident) == {HARM_TYPES: ["physical", "economic"], "mit-entity": ["ai"]}
    classification.classify(cast.iris, incident, {"mit-entity": []}, clock())
    assert chosen(incident) == {HARM_TYPES: ["physical", "economic"]}


def test_the_audit_trail_keeps_before_and_after_of_each_list_that_changed(
    cast: Cast, clock: Clock, incident: Incident
) -> None:
    classification.classify(cast.ari, incident, {HARM_TYPES: ["economic"], "mit-entity": []}, clock())
    classification.classify(cast.ari, incident, {HARM_TYPES: ["economic"]}, clock())
    classification.classify(cast.iris, incident, {HARM_TYPES: ["rights"]}, clock())
    classification.classify(cast.iris, incident, {HARM_TYPES: []}, clock())
    assert [(event.actor.name, event.before, event.after) for event in told(incident)] == [
        ("Ari", "", "economic"),
        ("Iris", "economic", "rights"),
        ("Iris", "rights", ""),
    ]
    assert [event.sentence for event in told(incident)] == [
        "set “Harm types” to Economic or property",
        "set “Harm types” to Human or fundamental rights, was Economic or property",
        "cleared “Harm types”, which was Human or fundamental rights",
    ]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({HARM_TYPES: ["boredom"]}, HARM_TYPES),
        ({"mit-entity": ["human", "ai"]}, "mit-entity"),
        ({"horoscope": ["libra"]}, "taxonomy"),
    ],
)
def test_what_no_list_has_is_refused_and_nothing_is_half_saved(
    cast: Cast, clock: Clock, incident: Incident, given: dict[str, list[str]], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        classification.classify(cast.ari, incident, {"failure-modes": ["drift"]} | given, clock())
    assert refused.value.field == field
    assert queries.of(incident) == []
    assert told(incident) == []


def test_nobody_overwrites_unseen_what_somebody_else_chose(cast: Cast, clock: Clock, incident: Incident) -> None:
    looked_at = queries.fingerprint(queries.rows_of(incident))
    classification.classify(cast.ari, incident, {HARM_TYPES: ["rights"]}, clock(), looked_at)
    with pytest.raises(NotPossibleNow, match="Somebody else classified"):
        classification.classify(cast.iris, incident, {HARM_TYPES: ["physical"]}, clock(), looked_at)
    assert chosen(incident) == {HARM_TYPES: ["rights"]}
    again = queries.fingerprint(queries.rows_of(incident))
    classification.classify(cast.iris, incident, {HARM_TYPES: ["physical"]}, clock(), again)
    assert chosen(incident) == {HARM_TYPES: ["physical"]}


def test_a_declined_report_is_read_only(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    for lead in (cast.ada, cast.ivo):
        reason = factories.incidents.DeclineReason.NO_INCIDENT
        factories.incidents.decline(lead, incident, reason, "Nothing happened.", clock())
    with pytest.raises(NotPossibleNow):
        classification.classify(cast.ari, incident, {HARM_TYPES: ["rights"]}, clock())


def test_figures_read_the_harm_of_many_incidents_at_once(cast: Cast, clock: Clock, incident: Incident) -> None:
    other = factories.reported(cast, clock)
    classification.classify(cast.ari, incident, {HARM_TYPES: ["rights", "physical"]}, clock())
    found = queries.harm_types_of([incident.id, other.id])
    assert {number: [term.id for term in terms] for number, terms in found.items()} == {
        incident.id: ["physical", "rights"]
    }


def test_counts_are_of_the_incidents_that_a_person_may_see(cast: Cast, clock: Clock, incident: Incident) -> None:
    classification.classify(cast.ari, incident, {HARM_TYPES: ["rights"]}, clock())
    own = factories.incidents.report(
        cast.sam, title="It lied", what_happened="It said so.", system=cast.system, at=clock()
    )
    classification.name_harm(cast.sam, own, ["rights"], clock())
    counted = {person.name: queries.counts(person).get((HARM_TYPES, "rights"), 0) for person in cast.everybody}
    assert counted == dict.fromkeys(DEPARTMENTS, 2) | {"Olu": 1, "Sam": 1, "Lea": 0, "Max": 0}


def test_the_oecd_record_names_what_is_missing_until_all_seven_are_answered(
    cast: Cast, clock: Clock, incident: Incident, own: factories.Countersign
) -> None:
    before = oecd.record(incident, queries.of(incident))
    assert [criterion.number for criterion in before.missing] == [3, 7, 10, 11]
    evidence.add(cast.olu, incident, name="chat.txt", content=b"Hello", store=own.store, at=clock())
    given = {HARM_TYPES: ["economic"], "oecd-severity": ["incident"], "oecd-relation": ["direct-cause"]}
    classification.classify(cast.ari, incident, given, clock())
    after = oecd.record(incident, queries.of(incident))
    assert after.missing == []
    assert {criterion.number: criterion.value for criterion in after.mandatory} == {
        1: "It promised a refund",
        2: "It promised a refund that we do not give.",
        3: ["Direct cause"],
        4: "Olu, Customer Operations",
        7: [{"name": "chat.txt", "sha256": "185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969"}],
        10: ["Incident"],
        11: ["Economic or property"],
    }


def test_the_oecd_record_survives_json_and_keeps_every_criterion(cast: Cast, clock: Clock, incident: Incident) -> None:
    classification.classify(cast.ari, incident, {HARM_TYPES: ["economic"], "mit-domains": ["7.6"]}, clock())
    classified = queries.of(incident)
    values = oecd.as_json(oecd.record(incident, classified), classified, clock())
    assert json.loads(json.dumps(values)) == values
    assert [criterion["number"] for criterion in values["criteria"]] == list(range(1, 30))
    assert values["missing_mandatory"] == [3, 7, 10]
    assert values["complete"] is False
    assert next(one for one in values["criteria"] if one["number"] == 3)["value"] is None
    assert [one["taxonomy"] for one in values["classification"]] == [HARM_TYPES, "mit-domains"]
    db.session.rollback()
