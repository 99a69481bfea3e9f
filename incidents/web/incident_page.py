"""The page of one incident, also when something posted from it did not go through."""

from flask import render_template, request
from flask_wtf import FlaskForm

from incidents.domain.reported import ReportedField
from incidents.models import Incident, db
from incidents.operations.report_corrections import hindrance
from incidents.queries.clocks import clocks_of
from incidents.queries.incident import page_of
from incidents.queries.playbooks import best_of, proposals
from incidents.web import incident_forms as forms
from incidents.web import next_step, tracks
from incidents.web.edge import me, now
from incidents.web.follow_up_forms import ConfirmationForm

SHOWN_INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Pictures of these types are shown on the page; everything else is only downloaded."""

FORMS: dict[str, type[FlaskForm]] = {
    "acceptance": forms.AcceptForm,
    "declining": forms.DeclineForm,
    "severity": forms.SeverityForm,
    "declaration": forms.DeclarationForm,
    "comment": forms.CommentForm,
    "evidence": forms.EvidenceForm,
    "reopening": forms.ReopeningForm,
    "confirmation": ConfirmationForm,
}


def show_page(incident: Incident, **failed: FlaskForm) -> str:
    """Render the incident. A failed form stands in its place with what was typed, and nothing of its act remains.

    The form `correction` stands in the place of what it corrects, also before it was sent.
    """
    if failed:
        db.session.rollback()
    page = page_of(incident, me())
    own_tracks = tracks.of(page, me())
    blank = {name: form(formdata=None) for name, form in FORMS.items()}
    return render_template(
        "incidents/show.html",
        page=page,
        incident=incident,
        tracks=own_tracks,
        step=next_step.for_person(page, own_tracks, me()),
        forms=blank | failed,
        blank=blank,
        failed=next(iter(failed), ""),
        whole_feed=request.args.get("activity") == "all",
        shown_inline=SHOWN_INLINE,
        clocks=clocks_of(incident, now()),
        fixed=hindrance(incident),
        reported_fields=[field.value for field in ReportedField],
        playbooks=best_of(proposals(incident)) if me().department else [],
    )
