"""What forms share. One form class serves page and validation; the bounds come from the domain."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from flask import flash
from flask_wtf import FlaskForm
from wtforms import Field

from incidents.domain.errors import CountersignError, Invalid, LostUpdate

W = TypeVar("W", bound=StrEnum)


def attempt(form: FlaskForm, operation: Callable[[], Any]) -> bool:
    """Run one operation for a valid form. What it refuses is shown beside the field, or on top; nothing typed is lost.

    A `LostUpdate` passes: the page that asked must show both texts.
    """
    if not form.validate_on_submit():
        return False
    try:
        operation()
    except Invalid as error:
        show(form, error.field, str(error))
    except LostUpdate:
        raise
    except CountersignError as error:
        flash(str(error), "danger")
    else:
        return True
    return False


def show(form: FlaskForm, name: str, sentence: str) -> None:
    """Put a sentence beside a field, or on top where the form has no such field."""
    field: Field | None = form._fields.get(name)
    if field is None:
        flash(sentence, "danger")
    else:
        field.errors = [*field.errors, sentence]


def choices(vocabulary: type[StrEnum], empty: str | None = None) -> list[tuple[str, str]]:
    """The words of a vocabulary for a select field, with an empty choice where that is allowed."""
    words = [(word.value, getattr(word, "label", word.value)) for word in vocabulary]
    return words if empty is None else [("", empty), *words]


def chosen(vocabulary: type[W], value: str | None) -> W | None:
    """The word that was chosen, or None for the empty choice."""
    return vocabulary(value) if value else None
