"""The form that classifies an incident: one field for each taxonomy, named by its id."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectMultipleField

from incidents.domain.taxonomy import TAXONOMIES


class ChosenTerms(SelectMultipleField):
    """Terms of a taxonomy. Which ids there are, and how many may be chosen, the domain says and not the form."""

    def __init__(self, taxonomy: str, **options: Any) -> None:
        self.taxonomy = TAXONOMIES[taxonomy]
        super().__init__(self.taxonomy.title, validate_choice=False, **options)

    def pre_validate(self, form: object) -> None:
        """Everything passes; the operation names what is wrong."""


class ClassificationForm(FlaskForm):  # type: ignore[misc]
    """What an incident is classified as. `seen` is the fingerprint of what the person looked at."""

    seen = HiddenField()

    def fields_by_taxonomy(self) -> list[Field]:
        """The fields of the taxonomies, in the order of pages."""
        return [self[name] for name in TAXONOMIES]

    def show(self, chosen: Mapping[str, Sequence[str]], seen: str) -> None:
        """Put what is recorded into a form that was not sent."""
        self.seen.data = seen
        for name, terms in chosen.items():
            self[name].data = list(terms)

    def chosen(self) -> dict[str, list[str]]:
        """The ids that were chosen, by taxonomy. Radio buttons that say “not chosen” send nothing."""
        return {name: [term for term in self[name].data or [] if term] for name in TAXONOMIES}


for _taxonomy in TAXONOMIES.values():
    setattr(ClassificationForm, _taxonomy.id, ChosenTerms(_taxonomy.id))
