"""Joint decisions and overrides over HTTP: who may come where, what is said, and that nothing typed is lost."""

import re
from typing import Any

import pytest
import sqlalchemy as sa

from incidents.domain.containment import ContainmentVerb
from incidents.domain.joint import ControlKind, DecisionState
from incidents.domain.override import Gate
from incidents.domain.vocabulary import Department, TaskKind
from incidents.models import DecisionPart, Enforcement, Incident, JointDecision, Override, Person, db
from incidents.operations import decisions, overrides, tasks, tracks
from tests import decision_factories as given
from tests import factories
from tests.counting import counted
from tests.decision_factories import AI_HALF, IT_HALF
from tests.factories import Cast, Clock
from tests.web.visiting import LogIn, count

PAGE = "/incidents/AI-1/decisions"
AI_TEXTS = {part.value: body for part, body in AI_HALF.items()}
IT_TEXTS = {part.value: body for part, body in IT_HALF.items()}
PROPOSAL = {"control": "feature_off", "title": "No promises", "version": "0"} | AI_TEXTS


def state() -> DecisionState:
    """The state of the newest decision."""
    return db.session.scalars(sa.select(JointDecision.state).order_by(JointDecision.id.desc()).limit(1)).one()


def kept_id(row: Any) -> int:
    """Commit, and the number of a row."""
    number: int = row.id
    db.session.commit()
    return number


def test_a_control_goes_from_proposal_to_verification_over_the_pages(log_in: LogIn, kept: Incident) -> None:
    ari, iris, ada, ivo = (log_in(name) for name in ("Ari", "Iris", "Ada", "Ivo"))
    answer = ari.post(f"{PAGE}/new", data=PROPOSAL)
    assert (answer.status_code, answer.location) == (303, f"{PAGE}#decision-1")
    assert "Still to be written by IT" in ada.get(PAGE).text
    assert iris.post(f"{PAGE}/1/statement", data=IT_TEXTS | {"version": "0"}).status_code == 303
    assert ivo.post(f"{PAGE}/1/agreement").status_code == 303
    assert ada.post(f"{PAGE}/1/agreement").status_code == 303
    task = db.session.scalar(sa.select(Enforcement.task_id))
    page = iris.get(f"/tasks/{task}").text
    assert "Ordered by the joint decision" in page
    assert "it is not handed over" in page
    number = db.session.scalar(sa.select(Person.id).where(Person.name == "Iris"))
    for step, data in (("assignment", {"assignee": number}), ("start", {}), ("finish", {"outcome": "Off."})):
        assert iris.post(f"/tasks/{task}/{step}", data=data).status_code == 303, step
    assert ivo.post(f"{PAGE}/1/verification", data={"finding": "It is off."}).status_code == 403
    assert ari.post(f"{PAGE}/1/verification", data={"finding": "Not one promise."}).status_code == 303
    assert state() is DecisionState.VERIFIED
    assert "Not one promise." in log_in("Olu").get(PAGE).text


def test_the_page_shows_both_halves_to_the_unit_and_no_step(log_in: LogIn, cast: Cast, clock: Clock) -> None:
    given.written(cast, clock, factories.accepted(cast, clock))
    db.session.commit()
    page = log_in("Olu").get(PAGE)
    assert page.status_code == 200
    for body in (*AI_TEXTS.values(), *IT_TEXTS.values()):
        assert body in page.text
    assert "Both departments decide this" in page.text
    assert "Agree for" not in page.text
    assert log_in("Sam").get(PAGE).status_code == 404


@pytest.mark.parametrize("name", ["Ari", "Iris"])
def test_a_member_sees_the_steps_blocked_with_the_reason(log_in: LogIn, cast: Cast, clock: Clock, name: str) -> None:
    given.written(cast, clock, factories.accepted(cast, clock))
    db.session.commit()
    assert "Only a lead decides this" in log_in(name).get(PAGE).text


def test_what_is_missing_is_said_beside_each_field_and_kept(log_in: LogIn, kept: Incident) -> None:
    answer = log_in("Ari").post(f"{PAGE}/new", data=PROPOSAL | {"control": "", "risk": "", "title": "Typed with care"})
    assert answer.status_code == 422
    assert "Choose what is to be decided." in answer.text
    assert "Give the risk." in answer.text
    assert "Typed with care" in answer.text
    assert count(JointDecision) == 0


