"""A lead's own signing certificate: get one, bring one, renew it, change its passphrase, revoke it.

Every page asks for a recent log-in: whoever finds a screen unlocked can do nothing here.
"""

from collections.abc import Callable

from flask import Response, abort, flash, redirect, render_template, url_for
from flask_security import auth_required
from flask_wtf import FlaskForm

from incidents.domain.certificate import OWN_REASONS
from incidents.models import SigningIdentity, db
from incidents.operations import revocation as revoking
from incidents.operations.certificates import enrolled, locked
from incidents.operations.enrolment import enrol, renew
from incidents.operations.own_certificates import bring
from incidents.operations.passphrases import change_passphrase
from incidents.queries.certificates import earlier, view_of
from incidents.web.account import Answer, blueprint
from incidents.web.account_forms import EnrolmentForm, OwnFileForm, PassphraseForm, RenewalForm, RevocationForm
from incidents.web.edge import me, now
from incidents.web.extensions import countersign
from incidents.web.forms import attempt
from incidents.web.review_signing import freshness

FORMS: dict[str, type[FlaskForm]] = {
    "enrolment": EnrolmentForm,
    "own_file": OwnFileForm,
    "renewal": RenewalForm,
    "passphrase": PassphraseForm,
}
"""The forms of the page, by the name that its template has for them."""


@blueprint.route("/signing", methods=["GET", "POST"])
@auth_required("session", within=freshness)
def signing() -> Answer:
    """A lead's certificate as it stands; a POST gets one issued."""
    form, own = EnrolmentForm(), countersign()

    def issue() -> None:
        enrol(me(), form.passphrase.data or "", own.authority, now(), own.settings.revocation_address)

    return _done("enrolment", form, issue, "You can sign reports now. Keep the passphrase: nobody can recover it.")


@blueprint.post("/signing/own-file")
@auth_required("session", within=freshness)
def own_certificate() -> Answer:
    """Bring a certificate that one has already."""
    form, own = OwnFileForm(), countersign()

    def take() -> None:
        bring(me(), form.content(), form.passphrase.data or "", own.authority, now())

    return _done("own_file", form, take, "You can sign reports with your own certificate now.")


@blueprint.post("/signing/renewal")
@auth_required("session", within=freshness)
def renewal() -> Answer:
    """The next certificate, before the present one ends."""
    form, own = RenewalForm(), countersign()

    def issue() -> None:
        renew(me(), form.passphrase.data or "", own.authority, now(), own.settings.revocation_address)

    return _done("renewal", form, issue, "Renewed: a new key and a new certificate, under the same passphrase.")


@blueprint.post("/signing/passphrase")
@auth_required("session", within=freshness)
def passphrase() -> Answer:
    """Another passphrase for the same key."""
    form = PassphraseForm()

    def change() -> None:
        change_passphrase(me(), form.passphrase.data or "", form.new.data or "", now())

    return _done("passphrase", form, change, "From now on you sign with the new passphrase.")


@blueprint.route("/signing/<int:number>/revocation", methods=["GET", "POST"])
@auth_required("session", within=freshness)
def revocation(number: int) -> Answer:
    """What revoking one's own certificate means, and doing it."""
    identity = _own(number)
    form = RevocationForm(OWN_REASONS)
    if attempt(form, lambda: revoking.revoke(me(), identity, form.chosen(), now())):
        flash("Revoked. Nobody can sign with that certificate any more.", "success")
        return redirect(url_for(".signing"), code=303)
    html = render_template("account/revocation.html", form=form, view=view_of(identity, now()))
    return html, 422 if form.is_submitted() else 200


@blueprint.get("/signing/certificate.pem")
def certificate() -> Answer:
    """One's own certificate, without the key, for whoever wants to look at it."""
    identity = enrolled(me()) or abort(404)
    answer = Response(identity.certificate_pem, mimetype="application/x-pem-file")
    answer.headers["Content-Disposition"] = 'attachment; filename="countersign-certificate.pem"'
    return answer


def _done(name: str, form: FlaskForm, operation: Callable[[], object], sentence: str) -> Answer:
    """Do it and come back to the page, or show the page with the form that failed."""
    if attempt(form, operation):
        flash(sentence, "success")
        return redirect(url_for(".signing"), code=303)
    # A form that was not sent is empty, also where another one was.
    forms = {key: form if key == name else kind(formdata=None) for key, kind in FORMS.items()}
    identity, at = enrolled(me()), now()
    html = render_template(
        "account/signing.html",
        **forms,
        view=view_of(identity, at) if identity else None,
        lock=locked(identity, at) if identity else None,
        earlier=earlier(me(), at),
    )
    return html, 422 if form.is_submitted() else 200


def _own(number: int) -> SigningIdentity:
    identity = db.session.get(SigningIdentity, number)
    return identity if identity is not None and identity.person_id == me().id else abort(404)
