"""The course of an incident: who did what when, as a picture and in words."""

from flask import Blueprint, render_template
from markupsafe import Markup

from incidents.queries.course import Course, course_of
from incidents.web import load
from incidents.web.edge import me, now

blueprint = Blueprint("timeline", __name__, url_prefix="/incidents/<reference>/timeline")


@blueprint.get("")
def show(reference: str) -> str:
    """The timeline by department, in the reader's time zone."""
    incident = load.incident(reference)
    course = course_of(incident, me().time_zone, now())
    chart = _chart(course, f"Course of {incident.reference}")
    return render_template("timeline/show.html", incident=incident, course=course, chart=chart)


def _chart(course: Course, title: str) -> Markup:
    """The picture. `reports.vega` built it from a list of what is safe."""
    from reports.charts import on_page

    return Markup(on_page(course, title))  # noqa: S704
