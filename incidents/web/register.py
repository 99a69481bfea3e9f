"""The register: the list of AI systems, one of them, and each side's statement."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from incidents.access import require
from incidents.domain.errors import LostUpdate
from incidents.domain.register import Side, fields_of
from incidents.models import System, db
from incidents.operations import register as operations
from incidents.queries import actions, administration, bulletins, history
from incidents.queries import register as queries
from incidents.web import arguments, load
from incidents.web.axis import axis_of
from incidents.web.edge import me, now
from incidents.web.filters import zone
from incidents.web.forms import attempt
from incidents.web.register_forms import SideForm, differing, side_form

blueprint = Blueprint("register", __name__, url_prefix="/systems")

Answer = Response | tuple[str, int]


@blueprint.get("")
def index() -> str:
    """The AI systems of the organisation."""
    search, unit = arguments.text("q"), arguments.number("unit")
    return render_template(
        "register/index.html",
        page=queries.systems(search, unit, arguments.number("after")),
        search=search,
        unit=unit,
        units=administration.units(),
    )


@blueprint.get("/<int:number>")
def show(number: int) -> str:
    """One system: what its three sides state, its readiness, and its history on one axis."""
    system = load.system(number)
    happenings = history.of_system(system, me())
    return render_template(
        "register/show.html",
        system=system,
        page=queries.entry(system, me()),
        actions=actions.open_of(system, me()),
        guidance=bulletins.of_system(system),
        history=happenings,
        axis=axis_of(happenings, zone()),
        sides=_sides(system),
    )


@blueprint.route("/<int:number>/statements/<side>", methods=["GET", "POST"])
def side(number: int, side: str) -> Answer:
    """State a side's fields. When somebody saved in between, their texts stand beside one's own (409)."""
    own = Side(side) if side in set(Side) else abort(404)
    system = load.system(number)
    require(me(), operations.STATES[own], system)
    form = side_form(system, own)
    try:
        saved = attempt(form, lambda: _state(system, own, form))
    except LostUpdate as lost:
        db.session.rollback()
        form.seen.data = str(lost.version)
        return _editor(load.system(number), own, form, lost), 409
    if saved:
        flash(f"“{own.label}” is saved.", "success")
        return redirect(url_for(".show", number=number, _anchor=own.value), code=303)
    return _editor(system, own, form), 422 if form.is_submitted() else 200


def _state(system: System, own: Side, form: SideForm) -> None:
    version = int(form.seen.data or 0)
    operations.state(me(), system, own, form.values(own), version=version, at=now())


def _editor(system: System, own: Side, form: SideForm, lost: LostUpdate | None = None) -> str:
    return render_template(
        "register/side.html",
        system=system,
        side=own,
        fields=fields_of(own),
        form=form,
        lost=lost,
        theirs=differing(form, system, own) if lost else {},
    )


def _sides(system: System) -> dict[Side, object]:
    """For each side: its fields, who stated them last, and the act that changes them."""
    return {
        each: {"fields": fields_of(each), "statement": system.statement(each), "act": operations.STATES[each]}
        for each in Side
    }
