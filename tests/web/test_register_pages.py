"""The register over HTTP: the list, a system, each side's statement, readiness, changes, and what an incident says."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from incidents.domain.change import Origin, Part
from incidents.domain.override import Gate
from incidents.domain.readiness import AREAS, Purpose
from incidents.domain.register import Boundary, Field, Side, fields_of
from incidents.domain.vocabulary import Severity
from incidents.models import ChangeNotice, Incident, System, db
from incidents.operations import changes, overrides, readiness, register, restrictions
from tests import factories
from tests.counting import counted
from tests.factories import Cast, Clock
from tests.web.visiting import LogIn


def owned(cast: Cast, clock: Clock) -> System:
    """The system of the tests with its three owners."""
    system = cast.system
    return register.save_system(
        cast.max,
        system,
        name=system.name,
        unit=system.unit,
        owner_for_value=cast.olu,
        owner_for_safety=cast.ada,
        owner_for_platform=cast.ivo,
        at=clock(),
    )


def changed(cast: Cast, clock: Clock, title: str = "The vendor moved to model 5", **fields: Any) -> ChangeNotice:
    """A change of the system, as Ari recorded it."""
    told: dict[str, Any] = {"origin": Origin.VENDOR, "part": Part.MODEL, "effective_at": clock()} | fields
    return changes.notice(cast.ari, cast.system, title=title, at=clock(), **told)


@pytest.fixture
def staged(app: Flask, clock: Clock) -> None:
    """Owners are named, and Olu has reported an incident that both departments accepted. Committed."""
    with app.app_context():
        cast = Cast()
        owned(cast, clock)
        changed(cast, clock, "An older change", effective_at=clock() - timedelta(days=90))
        changed(cast, clock)
        factories.accepted(cast, clock)
        db.session.commit()


def typed(side: Side, **values: str) -> dict[str, str]:
    """What a browser sends for a side."""
    return {field.value: "" for field in fields_of(side)} | {"seen": "0"} | values


def test_everybody_affiliated_reads_the_register_and_what_is_missing_is_said(log_in: LogIn, staged: None) -> None:
    for name in ("Olu", "Ada", "Iris", "Lea", "Sam"):
        client = log_in(name)
        assert "Helpdesk assistant" in client.get("/systems").text
        page = client.get("/systems/1").text
        assert "Not ready for use" in page
        assert "rollback plan" in page
        assert "IT states these." in page
    assert log_in("Max").get("/systems").status_code == 403


def test_a_search_finds_by_what_a_system_is_for_and_says_when_nothing_fits(log_in: LogIn, staged: None) -> None:
    olu = log_in("Olu")
    assert olu.post("/systems/1/statements/business", data=typed(Side.BUSINESS, purpose="Parcels")).status_code == 303
    assert "Helpdesk assistant" in olu.get("/systems?q=parcel").text
    assert "No system fits" in olu.get("/systems?q=50%25").text
    assert "No system fits" in olu.get("/systems?unit=2").text
    assert "Helpdesk assistant" in olu.get("/systems?unit=1").text


@pytest.mark.parametrize(
    ("side", "may"),
    [("business", {"Olu"}), ("ai", {"Ada", "Ari"}), ("it", {"Ivo", "Iris"})],
)
def test_each_side_opens_to_its_own_people_only(log_in: LogIn, staged: None, side: str, may: set[str]) -> None:
    for name in ("Olu", "Sam", "Ada", "Ari", "Ivo", "Iris", "Lea"):
        client = log_in(name)
        address = f"/systems/1/statements/{side}"
        assert client.get(address).status_code == (200 if name in may else 403), name
        assert client.post(address, data=typed(Side(side))).status_code == (303 if name in may else 403), name
        shown = f'href="{address}"' in client.get("/systems/1").text
        assert shown is (name in may), name


def test_two_people_who_write_at_once_both_keep_their_text(log_in: LogIn, staged: None) -> None:
    iris, ivo = log_in("Iris"), log_in("Ivo")
    saved = typed(Side.IT, rollback_plan="Back to image 41, in ten minutes.", kill_switch="Flag assistant.enabled.")
    assert iris.post("/systems/1/statements/it", data=saved).status_code == 303
    answer = ivo.post("/systems/1/statements/it", data=typed(Side.IT, rollback_plan="Redeploy.", exit_plan="Export."))
    assert answer.status_code == 409
    for kept in ("Back to image 41", "Redeploy.", "Export.", "Flag assistant.enabled.", "Iris</bdi> saved this while"):
        assert kept in answer.text
    again = typed(Side.IT, rollback_plan="Redeploy, or image 41.", exit_plan="Export.", seen="1")
    assert ivo.post("/systems/1/statements/it", data=again).status_code == 303
    assert "Redeploy, or image 41." in ivo.get("/systems/1").text


def test_the_version_of_the_model_is_not_the_version_of_the_statement(log_in: LogIn, staged: None) -> None:
    ada = log_in("Ada")
    for seen, version in enumerate(("4.1", "5.0")):
        answer = ada.post("/systems/1/statements/ai", data=typed(Side.AI, version=version, seen=str(seen)))
        assert answer.status_code == 303
    page = ada.get("/systems/1/statements/ai").text
    assert 'name="version" type="text" value="5.0"' in page
    assert 'name="seen" type="hidden" value="2"' in page
    assert ada.post("/systems/1/statements/ai", data=typed(Side.AI, version="6", seen="")).status_code == 422


def test_too_much_text_is_refused_beside_its_field_and_nothing_is_saved(log_in: LogIn, staged: None) -> None:
    answer = log_in("Ada").post(
        "/systems/1/statements/ai", data=typed(Side.AI, vendor="x" * 121, may_read="Published rules.")
    )
    assert answer.status_code == 422
    assert "121 characters; 120 are the most" in answer.text
    assert "Published rules." in answer.text
    assert "Published rules." not in log_in("Ada").get("/systems/1").text


def test_what_a_side_states_is_shown_as_text_whatever_it_holds(log_in: LogIn, staged: None) -> None:
    hostile = "<script>alert(1)</script>"
    ada = log_in("Ada")
    assert (
        ada.post("/systems/1/statements/ai", data=typed(Side.AI, may_read=hostile, vendor=hostile)).status_code == 303
    )
    for page in ("/systems/1", "/systems", "/systems/1/statements/ai", "/incidents/AI-1/system"):
        assert hostile not in ada.get(page).text


def test_readiness_is_begun_assessed_signed_off_by_both_and_then_shown(log_in: LogIn, staged: None) -> None:
    ada, ivo = log_in("Ada"), log_in("Ivo")
    begun = ada.post("/systems/1/readiness")
    assert begun.status_code == 303
    address = begun.location
    assert "Still to be assessed by the AI department" in ada.get(address).text
    for client, half in ((ada, areas_of("ai")), (ivo, areas_of("it"))):
        for area in half:
            answer = client.post(f"{address}/findings/{area}", data={"verdict": "met", "text": "Seen in test 4."})
            assert answer.status_code == 303, answer.text
    assert ada.post(f"{address}/sign-off", data={"note": ""}).status_code == 303
    assert "Not ready for use" in ada.get("/systems/1").text
    assert ivo.post(f"{address}/sign-off", data={"note": ""}).status_code == 303
    assert "Not ready for use" not in ada.get("/systems/1").text
    assert "Ready for first use" in ada.get("/systems/1").text


def areas_of(department: str) -> list[str]:
    """The areas of a department before first use."""
    return [area.value for area in AREAS[Purpose.FIRST_USE] if area.department.value == department]


def test_a_finding_that_is_missing_is_asked_for_and_the_verdict_stays_chosen(log_in: LogIn, staged: None) -> None:
    ada = log_in("Ada")
    address = ada.post("/systems/1/readiness").location
    answer = ada.post(f"{address}/findings/behaviour", data={"verdict": "not_met", "text": " "})
    assert answer.status_code == 422
    assert "Give a finding" in answer.text
    assert ada.post(f"{address}/findings/rollback", data={"verdict": "met", "text": "Yes."}).status_code == 422
    assert ada.post(f"{address}/findings/nothing", data={"verdict": "met", "text": "Yes."}).status_code == 404


def test_a_change_is_recorded_and_waits_on_both_home_pages_until_both_have_reviewed(
    log_in: LogIn, staged: None
) -> None:
    ari, iris = log_in("Ari"), log_in("Iris")
    fields = {"title": "A new prompt", "origin": "own", "part": "prompt", "effective_at": "2026-08-30T10:00"}
    answer = ari.post("/systems/1/changes/new", data=fields)
    assert answer.status_code == 303
    for client in (ari, iris):
        assert "A new prompt" in client.get("/").text
    said = {"answer": "yes", "finding": "Twenty of twenty cases as before."}
    assert ari.post(f"{answer.location}/review", data=said).status_code == 303
    assert "A new prompt" not in ari.get("/").text
    assert "A new prompt" in iris.get("/").text
    assert iris.post(f"{answer.location}/review", data=said | {"answer": "no"}).status_code == 303
    page = iris.get(answer.location).text
    assert "Not confirmed" in page
    assert "Reviewed" in page
    assert iris.post(f"{answer.location}/review", data=said).status_code == 422


def test_a_wrong_notice_names_every_field_and_keeps_what_was_typed(log_in: LogIn, staged: None) -> None:
    answer = log_in("Ari").post("/systems/1/changes/new", data={"title": "", "description": "typed with care"})
    assert answer.status_code == 422
    for said in ("what was changed?", "Say who changed it.", "Choose the part", "day and time", "typed with care"):
        assert said in answer.text


def test_an_incident_names_a_suspected_change_from_the_suggestions(log_in: LogIn, staged: None) -> None:
    ada = log_in("Ada")
    assert "1 change took effect" in ada.get("/incidents/AI-1").text
    page = ada.get("/incidents/AI-1/system").text
    near = page[page.index("In effect shortly before") : page.index("Name a suspected change")]
    assert "The vendor moved to model 5" in near
    assert "An older change" not in near
    named = {"notice": "2", "reason": "It began the day after."}
    assert ada.post("/incidents/AI-1/system/suspicions", data=named).status_code == 303
    assert "Suspected change:" in ada.get("/incidents/AI-1").text
    answer = ada.post("/incidents/AI-1/system/suspicions/1/settlement", data={"answer": "ruled_out", "reason": ""})
    assert answer.status_code == 422
    told = {"answer": "ruled_out", "reason": "The old model does it too."}
    assert ada.post("/incidents/AI-1/system/suspicions/1/settlement", data=told).status_code == 303
    assert "Ruled out" in ada.get("/incidents/AI-1/system").text


def test_the_ai_department_names_the_crossed_boundary_and_takes_it_back(log_in: LogIn, staged: None) -> None:
    ada, olu = log_in("Ada"), log_in("Olu")
    said = {"boundary": "change", "explanation": "It issued a refund that nobody approved."}
    assert ada.post("/incidents/AI-1/system/boundaries", data=said).status_code == 303
    assert "It issued a refund" in olu.get("/incidents/AI-1/system").text
    assert "what it may change" in olu.get("/incidents/AI-1").text
    assert log_in("Ivo").post("/incidents/AI-1/system/boundaries", data=said).status_code == 422
    removal = "/incidents/AI-1/system/boundaries/1/removal"
    assert ada.post(removal, data={"reason": ""}).status_code == 422
    assert ada.post(removal, data={"reason": "A person issued it."}).status_code == 303
    assert "what it may change" not in olu.get("/incidents/AI-1").text


def test_the_way_back_to_service_is_assessed_from_the_incident(log_in: LogIn, staged: None) -> None:
    ivo = log_in("Ivo")
    assert "is not assessed yet" in ivo.get("/incidents/AI-1/system").text
    begun = ivo.post("/systems/1/readiness", data={"incident": "AI-1"})
    assert begun.status_code == 303
    assert "return to service" in ivo.get(begun.location).text
    assert log_in("Sam").get(begun.location).status_code == 404
    assert "not signed off yet" in ivo.get("/incidents/AI-1/system").text


def test_what_a_person_may_not_see_does_not_show_on_the_page_of_its_system(
    app: Flask, log_in: LogIn, staged: None, clock: Clock
) -> None:
    with app.app_context():
        cast = Cast()
        incident = db.session.get_one(Incident, 1)
        register.name_boundary(cast.ada, incident, Boundary.READ, "It read the payroll.", clock())
        changes.suspect(cast.ada, incident, db.session.get_one(ChangeNotice, 2), "It fits.", clock())
        readiness.open_readiness(cast.ada, cast.system, Purpose.RETURN_TO_SERVICE, clock(), incident)
        db.session.commit()
    for name in ("Sam", "Lea"):
        client = log_in(name)
        for page in ("/systems/1", "/changes/2", "/systems"):
            shown = client.get(page).text
            assert "AI-1" not in shown, (name, page)
            assert "It promised a refund" not in shown
            assert "open incident" not in shown or "No open incident" in shown
        assert client.get("/incidents/AI-1/system").status_code == 404
        assert client.get("/readiness/1").status_code == 404
    assert "AI-1" in log_in("Olu").get("/systems/1").text


def test_a_restricted_incident_leaves_no_trace_on_the_page_of_its_system(
    app: Flask, log_in: LogIn, staged: None, clock: Clock
) -> None:
    with app.app_context():
        cast = Cast()
        incident = db.session.get_one(Incident, 1)
        changes.suspect(cast.ada, incident, db.session.get_one(ChangeNotice, 2), "It fits.", clock())
        begun = readiness.open_readiness(cast.ada, cast.system, Purpose.RETURN_TO_SERVICE, clock(), incident)
        readiness.reject(cast.ada, begun, "Nobody may know.", clock())
        overrides.cross(cast.ada, incident, Gate.READINESS, "Nobody may know why.", clock())
        restrictions.restrict(cast.ada, incident, [cast.ivo], "It names a patient.", clock())
        db.session.commit()
    for name in ("Iris", "Ari", "Ann"):
        client = log_in(name)
        for page in ("/systems/1", "/changes/2"):
            shown = client.get(page).text
            for trace in ("AI-1", "It promised a refund", "Nobody may know", "Override", "SEV-3"):
                assert trace not in shown, (name, page, trace)
        assert client.get("/readiness/1").status_code == 404
    assert "Nobody may know" in log_in("Ivo").get("/readiness/1").text
    assert "Override: Readiness" in log_in("Ivo").get("/systems/1").text


@pytest.mark.parametrize("page", ["/systems", "/systems/1", "/changes/1", "/incidents/AI-1/system", "/incidents/AI-1"])
def test_a_page_takes_as_many_queries_for_much_as_for_little(
    app: Flask, log_in: LogIn, staged: None, clock: Clock, page: str
) -> None:
    ada = log_in("Ada")
    fill(app, clock, 1)
    ada.get(page)
    with counted() as little:
        assert ada.get(page).status_code == 200
    fill(app, clock, 6)
    with counted() as much:
        assert ada.get(page).status_code == 200
    assert len(much) == len(little), "\n".join(much)


def fill(app: Flask, clock: Clock, times: int) -> None:
    """More of everything on the same system, and more systems."""
    with app.app_context():
        cast = Cast()
        system = db.session.get_one(System, 1)
        for _ in range(times):
            incident = db.session.get_one(Incident, 1)
            another = factories.accepted(cast, clock, Severity.SEV_2)
            notice = changed(cast, clock, effective_at=incident.reported_at - timedelta(days=1))
            changes.review(cast.ari, notice, True, "Fine.", clock())
            changes.suspect(cast.ada, incident, notice, "It fits.", clock())
            changes.suspect(cast.ada, another, db.session.get_one(ChangeNotice, 1), "It fits.", clock())
            begun = readiness.open_readiness(cast.ada, system, Purpose.RETURN_TO_SERVICE, clock(), another)
            readiness.reject(cast.ada, begun, "No.", clock())
            number = db.session.scalar(sa.select(sa.func.count(System.id))) or 0
            register.save_system(
                cast.max,
                None,
                name=f"System {number}",
                unit=None,
                owner_for_value=cast.sam,
                owner_for_safety=None,
                owner_for_platform=cast.ian,
                at=clock(),
            )
        db.session.commit()


def test_the_register_pages_by_name_and_shows_every_system_once(app: Flask, log_in: LogIn, staged: None) -> None:
    with app.app_context():
        db.session.add_all([System(name=f"Assistant {number:03}") for number in range(60)])
        db.session.commit()
    olu = log_in("Olu")
    first = olu.get("/systems").text
    assert "Assistant 000" in first
    assert "Assistant 059" not in first
    following = first[first.index("/systems?after=") :].split('"')[0]
    second = olu.get(following).text
    assert "Assistant 059" in second
    assert "Assistant 000" not in second


def test_a_field_that_belongs_to_another_side_is_not_written_by_this_one(log_in: LogIn, staged: None) -> None:
    ada = log_in("Ada")
    sneaky = typed(Side.AI, rollback_plan="None.", kill_switch="None.", may_read="Rules.")
    assert ada.post("/systems/1/statements/ai", data=sneaky).status_code == 303
    page = ada.get("/systems/1").text
    assert "Rules." in page
    assert Field.ROLLBACK_PLAN.label.lower() in page[page.index('id="it"') :]
