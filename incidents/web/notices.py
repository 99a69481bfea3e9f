"""The inbox: what the product told a person, how many are new, and how the person wants to be told."""

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from incidents.domain.notices import NoticeKind
from incidents.operations import notices as operations
from incidents.queries import notices as queries
from incidents.web import arguments
from incidents.web.edge import me, now
from incidents.web.extensions import countersign
from incidents.web.forms import attempt, choices, chosen
from incidents.web.notice_forms import ChoicesForm, ReadingForm

blueprint = Blueprint("notices", __name__)


@blueprint.get("/notices")
def index() -> str:
    """The person's notices by incident and kind, the unread ones first."""
    filters = queries.Filters(
        kind=arguments.word("kind", NoticeKind),
        incident_id=arguments.number("incident"),
        unread=request.args.get("state") == "unread",
    )
    page = queries.inbox(me(), filters, arguments.text("after"))
    return render_template("notices/index.html", page=page, filters=filters, kinds=choices(NoticeKind))


@blueprint.get("/notices/unread")
def unread() -> Response:
    """How many are not read, for the header of a page that is open."""
    return jsonify(unread=queries.unread(me()))


@blueprint.post("/notices/<int:number>/reading")
def reading(number: int) -> Response:
    """Mark a notice as read, and go to what it is about."""
    notice = queries.one(me(), number) or abort(404)
    operations.read(me(), notice, now())
    own_page = notice.path.startswith("/") and not notice.path.startswith("//")
    return redirect(notice.path if own_page else url_for(".index"), code=303)


@blueprint.post("/notices/reading")
def all_read() -> Response:
    """Mark everything as read, or one group: what came since the page was made stays unread."""
    form = ReadingForm()
    kind = chosen(NoticeKind, form.kind.data) if form.validate() else abort(400)
    operations.read_all(me(), now(), up_to=form.up_to.data, kind=kind, incident_id=form.incident.data)
    flash(f"“{kind.label}” is marked as read." if kind else "Everything is marked as read.", "success")
    return redirect(url_for(".index"), code=303)


@blueprint.route("/account/notices", methods=["GET", "POST"])
def preferences() -> Response | tuple[str, int]:
    """How the person is told, by kind and channel."""
    form = ChoicesForm.of(me(), queries.choices_of(me()))
    if attempt(form, lambda: operations.choose(me(), form.choices(), int(form.digest_hour.data))):
        flash("You are told like this from now on.", "success")
        return redirect(url_for(".preferences"), code=303)
    settings = countersign().settings
    html = render_template("account/notices.html", form=form, sends_mail=settings.sends_mail)
    return html, 422 if form.is_submitted() else 200
