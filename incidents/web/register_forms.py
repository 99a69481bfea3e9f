"""The forms of the register: one for each side of a system, made from the table of fields."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field as FormField
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Regexp

from incidents.domain.register import Authority, Field, Side, fields_of
from incidents.models import System
from incidents.web.forms import choices

RELOAD = "Reload the page, then save again."


class SideForm(FlaskForm):  # type: ignore[misc]
    """What a side states. `seen` is the version of the side that the writer read; `side_form` adds the fields."""

    seen = HiddenField(validators=[InputRequired(RELOAD), Regexp(r"^\d{1,9}$", message=RELOAD)])

    def values(self, side: Side) -> dict[Field, str]:
        """What `operations.register.state` takes."""
        return {field: self[field.value].data or "" for field in fields_of(side)}


def side_form(system: System, side: Side) -> SideForm:
    """The form of a side, filled with what the register says."""
    fields = {field.value: _control(field) for field in fields_of(side)}
    made: type[SideForm] = type(f"{side.value.title()}Form", (SideForm,), fields)
    statement = system.statement(side)
    stated = {field.value: system.stated(field) for field in fields_of(side)}
    return made(data=stated | {"seen": str(statement.version if statement else 0)})


def differing(form: SideForm, system: System, side: Side) -> dict[str, str]:
    """What the register says by now, for each field in which somebody's typing differs from it."""
    typed = form.values(side)
    return {
        field.value: _shown(field, system.stated(field))
        for field in fields_of(side)
        if " ".join(typed[field].split()) != " ".join(system.stated(field).split())
    }


def _control(field: Field) -> FormField:
    if field is Field.AUTHORITY:
        return RadioField(field.label, choices=choices(Authority, "Not stated"), default="")
    return StringField(field.label) if field.short else TextAreaField(field.label)


def _shown(field: Field, value: str) -> str:
    words: Any = Authority(value).label if field is Field.AUTHORITY and value else value
    return str(words) or "(Nothing is stated.)"
