"""Administration of playbooks."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

from incidents.domain.calendars import Counting
from incidents.domain.playbook import FAMILIES, MOST_TASKS, NEVER, Draft, TaskDraft, known_terms, term_words
from incidents.domain.taxonomy import TAXONOMIES
from incidents.domain.vocabulary import Department, Severity, TaskKind
from incidents.models import Playbook, System, db
from incidents.operations import playbooks as operations
from incidents.queries import playbooks as queries
from incidents.queries.queue import systems
from incidents.web.administration import NUMBER, Answer, blueprint
from incidents.web.durations import DurationField
from incidents.web.edge import me, now
from incidents.web.forms import attempt, choices, chosen

EMPTY_ROWS = 3
"""Rows that wait below the tasks of a playbook, for further ones."""
KINDS = {
    f"Work of {department.label}": [
        (kind.value, kind.label) for kind in TaskKind if kind.owner is department and kind not in NEVER
    ]
    for department in Department
}


class TaskRow(Form):
    """One task. Without a title it is none, and one that is removed is left out."""

    kind = SelectField("Kind of work", choices=KINDS)
    title = StringField("Title")
    description = TextAreaField("Description")
    minutes = DurationField("Due within")
    counting = SelectField("Counted in", choices=choices(Counting))
    remove = BooleanField("Remove this task when the playbook is saved")


class PlaybookForm(FlaskForm):  # type: ignore[misc]
    """A playbook with its tasks."""

    name = StringField("Name", [InputRequired("Give a name.")])
    summary = TextAreaField("Summary")
    terms = SelectMultipleField("Proposed for")
    system = SelectField("Only for the system", default="")
    severity_from = SelectField("Only from the severity", choices=choices(Severity, "Any severity"), default="")
    tasks = FieldList(FormField(TaskRow), max_entries=MOST_TASKS + EMPTY_ROWS)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.terms.choices = known_terms()
        self._systems = {str(system.id): system for system in systems()}
        self.system.choices = [("", "Every system"), *((key, one.name) for key, one in self._systems.items())]

    def draft(self) -> Draft:
        """What `operations.playbooks.save` takes."""
        rows = [row for row in self.tasks.data if (row["title"] or "").strip() and not row["remove"]]
        tasks = tuple(
            TaskDraft(
                TaskKind(row["kind"]), row["title"], row["description"] or "", row["minutes"], Counting(row["counting"])
            )
            for row in rows
        )
        severity = chosen(Severity, self.severity_from.data)
        return Draft(self.name.data or "", self.summary.data or "", tuple(self.terms.data or ()), tasks, severity)

    def chosen_system(self) -> System | None:
        """The one system, if it is for one only."""
        return self._systems.get(self.system.data or "")


class StandingForm(FlaskForm):  # type: ignore[misc]
    """In use, or out of use."""

    active = HiddenField()


@blueprint.get("/playbooks")
def playbooks() -> Answer:
    """All playbooks."""
    return render_template(
        "administration/playbooks.html", playbooks=queries.every(), missing=operations.missing(), term_words=term_words
    )


@blueprint.route("/playbooks/new", methods=["GET", "POST"])
def playbook_new() -> Answer:
    """Write a playbook."""
    return _save(None, PlaybookForm(tasks=[{}] * EMPTY_ROWS))


@blueprint.route(f"/playbooks/{NUMBER}", methods=["GET", "POST"])
def playbook(number: int) -> Answer:
    """Change a playbook."""
    found = db.session.get(Playbook, number) or abort(404)
    return _save(found, PlaybookForm(**_values(found)))


@blueprint.post(f"/playbooks/{NUMBER}/standing")
def playbook_standing(number: int) -> Answer:
    """Take a playbook out of use, or into use again."""
    found, form = db.session.get(Playbook, number) or abort(404), StandingForm()
    active = form.active.data == "yes"
    if attempt(form, lambda: operations.set_active(me(), found, active, now())):
        flash(f"“{found.name}” is {'in use again' if active else 'out of use'}.", "success")
    return redirect(url_for(".playbooks"), code=303)


@blueprint.post("/playbooks/shipped")
def playbooks_shipped() -> Answer:
    """Add those that come with the product and are not here."""
    if attempt(StandingForm(), lambda: operations.install(me(), now())):
        flash("The playbooks that come with Countersign are here.", "success")
    return redirect(url_for(".playbooks"), code=303)


def _save(found: Playbook | None, form: PlaybookForm) -> Answer:
    if attempt(form, lambda: operations.save(me(), found, form.draft(), form.chosen_system(), now())):
        flash(f"The playbook {form.name.data} is saved.", "success")
        return redirect(url_for(".playbooks"), code=303)
    page = render_template(
        "administration/playbook.html",
        form=form,
        playbook=found,
        families=[
            (TAXONOMIES[name].title, [f"{name}:{term.id}" for term in TAXONOMIES[name].terms]) for name in FAMILIES
        ],
        term_words=term_words,
    )
    return page, 422 if form.is_submitted() else 200


def _values(found: Playbook) -> dict[str, Any]:
    rows = [
        {"kind": t.kind, "title": t.title, "description": t.description, "minutes": t.minutes, "counting": t.counting}
        for t in found.tasks
    ]
    return {
        "name": found.name,
        "summary": found.summary,
        "terms": sorted(found.term_set),
        "system": str(found.system_id or ""),
        "severity_from": found.severity_from or "",
        "tasks": [*rows, *({} for _ in range(EMPTY_ROWS))],
    }
