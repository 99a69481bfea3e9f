"""Open incidents that a report may be about already, while it is being typed."""

from flask import Response, jsonify, request, url_for

from incidents.queries.similar import READ, similar_to
from incidents.web import arguments
from incidents.web.edge import me
from incidents.web.extensions import csrf
from incidents.web.incidents import blueprint


@blueprint.post("/incidents/similar")
@csrf.exempt  # type: ignore[untyped-decorator]
def similar() -> Response:
    """Those that the person may see, with where to read each and where the draft of a comment on it is kept.

    Posted though it changes nothing: what people write about an incident belongs into no address and no log. So no
    token is asked for, which would only stop somebody whose session ended while they were writing.
    """
    title, story = (request.form.get(name, "")[:READ] for name in ("title", "what_happened"))
    system = arguments.number("system", request.form)
    found = similar_to(me(), title=title, what_happened=story, system=system)
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
