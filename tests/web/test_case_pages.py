"""Reproduction cases over HTTP: supplying, importing, exporting, running by hand, judging, and who may."""

import json
from io import BytesIO

import pytest
import yaml
from flask import Flask

from incidents.domain.case import Purpose
from incidents.models import CaseRun, Incident, ModelEndpoint, OutboxRow, ReproductionCase, db
from incidents.operations import case_runs
from tests import factories
from tests.factories import Cast, Clock
from tests.web.visiting import LogIn

CASES = "/incidents/AI-1/cases"
WORDS = {"title": "A", "prompt": "a?", "expected": "Nothing", "check": "not_contains", "value": "refund"}


@pytest.fixture
def kept(app: Flask, clock: Clock) -> None:
    """An accepted incident that Olu reported with its prompt and output, committed."""
    with app.app_context():
        cast = Cast()
        incident = factories.accepted(cast, clock)
        incident.prompt, incident.output = "May I have it back?", "Yes, a refund. <script>alert(1)</script>"
        db.session.commit()


@pytest.fixture
def run(app: Flask, kept: None, clock: Clock) -> int:
    """A run by hand of two cases. Its number."""
    with app.app_context():
        cast = Cast()
        incident = db.session.get_one(Incident, 1)
        factories.case(cast, clock, incident)
        factories.case(cast, clock, incident, title="Two")
        begun = case_runs.begin(cast.ari, incident, version="v1", purpose=Purpose.BEFORE, at=clock())
        db.session.commit()
        return begun.id


def test_the_first_case_is_made_from_the_report(kept: None, log_in: LogIn) -> None:
    olu = log_in("Olu")
    assert "Make the first case from the report" in olu.get(CASES).text
    form = olu.get(f"{CASES}/new?from=report").text
    assert "May I have it back?</textarea>" in form
    assert "<script>alert" not in form
    answer = olu.post(f"{CASES}/new", data=WORDS | {"prompt": "May I have it back?"})
    assert (answer.status_code, answer.location) == (303, f"{CASES}#case-1")
    assert "0 of 1 case" in olu.get(CASES).text


def test_a_bad_pattern_is_told_beside_its_field_and_everything_typed_stays(kept: None, log_in: LogIn) -> None:
    answer = log_in("Ari").post(f"{CASES}/new", data=WORDS | {"check": "regex", "value": "(", "expected": "Kept"})
    assert answer.status_code == 422
    assert 'id="value-error"' in answer.text
    assert "no regular expression that RE2 takes" in answer.text
    assert "Kept</textarea>" in answer.text


@pytest.mark.parametrize(("name", "status"), [("Iris", 403), ("Ivo", 403), ("Lea", 404), ("Sam", 404), ("Max", 403)])
def test_nobody_else_supplies_cases(kept: None, log_in: LogIn, name: str, status: int) -> None:
    assert log_in(name).post(f"{CASES}/new", data=WORDS).status_code == status


def test_the_unit_supplies_but_does_not_run_or_judge(run: int, log_in: LogIn) -> None:
    olu = log_in("Olu")
    assert olu.get(CASES).status_code == 200
    assert "Run the cases" not in olu.get(CASES).text
    for path in ("runs/new", f"runs/{run}/results/1", f"runs/{run}/results", "1/setting-aside", "1"):
        assert olu.post(f"{CASES}/{path}", data={}).status_code == 403, path


def test_cases_come_in_as_a_file_and_go_out_in_both_formats(kept: None, log_in: LogIn) -> None:
    ari = log_in("Ari")
    line = json.dumps({"prompt": "b?", "expected": "b", "check": "contains", "value": "b"}).encode()
    sent = {"file": (BytesIO(line + b"\n"), "cases.jsonl")}
    assert ari.post(f"{CASES}/import", data=sent, content_type="multipart/form-data").status_code == 303
    assert ari.post(f"{CASES}/import", data={"cases": line.decode()}).status_code == 303
    out = ari.get(f"{CASES}.jsonl")
    assert [json.loads(row)["prompt"] for row in out.text.splitlines()] == ["b?"]
    assert "AI-1-cases.jsonl" in out.headers["Content-Disposition"]
    assert yaml.safe_load(ari.get(f"{CASES}.promptfoo.yaml").text)["tests"][0]["vars"]["prompt"] == "b?"


