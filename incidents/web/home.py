"""Home, and the health check."""

import sqlalchemy as sa
from flask import Blueprint, render_template

from incidents.domain.regimes import CATALOGUE
from incidents.domain.vocabulary import Affiliation
from incidents.models import Person, db
from incidents.queries import home as queries
from incidents.queries.administration import overview
from incidents.queries.obligations import urgent_for, words_of
from incidents.web.administration_steps import first_steps
from incidents.web.decision_moves import awaited
from incidents.web.edge import me, now
from incidents.web.filters import zone
from incidents.web.reviews import today

blueprint = Blueprint("home", __name__)


@blueprint.get("/health")
def health() -> str:
    """“ok” when the database answers."""
    db.session.execute(sa.text("SELECT 1"))
    return "ok"


@blueprint.get("/")
def index() -> str:
    """What waits for the person who logged in."""
    steps = first_steps(overview()) if me().administrator else []
    obligations = {"obligations": urgent_for(me(), now()), "regimes": CATALOGUE, "words_of": words_of}
    return render_template("home/index.html", steps=steps, **obligations, **_desk(me()))


def _desk(person: Person) -> dict[str, object]:
    if person.department is not None:
        return {
            "desk": queries.of_department(person, person.department, now()),
            "awaited": awaited,
            "today": today(zone()),
            "part": "home/_department.html",
        }
    if person.affiliation is Affiliation.BUSINESS:
        return {"desk": queries.of_unit(person), "part": "home/_unit.html"}
    if person.affiliation is Affiliation.LEADERSHIP:
        state = queries.state_for(person, now())
        return {"reports": queries.published_for(person), "state": state, "part": "home/_leadership.html"}
    return {"part": ""}
