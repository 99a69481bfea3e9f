"""The page of the queue, also when something about a view did not go through."""

from flask import render_template
from flask_wtf import FlaskForm

from incidents.domain.phase import Phase
from incidents.domain.queue import Column
from incidents.domain.vocabulary import Severity
from incidents.models import SavedView
from incidents.operations.assignment import why_not_undone
from incidents.queries import actions as follow_up
from incidents.queries import queue as queries
from incidents.queries.assignments import seen_of
from incidents.queries.queue_filters import Filters
from incidents.queries.saved_views import views_for
from incidents.web import arguments
from incidents.web.edge import me, now
from incidents.web.filters import zone
from incidents.web.forms import choices
from incidents.web.queue_filters import arguments_of, harm_types, place_words, query_of, term_words
from incidents.web.reviews import today
from incidents.web.view_forms import ViewForm

MOST_GIVEN = 500
"""So many tasks are given at once."""


def show_queue(filters: Filters, number: int | None = None, **failed: FlaskForm) -> str:
    """Render the queue. `number` is that of the view that is open; a failed form stands there with what was typed."""
    page = queries.page_of(me(), filters, at=now())
    views = views_for(me())
    view = next((view for view in views if view.id == number), None)
    address = arguments_of(filters) | ({"view": str(view.id)} if view else {})
    return render_template(
        "incidents/queue.html",
        page=page,
        filters=filters,
        address=address,
        following=place_words(page.following),
        here=place_words(filters.after),
        query=query_of(filters),
        views=views,
        view=view,
        undoable=_undoable(),
        changed=view is not None and view.query != query_of(filters),
        forms=_forms(view) | failed,
        failed=next(iter(failed), ""),
        columns=tuple(Column),
        phases=choices(Phase),
        severities=choices(Severity),
        systems=[(system.id, system.name) for system in queries.systems()],
        overdue=follow_up.overdue(me(), follow_up.Whose.OURS, today(zone())) if me().department else 0,
        terms=[*harm_types(), *filter(None, [term_words(filters.term)])],
    )


def _undoable() -> list[int]:
    """Of the tasks that the address says were given just now, those that the person can take back."""
    numbers = arguments.numbers("given", MOST_GIVEN)
    if not numbers:
        return []
    why_not = why_not_undone(me(), seen_of(me(), numbers), now())
    return [task.id for task, sentence in why_not.items() if not sentence]


def _forms(view: SavedView | None) -> dict[str, FlaskForm]:
    """The forms of views, by what they do."""
    own = {"name": view.name, "audience": view.audience.value} if view else {}
    return {"saving": ViewForm(formdata=None), "changing": ViewForm(formdata=None, **own)}