def test_a_proposal_has_only_the_half_of_its_own_side(log_in: LogIn, kept: Incident) -> None:
    answer = log_in("Ivo").post(f"{PAGE}/new", data=PROPOSAL | IT_TEXTS)
    assert answer.status_code == 303
    of_ai = sa.select(DecisionPart.body).where(DecisionPart.owner == Department.AI)
    assert db.session.scalars(of_ai).all() == ["", ""]


def test_two_who_write_the_same_half_both_find_their_text(log_in: LogIn, cast: Cast, clock: Clock) -> None:
    given.proposed(cast, clock, factories.accepted(cast, clock))
    db.session.commit()
    first = AI_TEXTS | {"risk": "Theirs.", "version": "1"}
    assert log_in("Ari").post(f"{PAGE}/1/statement", data=first).status_code == 303
    answer = log_in("Ada").post(f"{PAGE}/1/statement", data=AI_TEXTS | {"risk": "Mine.", "version": "1"})
    assert answer.status_code == 422
    assert "Theirs." in answer.text
    assert "Mine." in answer.text
    assert re.search(r'name="version" value="2"', answer.text)
    again = AI_TEXTS | {"risk": "Theirs and mine.", "version": "2"}
    assert log_in("Ada").post(f"{PAGE}/1/statement", data=again).status_code == 303


def test_a_step_that_fails_is_open_again_with_what_was_typed(log_in: LogIn, cast: Cast, clock: Clock) -> None:
    row = given.verified(cast, clock, factories.accepted(cast, clock))
    decisions.lift(cast.ian, row, "It holds.", clock())
    db.session.commit()
    answer = log_in("Ivo").post(f"{PAGE}/1/lifting", data={"reason": "Typed with care."})
    assert answer.status_code == 422
    assert "Ian has agreed for IT already" in answer.text
    assert "Typed with care." in answer.text


STEPS = ("agreement", "agreement/taking-back", "declining", "withdrawal", "verification", "sending-back", "lifting")


@pytest.mark.parametrize("step", STEPS)
def test_a_decision_is_found_only_through_its_own_incident(log_in: LogIn, cast: Cast, clock: Clock, step: str) -> None:
    given.proposed(cast, clock, factories.accepted(cast, clock))
    factories.accepted(cast, clock)
    db.session.commit()
    assert log_in("Ada").post(f"/incidents/AI-2/decisions/1/{step}").status_code == 404
    assert log_in("Olu").post(f"{PAGE}/1/{step}").status_code == 403


def test_it_enforces_alone_only_after_reading_what_that_means(log_in: LogIn, cast: Cast, clock: Clock) -> None:
    given.proposed(cast, clock, factories.accepted(cast, clock))
    db.session.commit()
    assert log_in("Ada").get(f"{PAGE}/1/emergency").status_code == 403
    ivo = log_in("Ivo")
    assert "A lead of the AI department must acknowledge it" in ivo.get(f"{PAGE}/1/emergency").text
    blank = ivo.post(f"{PAGE}/1/emergency", data={"reason": " "})
    assert (blank.status_code, "Give a reason" in blank.text) == (422, True)
    assert ivo.post(f"{PAGE}/1/emergency", data={"reason": "It pays out money."}).status_code == 303
    assert state() is DecisionState.OVERRIDDEN


def test_an_override_is_a_banner_and_waits_on_the_desk_of_the_other_leads(
    log_in: LogIn, cast: Cast, clock: Clock
) -> None:
    incident = factories.accepted(cast, clock)
    number = kept_id(overrides.cross(cast.ivo, incident, Gate.EVIDENCE_HOLD, "Payments fail.", clock()))
    ada, ivo, address = log_in("Ada"), log_in("Ivo"), f"/incidents/AI-1/overrides/{number}/acknowledgement"
    banner = "A lead of the AI department must acknowledge it."
    assert banner in ivo.get("/incidents/AI-1").text
    assert "Overrides to acknowledge" in ada.get("/").text
    assert "Overrides to acknowledge" not in ivo.get("/").text
    for name in ("Ivo", "Ian"):
        refused = log_in(name).post(address)
        assert refused.status_code == 403
        assert "A lead of the AI department acknowledges this override" in refused.text
    for name in ("Ari", "Iris", "Olu"):
        assert log_in(name).post(address).status_code == 403
    assert ada.post(address).status_code == 303
    assert banner not in ivo.get("/incidents/AI-1").text
    assert "Overrides to acknowledge" not in ada.get("/").text
    assert ada.post(address).status_code == 409


