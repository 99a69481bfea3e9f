"""Evidence: added to an incident, downloaded as a file that no browser opens by itself."""

from io import BytesIO

from flask import Blueprint, flash, send_file, url_for
from werkzeug.wrappers import Response

from incidents.domain.errors import NotPossibleNow
from incidents.models import Evidence
from incidents.operations import evidence as operations
from incidents.web import load
from incidents.web.edge import me, now
from incidents.web.extensions import countersign
from incidents.web.forms import attempt
from incidents.web.incident_forms import EvidenceForm, uploads
from incidents.web.incident_page import SHOWN_INLINE, show_page
from incidents.web.uploading import by_script, not_sent, sent

blueprint = Blueprint("evidence", __name__)


@blueprint.post("/incidents/<reference>/evidence")
def add(reference: str) -> Response | tuple[str, int]:
    """Add files to an incident, all or none."""
    incident, form = load.incident(reference), EvidenceForm()
    files = uploads(form.files.data)
    if attempt(form, lambda: operations.add_all(me(), incident, files, store=countersign().store, at=now())):
        flash("Added, with a hash that proves it was not changed since.", "success")
        return sent(url_for("incidents.show", reference=reference, _anchor="evidence"))
    if by_script():
        return not_sent(form)
    return show_page(incident, evidence=form), 422


@blueprint.get("/evidence/<int:number>")
def download(number: int) -> Response:
    """The file, as it was given. Pictures keep their type so that a page can show them; all else is plain bytes."""
    found = load.evidence(number)
    media_type = found.media_type if found.media_type in SHOWN_INLINE else "application/octet-stream"
    response = send_file(BytesIO(_bytes(found)), media_type, as_attachment=True, download_name=found.name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _bytes(found: Evidence) -> bytes:
    try:
        return countersign().store.get(found.sha256)
    except (OSError, ValueError):
        raise NotPossibleNow(
            f"The stored file “{found.name}” is missing or no longer what its hash says. Tell an administrator."
        ) from None
