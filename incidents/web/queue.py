"""The queue: its page, the same as CSV, and what tells an open page that something is new."""

from flask import Response, jsonify, request

from incidents.queries import queue as queries
from incidents.web import arguments
from incidents.web.edge import me, now
from incidents.web.incidents import blueprint
from incidents.web.queue_filters import filters_from
from incidents.web.queue_lines import as_text
from incidents.web.queue_page import show_queue


@blueprint.get("/incidents")
def queue() -> str:
    """The incidents that the person may see, in the view that the address names."""
    return show_queue(filters_from(request.args), arguments.number("view"))


@blueprint.get("/incidents.csv")
def queue_csv() -> Response:
    """Every incident that the filters leave, with the columns of the page. UTF-8; formulas are made harmless."""
    moment, filters = now(), filters_from(request.args)
    answer = Response(as_text(queries.all_of(me(), filters, moment), filters.columns), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="incidents-{moment:%Y-%m-%d}.csv"'
    return answer


@blueprint.get("/incidents/stamps")
def queue_stamps() -> Response:
    """The stamp of each row of a page by its reference, for a page that asks whether it still shows what there is."""
    page = queries.page_of(me(), filters_from(request.args), at=now())
    return jsonify(stamps={row.incident.reference: row.stamp for row in page.rows})