@pytest.mark.parametrize("gate", [gate for gate in Gate if not gate.each_time])
def test_a_lead_reads_what_a_gate_protects_before_crossing_it(log_in: LogIn, kept: Incident, gate: Gate) -> None:
    ada = log_in("Ada")
    address = f"/incidents/AI-1/overrides/new?gate={gate.value}"
    page = ada.get(address).text
    assert gate.meaning.split(".")[0] in page
    assert "A lead of IT must acknowledge it" in page
    assert ada.post(address, data={"reason": "Why not."}).status_code == 303
    row = db.session.execute(sa.select(Override.gate, Override.reason, Override.department)).one()
    assert tuple(row) == (gate, "Why not.", Department.AI)
    again = ada.post(address, data={"reason": "Once more."})
    assert (again.status_code, "overridden this gate already" in again.text) == (422, True)
    assert log_in("Ari").get(address).status_code == 403


@pytest.mark.parametrize("gate", ["", "agreement", "nonsense"])
def test_there_is_no_page_for_a_gate_that_is_none(log_in: LogIn, kept: Incident, gate: str) -> None:
    assert log_in("Ada").get(f"/incidents/AI-1/overrides/new?gate={gate}").status_code == 404


def test_a_subject_is_shown_as_text_and_bounded(log_in: LogIn, kept: Incident) -> None:
    address = "/incidents/AI-1/overrides/new?gate=evidence_hold"
    ivo = log_in("Ivo")
    assert "<img src=x>" not in ivo.get(f"{address}&subject=<img src=x>").text
    answer = ivo.post(address, data={"reason": "Now.", "subject": "x" * 201})
    assert (answer.status_code, "201 characters" in answer.text) == (422, True)


def test_a_blocked_return_says_why_and_shows_a_lead_the_gate(log_in: LogIn, cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    factories.done(cast, clock, TaskKind.SYSTEM_ISOLATION, incident)
    tracks.declare_containment(cast.ivo, incident, ContainmentVerb.CONTAINED, "Offline.", clock())
    given.written(cast, clock, incident, ControlKind.RETURN_TO_SERVICE)
    db.session.commit()
    ivo, iris = log_in("Ivo"), log_in("Iris")
    for address in ("/incidents/AI-1", PAGE):
        assert "overrides/new?gate=readiness" in ivo.get(address).text
    assert "is not assessed yet" in ivo.get(PAGE).text
    assert "Return to service” that IT has enforced" in ivo.get("/incidents/AI-1").text
    assert "overrides/new?gate=readiness" not in iris.get("/incidents/AI-1").text


def test_an_emergency_restriction_shows_as_one_of_it_alone(log_in: LogIn, cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    task = factories.task(cast, clock, TaskKind.ACCESS_RESTRICTION, incident)
    tasks.start(cast.iris, task, clock())
    number = kept_id(task)
    ada = log_in("Ada")
    assert "Emergency restrictions by IT alone" in ada.get(PAGE).text
    assert "Emergency restriction by IT alone" in ada.get(f"/tasks/{number}").text


def test_what_waits_for_a_lead_stands_on_the_home_page(log_in: LogIn, cast: Cast, clock: Clock) -> None:
    row = given.written(cast, clock, factories.accepted(cast, clock))
    decisions.agree(cast.ada, row, clock())
    db.session.commit()
    waiting = "Joint decisions that wait for"
    assert waiting in log_in("Ivo").get("/").text
    assert waiting not in log_in("Ada").get("/").text
    assert waiting not in log_in("Iris").get("/").text


def test_the_page_costs_the_same_however_many_decisions_there_are(log_in: LogIn, cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    given.verified(cast, clock, incident)
    decisions.enforce_alone(cast.ivo, given.written(cast, clock, incident), "It burns.", clock())
    db.session.commit()
    ada, counts = log_in("Ada"), []
    for _ in range(2):
        for address in (PAGE, "/incidents/AI-1", "/"):
            with counted() as sent:
                assert ada.get(address).status_code == 200
            counts.append(len(sent))
        for _more in range(3):
            decisions.enforce_alone(cast.ivo, given.written(cast, clock, incident), "It burns.", clock())
            given.verified(cast, clock, incident)
        db.session.commit()
    assert counts[:3] == counts[3:]


def test_hostile_words_stay_words(log_in: LogIn, kept: Incident) -> None:
    evil = {"title": "<script>alert(1)</script>", "risk": "\u202e{{ 7 * 7 }}<img src=x>"}
    assert log_in("Ari").post(f"{PAGE}/new", data=PROPOSAL | evil).status_code == 303
    for address in (PAGE, "/incidents/AI-1"):
        page = log_in("Ivo").get(address).text
        assert "<script>alert(1)" not in page
        assert "<img src=x>" not in page
        assert "\u202e" not in page
