"""The evidence hold of an incident: what is sealed before anybody changes the system."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from incidents.access import Act, require
from incidents.domain.errors import Invalid
from incidents.domain.hold import GATED, HoldItem
from incidents.domain.override import Gate
from incidents.models import Evidence, Incident, db
from incidents.operations import evidence
from incidents.operations import hold as operations
from incidents.operations.overrides import standing
from incidents.queries import hold as reading
from incidents.web import load
from incidents.web.edge import me, now
from incidents.web.extensions import countersign
from incidents.web.forms import attempt
from incidents.web.hold_forms import AbsenceForm, SealForm, SeveralForm
from incidents.web.incident_forms import uploads
from incidents.web.moving import moved

blueprint = Blueprint("hold", __name__)

Answer = BaseResponse | tuple[str, int]
SAID = {
    "sealing": "Sealed, with a hash that proves it was not changed since.",
    "absence": "Recorded as not applicable, with your reason.",
    "supply": "Supplied. IT seals it.",
}


@blueprint.get("/incidents/<reference>/hold")
def show(reference: str) -> Answer:
    """The checklist."""
    return _page(load.incident(reference))


@blueprint.post("/incidents/<reference>/hold/<item>/sealing")
def sealing(reference: str, item: str) -> Answer:
    """Seal an item, or seal it again with a reason."""
    incident, which, form = load.incident(reference), _item(item), SealForm()
    return _done(incident, which, Act.SEAL_EVIDENCE, form, lambda: _seal(incident, which, form))


@blueprint.post("/incidents/<reference>/hold/<item>/absence")
def absence(reference: str, item: str) -> Answer:
    """Say that an item does not apply."""
    incident, which, form = load.incident(reference), _item(item), AbsenceForm()

    def mark() -> None:
        operations.not_applicable(me(), incident, which, form.why.data or "", now())

    return _done(incident, which, Act.SEAL_EVIDENCE, form, mark)


@blueprint.post("/incidents/<reference>/hold/<item>/supply")
def supply(reference: str, item: str) -> Answer:
    """Give IT what only the AI department knows."""
    incident, which, form = load.incident(reference), _item(item), SealForm()

    def give() -> None:
        note, file = form.note.data or "", _file(incident, form)
        operations.supply(me(), incident, which, note=note, evidence=file, at=now())

    return _done(incident, which, Act.SUPPLY_FOR_HOLD, form, give)


@blueprint.route("/incidents/<reference>/hold/several", methods=["GET", "POST"])
def several(reference: str) -> Answer:
    """Seal several items at once."""
    incident, form = load.incident(reference), SeveralForm()
    require(me(), Act.SEAL_EVIDENCE, incident)
    sent = request.form.to_dict()

    def seal() -> None:
        operations.seal_several(me(), incident, form.notes(sent), form.ticked(sent), now())

    if attempt(form, seal):
        flash("Sealed, each with a hash of its own.", "success")
        return redirect(url_for(".show", reference=reference), code=303)
    failed = form.is_submitted()
    if failed:
        db.session.rollback()
    hold = reading.hold_of(incident)
    html = render_template("hold/several.html", incident=incident, hold=hold, form=form, sent=sent)
    return html, 422 if failed else 200


@blueprint.get("/incidents/<reference>/hold.json")
def export(reference: str) -> Response:
    """Every round of the hold as JSON, enough to compute each digest again."""
    incident = load.incident(reference)
    response = jsonify(reading.export(incident))
    response.headers["Content-Disposition"] = f'attachment; filename="{incident.reference}-evidence-hold.json"'
    return response


def _seal(incident: Incident, item: HoldItem, form: SealForm) -> None:
    note, reason, file = form.note.data or "", form.reason.data or "", _file(incident, form)
    operations.seal(me(), incident, item, note=note, evidence=file, reason=reason, at=now())


def _done(incident: Incident, item: HoldItem, act: Act, form: FlaskForm, operation: Callable[[], object]) -> Answer:
    move = (request.endpoint or "").split(".")[1]
    address = url_for(".show", reference=incident.reference, _anchor=item.value)
    done = moved(incident, act, form, operation, said=f"{item.label}: {SAID[move]}", address=address)
    return done or _page(incident, (item, move, form))


def _page(incident: Incident, failed: tuple[HoldItem, str, FlaskForm] | None = None) -> Answer:
    """The page. A failed form stands open in its place with what was typed."""
    files = reading.files_of(incident)
    if failed and isinstance(failed[2], SealForm):
        failed[2].offer(files)
    html = render_template(
        "hold/show.html",
        incident=incident,
        hold=reading.hold_of(incident),
        before=[reading.hold_of(incident, number) for number in range(incident.reopened)],
        override=standing(incident, Gate.EVIDENCE_HOLD),
        gated=GATED,
        gate=Gate.EVIDENCE_HOLD,
        seal_form=SealForm(formdata=None).offer(files),
        absence_form=AbsenceForm(formdata=None),
        failed=failed,
        me=me(),
    )
    return html, 422 if failed else 200


def _item(name: str) -> HoldItem:
    return HoldItem(name) if name in set(HoldItem) else abort(404)


def _file(incident: Incident, form: SealForm) -> Evidence | None:
    """The file that was uploaded, kept as evidence, or the one that was chosen."""
    sent = uploads([form.file.data] if form.file.data else [])
    if sent:
        name, content = sent[0]
        return evidence.add(me(), incident, name=name, content=content, store=countersign().store, at=now())
    number = form.evidence.data or ""
    if not number:
        return None
    found = next((file for file in reading.files_of(incident) if str(file.id) == number), None)
    if found is None:
        raise Invalid("evidence", "There is no such file on this incident. Choose one of the list.")
    return found