def test_an_import_that_is_wrong_says_where_and_keeps_nothing(app: Flask, kept: None, log_in: LogIn) -> None:
    typed = '{"prompt": "b?", "expected": "b"}\n{"prompt": "c?"}'
    answer = log_in("Ari").post(f"{CASES}/import", data={"cases": typed})
    assert answer.status_code == 422
    assert "Line 2 does not say what was expected" in answer.text
    assert "c?" in answer.text
    latin = {"file": (BytesIO(b"\xe9\xff"), "cases.jsonl")}
    answer = log_in("Ari").post(f"{CASES}/import", data=latin, content_type="multipart/form-data")
    assert "no text in UTF-8" in answer.text
    with app.app_context():
        assert db.session.query(ReproductionCase).count() == 0


def test_results_are_given_judged_and_shown_side_by_side(run: int, log_in: LogIn) -> None:
    ari, page = log_in("Ari"), f"{CASES}/runs/{run}"
    assert ari.post(f"{page}/results/1", data={"output": "<b>Yes, a refund."}).status_code == 303
    assert "&lt;b&gt;Yes, a refund." in ari.get(page).text
    answer = ari.post(f"{page}/results/1", data={"output": "No."})
    assert answer.status_code == 422
    assert "has a result in this run already" in answer.text
    answer = ari.post(f"{page}/results/1/verdict", data={"verdict": "pass", "note": ""})
    assert answer.status_code == 422
    assert "goes against what stands there already" in answer.text
    assert ari.post(f"{page}/results/1/verdict", data={"verdict": "pass", "note": "It refuses."}).status_code == 303
    assert "Ari, against the check" in ari.get(CASES).text
    sent = {"file": (BytesIO(b'case,output\n2,"Two lines\nof output"\n'), "results.csv")}
    assert ari.post(f"{page}/results", data=sent, content_type="multipart/form-data").status_code == 303
    assert "2 passed, 0 failed" in ari.get(page).text
    assert "Two lines" in log_in("Olu").get(CASES).text


def test_an_endpoint_is_configured_by_an_administrator_and_chosen_by_its_system(
    app: Flask, run: int, log_in: LogIn
) -> None:
    max_, told = log_in("Max"), {"system": "1", "name": "Live", "base_url": "http://127.0.0.1:9/v1", "model": "m-1"}
    answer = max_.post("/administration/models", data=told | {"key_variable": "sk-secret", "active": "y"})
    assert answer.status_code == 422
    assert "Never the key itself" in answer.text
    told |= {"key_variable": "COUNTERSIGN_MODEL_KEY_LIVE", "active": "y"}
    assert max_.post("/administration/models", data=told).status_code == 303
    assert "is not set here" in max_.get("/administration/models").text
    assert log_in("Ada").get("/administration/models").status_code == 403
    answer = log_in("Ari").post(f"{CASES}/runs/new", data={"purpose": "before", "endpoint": "1", "version": ""})
    assert answer.status_code == 303
    state = log_in("Olu").get(f"{answer.location}/state").json
    assert state == {"percent": 0, "step": "0 of 2 answered", "error": "", "going": True}
    assert "The worker asks" in log_in("Ari").get(answer.location).text
    with app.app_context():
        row = db.session.query(OutboxRow).one()
        assert (row.kind, row.subject_id) == ("run_cases", run + 1)
    told = {name: value for name, value in told.items() if name != "active"}
    assert max_.post("/administration/models/1", data=told).status_code == 303
    assert "Live" not in log_in("Ari").get(f"{CASES}/runs/new").text
    with app.app_context():
        assert not db.session.get_one(ModelEndpoint, 1).active


def test_a_case_is_set_aside_and_taken_back(run: int, log_in: LogIn) -> None:
    ari = log_in("Ari")
    assert ari.post(f"{CASES}/1/setting-aside", data={"reason": ""}).status_code == 422
    assert ari.post(f"{CASES}/1/setting-aside", data={"reason": "The page is gone."}).status_code == 303
    assert "The page is gone." in ari.get(CASES).text
    assert ari.post(f"{CASES}/1/return").status_code == 303
    assert "Set aside by" not in ari.get(f"{CASES}/1").text


def test_what_belongs_to_another_incident_is_not_there(app: Flask, run: int, clock: Clock, log_in: LogIn) -> None:
    with app.app_context():
        cast = Cast()
        factories.case(cast, clock, factories.accepted(cast, clock))
        db.session.commit()
    ari = log_in("Ari")
    assert ari.get(f"/incidents/AI-2/cases/runs/{run}").status_code == 404
    assert ari.get("/incidents/AI-2/cases/2").status_code == 404
    assert log_in("Sam").get(f"{CASES}/runs/{run}").status_code == 404
    with app.app_context():
        assert db.session.query(CaseRun).count() == 1
