"""Home, and the health check."""

import sqlalchemy as sa
from flask import Blueprint, render_template

from incidents.models import db

blueprint = Blueprint("home", __name__)


@blueprint.get("/health")
def health() -> str:
    """«ok» when the database answers."""
    db.session.execute(sa.text("SELECT 1"))
    return "ok"


@blueprint.get("/")
def index() -> str:
    """What waits for the person who logged in."""
    return render_template("home/index.html")
