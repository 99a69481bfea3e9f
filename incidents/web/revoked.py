"""The list of revoked certificates, for every reader of a report and their software (RFC 5280, 4.2.1.13)."""

from datetime import timedelta

from flask import Response, request
from werkzeug.wrappers import Response as Answered

from incidents.operations.revocation import newest_list
from incidents.web.reports import blueprint

CACHED = timedelta(hours=1)


@blueprint.get("/revoked.crl")
def revoked() -> Answered:
    """The newest list in DER, for anybody. Until the worker has made the first there is none to serve."""
    newest = newest_list()
    if newest is None:
        return Response("The first list is being made. Ask again in a minute.\n", 404, mimetype="text/plain")
    answer = Response(newest.der, mimetype="application/pkix-crl")
    answer.headers["Cache-Control"] = f"public, max-age={int(CACHED.total_seconds())}"
    answer.headers["Content-Disposition"] = 'attachment; filename="revoked.crl"'
    answer.last_modified = newest.this_update
    answer.add_etag()
    return answer.make_conditional(request)
