"""Administration of certificates: who can sign, until when, and taking one away. It gives no right to sign."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import abort, flash, redirect, render_template, request, url_for

from incidents.domain.certificate import OWN_REASONS, RevocationReason
from incidents.domain.review import Level
from incidents.models import SigningIdentity, db
from incidents.operations import revocation
from incidents.operations.time_stamps import choose_unstamped
from incidents.queries import certificates as reading
from incidents.queries import time_stamps
from incidents.web import arguments
from incidents.web.account_forms import RevocationForm
from incidents.web.administration import NUMBER, Answer, blueprint
from incidents.web.edge import me, now
from incidents.web.extensions import countersign
from incidents.web.forms import attempt

if TYPE_CHECKING:
    from cryptography import x509


@blueprint.get("/certificates")
def certificates() -> Answer:
    """Every lead with their certificate, the list of revoked ones, and the root that readers trust."""
    at, root = now(), countersign().authority.root_certificate
    return render_template(
        "administration/certificates.html",
        page=reading.leads(at, arguments.number("after")),
        replaced=reading.replaced(at),
        served=reading.served_list(),
        address=countersign().settings.revocation_address,
        root=root,
        fingerprint=_fingerprint(root),
        authority=urlsplit(countersign().settings.time_stamp_url).hostname,
        stamping=time_stamps.standing(),
        Level=Level,
    )


@blueprint.post("/certificates/time-stamping")
def time_stamping() -> Answer:
    """What happens when no time-stamp can be had."""
    allowed = request.form.get("unstamped") == "yes"
    choose_unstamped(me(), allowed, now())
    flash("Signing goes on without a time-stamp." if allowed else "Signing waits for its time-stamp.", "success")
    return redirect(url_for(".certificates", _anchor="stamps-head"), code=303)


@blueprint.route(f"/certificates/{NUMBER}/revocation", methods=["GET", "POST"])
def certificate_revocation(number: int) -> Answer:
    """What taking somebody's certificate away means, and doing it."""
    identity = db.session.get(SigningIdentity, number) or abort(404)
    form = RevocationForm(OWN_REASONS if identity.person_id == me().id else RevocationReason)
    if attempt(form, lambda: revocation.revoke(me(), identity, form.chosen(), now())):
        flash(f"The certificate of {identity.person.name} is revoked.", "success")
        return redirect(url_for(".certificates"), code=303)
    view = reading.view_of(identity, now())
    html = render_template("administration/certificate_revocation.html", form=form, view=view)
    return html, 422 if form.is_submitted() else 200


def _fingerprint(certificate: "x509.Certificate") -> str:
    """SHA-256, as every tool prints it: `AB:CD:…`."""
    from cryptography.hazmat.primitives import hashes

    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()
