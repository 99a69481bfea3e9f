"""The pages of figures, costs and quarterly reports: who may see them, what they count, and what they refuse."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from incidents.delivery.outbox import deliver_due
from incidents.domain.vocabulary import Severity
from incidents.models import CostEntry, Incident, Organisation, QuarterReport, System, db
from incidents.operations import costs
from tests import factories
from tests.conftest import ticking
from tests.factories import Cast
from tests.web.visiting import LogIn, questions

EVERYBODY = ("Olu", "Ada", "Ari", "Ivo", "Iris", "Lea", "Max", "Sam")
OVERSEERS = ("Ada", "Ari", "Ivo", "Iris", "Lea")
HOSTILE = "<script>alert(1)</script>\u202e=1+1"


def stage(app: Flask, number: int = 1, **fields: object) -> str:
    """So many incidents reported yesterday. The reference of the last."""
    with app.app_context():
        cast = Cast()
        at = datetime.now(UTC) - timedelta(days=1)
        for _ in range(number):
            incident = Incident(
                title="A secret title", what_happened="x", system=cast.system, reporter=cast.olu, unit=cast.olu.unit,
                reported_at=at, severity=Severity.SEV_2, **fields,
            )  # fmt: skip
            db.session.add(incident)
        db.session.commit()
        return incident.reference


@pytest.mark.parametrize("name", EVERYBODY)
def test_figures_and_quarters_are_for_leadership_and_departments(app: Flask, log_in: LogIn, name: str) -> None:
    client = log_in(name)
    expected = 200 if name in OVERSEERS else 403
    for address in ("/figures", "/figures/figures.csv", "/figures/figures.json", "/quarters"):
        assert client.get(address).status_code == expected, (name, address)


def test_leadership_counts_open_incidents_but_reads_no_title_text_or_reference(app: Flask, log_in: LogIn) -> None:
    reference = stage(app, 3)
    client = log_in("Lea")
    page = client.get("/figures").text
    assert json.loads(client.get("/figures/figures.json").text)["open"] == 3
    assert "A secret title" not in page
    assert reference not in page
    assert client.get(f"/incidents/{reference}").status_code == 404


def test_a_restricted_incident_is_counted_for_nobody_who_is_not_named(app: Flask, log_in: LogIn) -> None:
    stage(app, 2)
    stage(app, 1, restricted=True)
    for name in ("Lea", "Ada", "Iris"):
        assert json.loads(log_in(name).get("/figures/figures.json").text)["reported"] == 2, name


def test_an_empty_organisation_has_a_page_that_says_so(app: Flask, log_in: LogIn) -> None:
    page = log_in("Lea").get("/figures")
    assert page.status_code == 200
    for words in ("No incident was reported", "Nothing is open", "Nobody recorded a cost"):
        assert words in page.text


def test_a_hostile_name_stays_text_in_charts_and_makes_no_formula_in_csv(app: Flask, log_in: LogIn) -> None:
    stage(app)
    with app.app_context():
        db.session.scalars(sa.select(System)).one().name = "=1+1" + HOSTILE
        db.session.commit()
    client = log_in("Lea")
    page = client.get("/figures").text
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert " style=" not in page[page.index("<main") :]
    assert "open_by_system,'=1+1" in client.get("/figures/figures.csv").text


@pytest.mark.parametrize(
    ("query", "status"),
    [("period=2026-Q9", 200), ("from=2026-07-02&to=2026-07-01", 200), ("from=x", 200), ("period=9999", 200),
     ("system=abc&unit=-1&severity=sev-9&department=hr", 200), ("period=2026-07-01..2026-07-15", 200)],
)  # fmt: skip
def test_an_address_that_makes_no_sense_is_told_and_never_breaks(
    app: Flask, log_in: LogIn, query: str, status: int
) -> None:
    page = log_in("Ada").get(f"/figures?{query}")
    assert page.status_code == status
    wrong = any(word in query for word in ("Q9", "07-02", "=x", "9999"))
    assert ("Shown is the running quarter" in page.text) is wrong


def test_filters_narrow_what_is_counted(app: Flask, log_in: LogIn) -> None:
    stage(app, 2)
    client = log_in("Lea")

    def reported(query: str) -> int:
        return int(json.loads(client.get(f"/figures/figures.json?{query}").text)["reported"])

    assert (reported(""), reported("severity=sev-2"), reported("severity=sev-1")) == (2, 2, 0)
    assert (reported("system=1"), reported("system=99"), reported("unit=1"), reported("unit=2")) == (2, 0, 2, 0)
    assert reported("from=2001-01-01&to=2001-12-31") == 0


def test_the_page_asks_as_often_for_many_incidents_as_for_one(app: Flask, log_in: LogIn) -> None:
    client = log_in("Lea")

    stage(app)
    few = questions(client, "/figures")
    stage(app, 40)
    assert questions(client, "/figures") == few <= 32


def test_a_department_records_its_own_cost_and_corrects_it(app: Flask, log_in: LogIn) -> None:
    reference = stage(app)
    client = log_in("Ari")
    address = f"/incidents/{reference}/cost"
    assert client.post(address, data={"hours": "1:30", "amount": "", "note": "Overtime"}).status_code == 303
    with app.app_context():
        entry = db.session.scalars(sa.select(CostEntry)).one()
        number = entry.id
        assert (entry.minutes, entry.department.value) == (90, "ai")
    again = {"hours": "2", "amount": "99.90", "note": "I forgot an hour", "corrects": str(number)}
    assert client.post(address, data=again).status_code == 303
    page = client.get(address).text
    assert "it counts no more" in page
    assert "99.90 EUR" in page
    assert client.post(address, data=again).status_code == 422
    assert "2 h" in client.get(f"/incidents/{reference}").text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [({"hours": "many", "note": "x"}, "no number of hours"), ({"amount": "1.2.3", "note": "x"}, "no amount of money"),
     ({"hours": "1"}, "Say what it was for"), ({"note": "x"}, "Give hours, an amount, or both"),
     ({"hours": "99999", "note": "x"}, "hours at most")],
)  # fmt: skip
def test_a_bad_cost_is_told_beside_its_field_and_nothing_typed_is_lost(
    app: Flask, log_in: LogIn, data: dict[str, str], sentence: str
) -> None:
    reference = stage(app)
    answer = log_in("Iris").post(f"/incidents/{reference}/cost", data=data)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert all(value in answer.text for value in data.values())
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(CostEntry.id))) == 0


@pytest.mark.parametrize(("name", "sees", "may"), [
    ("Olu", 200, 403), ("Ari", 200, 303), ("Iris", 200, 303), ("Lea", 404, 403), ("Max", 403, 403), ("Sam", 404, 403),
])  # fmt: skip
def test_who_sees_and_who_records_a_cost(app: Flask, log_in: LogIn, name: str, sees: int, may: int) -> None:
    address, client = f"/incidents/{stage(app)}/cost", log_in(name)
    assert client.get(address).status_code == sees
    assert client.post(address, data={"hours": "1", "note": "x"}).status_code == may


def test_an_administrator_chooses_the_currency_until_the_first_cost(app: Flask, log_in: LogIn) -> None:
    reference = stage(app)
    client = log_in("Max")
    assert client.post("/administration/currency", data={"currency": "€"}).status_code == 422
    assert client.post("/administration/currency", data={"currency": "thb"}).status_code == 303
    with app.app_context():
        assert db.session.get_one(Organisation, 1).currency == "THB"
        incident = db.session.scalars(sa.select(Incident)).one()
        costs.record(Cast().ari, incident, hours="1", amount="", note="x", at=datetime.now(UTC))
        db.session.commit()
    answer = client.post("/administration/currency", data={"currency": "USD"})
    assert "already, so the currency stays" in answer.text
    assert "THB" in log_in("Ari").get(f"/incidents/{reference}/cost").text


@pytest.mark.parametrize(("name", "status"), [
    ("Ada", 303), ("Ivo", 303), ("Lea", 303), ("Ari", 403), ("Iris", 403), ("Olu", 403), ("Max", 403),
])  # fmt: skip
def test_leadership_and_leads_ask_for_a_quarter(app: Flask, log_in: LogIn, name: str, status: int) -> None:
    answer = log_in(name).post("/quarters", data={"quarter": "2026-Q3"})
    assert answer.status_code == status


def test_a_quarter_is_asked_for_made_downloaded_and_checked(app: Flask, log_in: LogIn) -> None:
    stage(app, 2)
    client = log_in("Lea")
    answer = client.post("/quarters", data={"quarter": "2026-Q3"})
    address = answer.location
    assert "Progress" in client.get(address).text
    assert client.get("/quarters/2026-Q3.json").json == {
        "percent": 0, "step": "Waiting for the worker", "error": False, "next": None,
    }  # fmt: skip
    assert client.get("/quarters/2026-Q3.pdf").status_code == 404
    assert client.post("/quarters", data={"quarter": "2026-Q3"}).status_code == 422
    with app.app_context():
        clock = ticking(datetime.now(UTC))
        assert deliver_due(clock) == 1
        assert deliver_due(clock) == 0
    pdf = client.get("/quarters/2026-Q3.pdf")
    assert pdf.data.startswith(b"%PDF-1.7")
    assert pdf.headers["ETag"].strip('"')
    page = client.get(f"{address}&check=yes").text
    assert "Everything holds." in page
    assert "carries no signatures of leads" in page
    assert client.get("/quarters").text.count("Download PDF") == 1


def test_a_quarter_that_could_not_be_made_says_so(app: Flask, log_in: LogIn) -> None:
    client = log_in("Ada")
    address = client.post("/quarters", data={"quarter": "2026-Q3"}).location
    with app.app_context():
        db.session.scalars(sa.select(QuarterReport)).one().error = "no memory"
        db.session.commit()
    page = client.get(address).text
    assert "We tried several times" in page
    assert "no memory" not in page
    assert client.post("/quarters", data={"quarter": "2026-Q3"}).status_code == 303


def test_a_quarter_that_is_not_on_the_list_is_refused(app: Flask, log_in: LogIn) -> None:
    client = log_in("Lea")
    for quarter in ("2199-Q1", "2026-07", "x", ""):
        assert client.post("/quarters", data={"quarter": quarter}).status_code == 422
    assert client.get("/quarters/2001-Q1").status_code == 404
    assert factories.FOUNDED.year == 2026
