"""Watching and muting an incident, and whom a comment on it can name."""

from flask import Blueprint, abort, flash, jsonify, redirect, url_for
from werkzeug.wrappers import Response

from incidents.domain.mentions import handle_of
from incidents.domain.notices import Attention
from incidents.operations import watching as operations
from incidents.queries.people import mentionable as people_named
from incidents.web import arguments, load
from incidents.web.edge import me, now
from incidents.web.notice_forms import AttentionForm

blueprint = Blueprint("watching", __name__, url_prefix="/incidents/<reference>")

SAID = {
    Attention.WATCHING: "You are told what happens in this incident.",
    Attention.STOPPED: "You are told only what concerns you in this incident.",
    Attention.MUTED: "This incident is muted: you are told only what waits for you.",
}


@blueprint.post("/watch")
def attention(reference: str) -> Response:
    """Watch the incident, stop watching it, or mute it."""
    incident, form = load.incident(reference), AttentionForm()
    chosen = Attention(form.attention.data) if form.validate() else abort(400)
    operations.choose(me(), incident, chosen, now())
    flash(SAID[chosen], "success")
    return redirect(url_for("incidents.show", reference=reference, _anchor="watching"), code=303)


@blueprint.get("/people")
def mentionable(reference: str) -> Response:
    """The people whom a comment can name: those who may see the incident, and nobody else."""
    found = people_named(load.incident(reference), arguments.text("q"))
    return jsonify(people=[{"handle": handle_of(one.email), "name": one.name, "of": one.belongs_to} for one in found])
