"""Administration of targets and of the calendar that counts them."""

from datetime import date, time
from typing import Any, cast

from flask import abort, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, SelectMultipleField, StringField, TimeField
from wtforms.validators import InputRequired

from incidents.domain.calendars import Counting
from incidents.domain.clocks import TARGETED, Measure, Span
from incidents.domain.vocabulary import Severity
from incidents.models import ClosedDay, WorkCalendar, db
from incidents.operations import targets as operations
from incidents.operations.organisation import here
from incidents.operations.targets import Version
from incidents.web.administration import NUMBER, Answer, blueprint
from incidents.web.durations import DurationField
from incidents.web.edge import me, now
from incidents.web.forms import attempt, choices
from incidents.web.zones import zone_choices

WEEKDAYS = [
    (str(number), name)
    for number, name in enumerate(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), start=1
    )
]
DAY = 24 * 60


class TargetsForm(FlaskForm):  # type: ignore[misc]
    """Every target. A field for each severity and measure, and one for how a severity is counted, are added below."""

    def targets(self) -> dict[tuple[Severity, Measure], Span]:
        """What was typed; an empty field is no target."""
        return {
            (severity, measure): Span(
                self[name_of(severity, measure)].data, Counting(self[f"{severity}-counting"].data)
            )
            for severity in Severity
            for measure in TARGETED
            if self[name_of(severity, measure)].data is not None
        }


def name_of(severity: Severity, measure: Measure) -> str:
    """The name of a target's field, as `operations.targets` names it in `Invalid`."""
    return f"{severity.value}-{measure.value}"


def targets_form(current: Version) -> TargetsForm:
    """The form with the targets of today."""
    fields: dict[str, Any] = {}
    for severity in Severity:
        spans = [current.targets[pair] for pair in current.targets if pair[0] is severity]
        counted = spans[0].counting if spans else Counting.WORKING_HOURS
        counting = SelectField(f"{severity.label} counts", choices=choices(Counting), default=counted.value)
        fields[f"{severity.value}-counting"] = counting
        for measure in TARGETED:
            span = current.targets.get((severity, measure))
            label = f"{severity.label}: {measure.label}"
            fields[name_of(severity, measure)] = DurationField(label, default=span.minutes if span else None)
    form: TargetsForm = type("TargetsForm", (TargetsForm,), fields)()
    return form


class CalendarForm(FlaskForm):  # type: ignore[misc]
    """When the organisation works."""

    time_zone = SelectField("Time zone", [InputRequired("Choose a time zone.")])
    days = SelectMultipleField("Working days", choices=WEEKDAYS)
    opens = TimeField("Work begins", [InputRequired("Give the time at which work begins.")])
    closes = TimeField("Work ends", [InputRequired("Give the time at which work ends.")])
    country = SelectField("Public holidays of")
    subdivision = StringField("State or region")

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.time_zone.choices = zone_choices(values.get("time_zone", "UTC"))
        known = sorted(operations.countries().items(), key=lambda pair: pair[1][0])
        self.country.choices = [("", "No country: only own closed days"), *((code, name) for code, (name, _) in known)]

    def calendar(self) -> dict[str, Any]:
        """What `save_calendar` asks for. Midnight as an end is the end of the day."""
        return {
            "time_zone": self.time_zone.data,
            "days": "".join(self.days.data or []),
            "opens": _minutes(self.opens.data),
            "closes": _minutes(self.closes.data) or DAY,
            "country": self.country.data or "",
            "subdivision": (self.subdivision.data or "").strip().upper(),
        }


class ClosedDayForm(FlaskForm):  # type: ignore[misc]
    """A day on which nobody works."""

    day = DateField("Day", [InputRequired("Give the day.")])
    name = StringField("What is on this day", [InputRequired("Give a name: what is on this day?")])


class RemovalForm(FlaskForm):  # type: ignore[misc]
    """Take something away. Nothing is asked."""


@blueprint.route("/targets", methods=["GET", "POST"])
def targets() -> Answer:
    """The targets of clocks, by severity and measure."""
    current = operations.current()
    form = targets_form(current)
    if attempt(form, lambda: operations.save(me(), form.targets(), now())):
        flash("The targets are saved. Clocks that run already keep theirs.", "success")
        return redirect(url_for(".targets"), code=303)
    page = render_template(
        "administration/targets.html",
        form=form,
        current=current,
        severities=list(Severity),
        measures=TARGETED,
        name_of=name_of,
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/calendar", methods=["GET", "POST"])
def calendar() -> Answer:
    """Working days and hours, and whose public holidays count."""
    form = _calendar_form()
    if attempt(form, lambda: operations.save_calendar(me(), **form.calendar(), at=now())):
        flash("The calendar is saved. Due times that are set already stay.", "success")
        return redirect(url_for(".calendar"), code=303)
    return _calendar_page(form), 422 if form.is_submitted() else 200


@blueprint.post("/calendar/closed-days")
def closed_day() -> Answer:
    """Add a day on which nobody works."""
    form = ClosedDayForm()
    if attempt(form, lambda: operations.close_day(me(), cast("date", form.day.data), form.name.data or "", now())):
        flash(f"{form.day.data:%-d %B %Y} is closed.", "success")
        return redirect(url_for(".calendar", _anchor="closed-days"), code=303)
    return _calendar_page(_calendar_form(fresh=True), form), 422


@blueprint.post(f"/calendar/closed-days/{NUMBER}/removal")
def closed_day_removal(number: int) -> Answer:
    """Take a closed day away again."""
    closed = db.session.get(ClosedDay, number) or abort(404)
    form, day = RemovalForm(), closed.day
    if attempt(form, lambda: operations.open_day(me(), closed, now())):
        flash(f"{day:%-d %B %Y} is open again.", "success")
    return redirect(url_for(".calendar", _anchor="closed-days"), code=303)


def _calendar_form(fresh: bool = False) -> CalendarForm:
    row, organisation = operations.work_calendar(), here()
    values: dict[str, Any] = {"formdata": None} if fresh else {}
    return CalendarForm(
        time_zone=organisation.time_zone if organisation else "UTC",
        days=list(row.days),
        opens=_time(row.opens),
        closes=_time(row.closes),
        country=row.country,
        subdivision=row.subdivision,
        **values,
    )


def _calendar_page(form: CalendarForm, closed_form: ClosedDayForm | None = None) -> str:
    return render_template(
        "administration/calendar.html",
        form=form,
        closed_form=closed_form or ClosedDayForm(formdata=None),
        closed_days=operations.closed_days(),
        regions=_regions(operations.work_calendar()),
    )


def _regions(row: WorkCalendar) -> list[str]:
    known = operations.countries().get(row.country)
    return known[1] if known else []


def _minutes(moment: time | None) -> int:
    return moment.hour * 60 + moment.minute if moment else 0


def _time(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)
