"""The timeline of an incident by department: the picture, its words, and the tables behind it."""

import re

import pytest

from incidents.domain.vocabulary import Lane, Severity, TaskKind
from incidents.models import Incident, TimelineEntry, db
from incidents.operations import restrictions
from tests import factories
from tests.counting import counted
from tests.factories import Cast
from tests.factories import Clock as Ticking
from tests.web.visiting import LogIn


@pytest.fixture
def worked_on(cast: Cast, clock: Ticking) -> Incident:
    """A SEV-2 with a rollback that is done."""
    incident = factories.accepted(cast, clock, Severity.SEV_2)
    factories.done(cast, clock, TaskKind.ROLLBACK, incident)
    db.session.commit()
    return incident


def test_everybody_who_sees_the_incident_sees_its_course(log_in: LogIn, worked_on: Incident) -> None:
    for who in ("Olu", "Ada", "Iris"):
        page = log_in(who).get("/incidents/AI-1/timeline").text
        assert 'role="img"' in page
        assert "Swimlane chart from" in page
        assert "Olu reported a harmful output" in page
        assert re.search(r'<th scope="row"><bdi>Do the rollback</bdi></th>', page)


def test_who_may_not_see_the_incident_sees_no_course(log_in: LogIn, worked_on: Incident, cast: Cast) -> None:
    restrictions.restrict(cast.ada, worked_on, [cast.ada, cast.ivo], "People are named in it.", worked_on.reported_at)
    db.session.commit()
    assert log_in("Ari").get("/incidents/AI-1/timeline").status_code == 404
    assert log_in("Ada").get("/incidents/AI-1/timeline").status_code == 200


def test_what_people_wrote_stays_text_in_the_list_and_out_of_the_picture(log_in: LogIn, worked_on: Incident) -> None:
    hostile = "<script>alert(1)</script>"
    db.session.add(
        TimelineEntry(
            incident_id=worked_on.id, at=worked_on.reported_at, lane=Lane.AI, text=hostile, source=hostile, by_hand=True
        )
    )
    db.session.commit()
    page = log_in("Ada").get("/incidents/AI-1/timeline").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert hostile not in page
    picture = page[page.index("<svg ") : page.index("</svg>")]
    assert not re.search(r"style=|<script|href=| on\w+=", picture)


def test_the_page_costs_the_same_however_much_happened(
    log_in: LogIn, worked_on: Incident, cast: Cast, clock: Ticking
) -> None:
    client = log_in("Ada")
    with counted() as few:
        client.get("/incidents/AI-1/timeline")
    for _ in range(3):
        factories.done(cast, clock, TaskKind.SYSTEM_ISOLATION, worked_on)
    db.session.commit()
    with counted() as many:
        client.get("/incidents/AI-1/timeline")
    assert len(few) == len(many)
