"""The figures of leadership and of both departments: the page, and the same as CSV and JSON."""

import csv
from dataclasses import asdict
from io import StringIO

from flask import Blueprint, Response, jsonify, render_template, request
from markupsafe import Markup

from incidents.access import Act, require
from incidents.domain.figures import FEW
from incidents.domain.vocabulary import Severity
from incidents.queries import figures as queries
from incidents.web.edge import me, now
from incidents.web.figure_filters import FILTERS
from incidents.web.figure_lines import lines_of
from incidents.web.figure_scope import address_of, choices, scope_of

blueprint = Blueprint("figures", __name__, url_prefix="/figures")

SEVERITIES = (*(severity.label for severity in Severity), "Not rated")


for _name, _filter in FILTERS.items():
    blueprint.add_app_template_filter(_filter, _name)


@blueprint.get("")
def index() -> str:
    """The figures of a period, with charts, and beside each chart the same numbers as a table."""
    require(me(), Act.SEE_FIGURES)
    moment = now()
    scope, problem = scope_of(moment)
    found = queries.compared(me(), scope, moment)
    return render_template(
        "figures/index.html",
        figures=found.now,
        before=found.before,
        charts=_charts(found),
        heat=found.heat,
        scope=scope,
        address=address_of(scope),
        problem=problem,
        choices=choices(moment, scope),
        severities=SEVERITIES,
        few=FEW,
    )


def _charts(found: queries.Compared) -> dict[str, tuple[str, Markup]]:
    """The heading and the picture of each chart. `reports.vega` built the picture from a list of what is safe."""
    from reports.figure_charts import all_of, heat_map
    from reports.vega import themed

    drawn = (*all_of(found.now), *([heat_map(found.heat)] if found.heat.systems else ()))
    return {chart.key: (chart.title, Markup(themed(chart.svg))) for chart in drawn}  # noqa: S704


@blueprint.get("/figures.csv")
def as_csv() -> Response:
    """Every number as a line: group, name, measure, value. UTF-8; a formula in a name is made harmless."""
    require(me(), Act.SEE_FIGURES)
    scope, _ = scope_of(now())
    found = queries.compared(me(), scope, now()).now
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(("group", "name", "measure", "value"))
    writer.writerows(lines_of(found))
    return _file(Response(text.getvalue(), mimetype="text/csv"), scope, "csv")


@blueprint.get("/figures.json")
def as_json() -> Response:
    """The figures as the quarterly report attaches them; spans in minutes, money in hundredths, times in UTC."""
    require(me(), Act.SEE_FIGURES)
    scope, _ = scope_of(now())
    found = queries.compared(me(), scope, now()).now
    plain = asdict(found) | {"first": str(found.first), "last": str(found.last), "as_at": found.as_at.isoformat()}
    return _file(jsonify(plain), scope, "json")


def _file(answer: Response, scope: queries.Scope, ending: str) -> Response:
    how = "inline" if request.args.get("show") else "attachment"
    answer.headers["Content-Disposition"] = f'{how}; filename="figures-{scope.period.key}.{ending}"'
    return answer
