"""The library, a report and its PDF, and leadership's acknowledgement."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from incidents.context import Countersign
from incidents.domain.vocabulary import Severity
from incidents.models import Acknowledgement, Incident, Person, Review, db
from incidents.operations import signing
from incidents.queries import library as reading
from incidents.web.review_signing import PDF_POLICY
from reports import summary
from reports.packet import from_json
from reports.verify import verify
from tests import factories
from tests.counting import counted
from tests.factories import Cast, Clock
from tests.web.visiting import LogIn, questions


@pytest.fixture
def reference(app: Flask, clock: Clock, own: Countersign) -> str:
    """A published report."""
    with app.app_context():
        return factories.published(Cast(), clock, own).incident.reference


def shelved(cast: Cast, review: Review, count: int, clock: Clock) -> None:
    """More published reports like this one, straight into the tables: drawing each would take minutes."""
    incident, packet = review.incident, review.packet
    for number in range(count):
        moment = clock()
        copy = Incident(
            title=f"Report {number}", what_happened="It happened.", system=incident.system, reporter=incident.reporter,
            severity=Severity.SEV_1, unit=incident.unit, reported_at=moment, published_revision=1,
            triage=incident.triage, containment=incident.containment, correction=incident.correction,
            review_state=review.state,
        )  # fmt: skip
        db.session.add(copy)
        db.session.add(
            Review(
                incident=copy, revision=1, state=review.state, opened_by=cast.ada, opened_at=moment, frozen_at=moment,
                packet=packet, published_at=moment,
            )
        )  # fmt: skip
    db.session.commit()


def test_leadership_reads_first_what_it_has_not_acknowledged(reference: str, log_in: LogIn) -> None:
    lea = log_in("Lea")
    page = lea.get("/reports").text
    assert "1 report to read" in page
    assert reference in page
    assert "Ada" in page
    assert "Ivo" in page
    answer = lea.post(f"/reports/{reference}/acknowledgement?revision=1")
    assert (answer.status_code, answer.location) == (303, f"/reports/{reference}?revision=1")
    assert "to read" not in lea.get("/reports").text.replace("I have to read", "")
    assert "No report fits these filters" in lea.get("/reports?unread=yes").text
    assert "You have acknowledged this revision" in lea.get(f"/reports/{reference}").text


def test_acknowledging_twice_is_kept_once(reference: str, log_in: LogIn, app: Flask) -> None:
    lea = log_in("Lea")
    for _ in range(2):
        assert lea.post(f"/reports/{reference}/acknowledgement").status_code == 303
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Acknowledgement.id))) == 1


@pytest.mark.parametrize("name", ["Ada", "Iris", "Olu"])
def test_only_leadership_acknowledges(reference: str, log_in: LogIn, name: str) -> None:
    client = log_in(name)
    assert "I have read this report" not in client.get(f"/reports/{reference}").text
    assert client.post(f"/reports/{reference}/acknowledgement").status_code == 403


@pytest.mark.parametrize("name", ["Lea", "Ari", "Iris", "Olu"])
def test_whoever_reads_the_report_has_its_one_page_for_leadership(
    reference: str, log_in: LogIn, app: Flask, name: str
) -> None:
    reader = log_in(name)
    answer = reader.get(f"/reports/{reference}/summary.pdf?revision=1")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'inline; filename="{reference}-revision-1-summary.pdf"'
    assert answer.headers["Content-Security-Policy"] == PDF_POLICY
    with app.app_context():
        packet = db.session.scalars(sa.select(Review.packet)).one()
    assert answer.data == summary.render(from_json(packet.encode()))
    again = reader.get(f"/reports/{reference}/summary.pdf", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_library_and_the_report_lead_to_the_one_page(reference: str, log_in: LogIn) -> None:
    lea = log_in("Lea")
    for page in ("/reports", f"/reports/{reference}"):
        assert f'href="/reports/{reference}/summary.pdf?revision=1"' in lea.get(page).text


def test_a_stranger_finds_no_report(reference: str, log_in: LogIn) -> None:
    sam = log_in("Sam")
    assert "No report has been published yet" in sam.get("/reports").text
    for address in (f"/reports/{reference}", f"/reports/{reference}.pdf", f"/reports/{reference}/summary.pdf"):
        assert sam.get(address).status_code == 404


def test_the_report_says_who_signed_and_what_was_agreed(reference: str, log_in: LogIn) -> None:
    page = log_in("Olu").get(f"/reports/{reference}").text
    for words in ("Signed by both departments", "AI department", "IT department", "Seal of the organisation",
                  "What we know of Summary.", "Test refunds", "Testing gap"):  # fmt: skip
        assert words in page


def test_a_check_of_the_signatures_says_that_everything_holds(reference: str, log_in: LogIn) -> None:
    page = log_in("Lea").get(f"/reports/{reference}?check=yes").text
    assert "Checked just now: everything holds." in page
    assert "Two different people signed" in page


def test_the_pdf_is_the_signed_file_and_is_not_sent_twice(reference: str, log_in: LogIn, own: Countersign) -> None:
    lea = log_in("Lea")
    answer = lea.get(f"/reports/{reference}.pdf")
    assert verify(answer.data, own.trust).ok
    assert answer.headers["Content-Disposition"] == f'inline; filename="{reference}-revision-1.pdf"'
    again = lea.get(f"/reports/{reference}.pdf", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    part = lea.get(f"/reports/{reference}.pdf", headers={"Range": "bytes=0-7"})
    assert (part.status_code, part.data) == (206, b"%PDF-1.7")
    saved = lea.get(f"/reports/{reference}.pdf?download=1")
    assert saved.headers["Content-Disposition"].startswith("attachment;")


def test_a_superseded_revision_says_so(
    reference: str, app: Flask, clock: Clock, own: Countersign, log_in: LogIn
) -> None:
    with app.app_context():
        factories.revised(Cast(), clock, own)
    lea = log_in("Lea")
    assert "Superseded" not in lea.get(f"/reports/{reference}").text
    old = lea.get(f"/reports/{reference}?revision=1").text
    assert "revision 2 stands in its place" in old
    assert "I have read this report" not in old
    assert lea.get("/reports").text.count('class="card report-row"') == 1


def test_a_draft_is_no_report(app: Flask, clock: Clock, log_in: LogIn) -> None:
    with app.app_context():
        reference = factories.drafted(Cast(), clock).incident.reference
        db.session.commit()
    assert log_in("Ada").get(f"/reports/{reference}").status_code == 404


def test_the_library_pages_through_everything_once(cast: Cast, clock: Clock, own: Countersign) -> None:
    review = factories.published(cast, clock, own)
    shelved(cast, review, 2 * reading.PAGE, clock)
    signing.acknowledge(cast.lea, review, clock())
    seen = list(_everything(cast.lea))
    assert len(seen) == len(set(seen)) == 2 * reading.PAGE + 1
    assert seen[-1] == review.id, "what is acknowledged comes last"


def test_a_full_library_asks_the_database_no_more_often_than_an_empty_one(
    reference: str, app: Flask, clock: Clock, log_in: LogIn
) -> None:
    lea = log_in("Lea")
    few = questions(lea, "/reports")
    with app.app_context():
        shelved(Cast(), db.session.scalars(sa.select(Review)).one(), 2 * reading.PAGE, clock)
    with counted() as statements:
        assert "Older reports" in lea.get("/reports").text
    assert len(statements) == few


def _everything(person: Person) -> Iterator[int]:
    following = None
    while True:
        page = reading.library(person, reading.Filters(), following)
        yield from (row.review.id for row in page.rows)
        following = page.following
        if following is None:
            return


def test_what_people_wrote_is_shown_as_text(app: Flask, clock: Clock, own: Countersign, log_in: LogIn) -> None:
    with app.app_context():
        cast = Cast()
        incident = factories.resolved(cast, clock)
        incident.title = "<script>alert(1)</script>"
        reference = factories.published(cast, clock, own, incident).incident.reference
    page = log_in("Lea").get(f"/reports/{reference}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("query", ["severity=grave", "system=x", "system=99999999999999999999", "after=-1", "after=7"])
def test_a_senseless_query_string_breaks_nothing(log_in: LogIn, query: str) -> None:
    assert log_in("Lea").get(f"/reports?{query}").status_code == 200


def test_everybody_can_have_the_root_certificate(log_in: LogIn, own: Countersign) -> None:
    assert log_in("Max").get("/reports/trust.pem").data == own.authority.root_certificate_pem
