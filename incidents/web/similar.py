"""Open incidents that a report may be about already, while it is being typed."""

from flask import Response, jsonify, url_for

from incidents.queries.similar import READ, similar_to
from incidents.web import arguments
from incidents.web.edge import me
from incidents.web.incidents import blueprint


@blueprint.get("/incidents/similar")
def similar() -> Response:
    """Those that the person may see, with where to read each, where to add to it, and where such a draft is kept."""
    title, what_happened = arguments.text("title", 200), arguments.text("what_happened", READ)
    found = similar_to(me(), title=title, what_happened=what_happened, system=arguments.number("system"))
    return jsonify(
        incidents=[
            {
                "reference": one.reference,
                "title": one.title,
                "about": f"{one.system}, {one.phase.label.lower()}",
                "address": url_for(".show", reference=one.reference),
                "draft": f"comment:{one.reference}:{me().id}",
            }
            for one in found
        ]
    )
