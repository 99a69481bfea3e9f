"""Forms of the administration pages."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired

from incidents.domain.vocabulary import Affiliation, Rank
from incidents.models import Person, System, Unit
from incidents.operations.people import PASSWORD_LENGTH
from incidents.queries.administration import owners, units
from incidents.web.forms import choices, chosen
from incidents.web.zones import zone_choices

RANKS = [("", "None"), (Rank.MEMBER.value, "Member"), (Rank.LEAD.value, "Lead")]


class UnitForm(FlaskForm):  # type: ignore[misc]
    """A business unit."""

    name = StringField("Name of the unit", [InputRequired("Give a name.")])


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """A password that an administrator gives, to be changed by its owner."""

    password = StringField(
        "Initial password", [InputRequired(f"Give a password of at least {PASSWORD_LENGTH} characters.")]
    )


class DetailsForm(FlaskForm):  # type: ignore[misc]
    """What somebody is called."""

    name = StringField("Name", [InputRequired("Give a name.")])
    email = StringField("E-mail address", [InputRequired("Give an e-mail address.")])
    title = StringField("Job title")

    def details(self) -> dict[str, str]:
        """What `change_details` asks for."""
        return {name: self[name].data or "" for name in ("name", "email", "title")}


class StandingForm(FlaskForm):  # type: ignore[misc]
    """Where somebody stands. Which of these go together, the operation says."""

    affiliation = RadioField("Affiliation", choices=choices(Affiliation, "None: administers only"), default="")
    rank = SelectField("Rank in AI or IT", choices=RANKS, default="")
    unit = SelectField("Business unit", default="")
    administrator = BooleanField("Administrator")

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self._units = {str(unit.id): unit for unit in units()}
        # Neither is called optional: which of the two is needed follows from the affiliation.
        self.rank.flags.required = self.unit.flags.required = True
        self.unit.choices = [("", "None"), *((key, unit.name) for key, unit in self._units.items())]

    def standing(self) -> dict[str, Any]:
        """What the operations on people ask for."""
        return {
            "affiliation": chosen(Affiliation, self.affiliation.data),
            "rank": chosen(Rank, self.rank.data),
            "unit": self._units.get(self.unit.data or ""),
            "administrator": self.administrator.data,
        }


class ChangePersonForm(StandingForm):
    """A person's standing, and whether they may log in at all."""

    active = BooleanField("The account is open: this person may log in")

    def change(self) -> dict[str, Any]:
        """What `change_person` asks for."""
        return {**self.standing(), "active": self.active.data}

    @classmethod
    def of(cls, person: Person) -> "ChangePersonForm":
        """The form as the person stands now."""
        return cls(
            affiliation=person.affiliation or "",
            rank=person.rank or "",
            unit=str(person.unit_id or ""),
            administrator=person.administrator,
            active=person.active,
        )


class NewPersonForm(StandingForm, DetailsForm, PasswordForm):
    """Somebody who may log in from now on."""

    time_zone = SelectField("Time zone", [InputRequired("Choose a time zone.")])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.time_zone.choices = zone_choices(values.get("time_zone", "UTC"))

    def person(self) -> dict[str, Any]:
        """What `add_person` asks for."""
        own = {name: self[name].data or "" for name in ("password", "time_zone")}
        return {**own, **self.details(), **self.standing()}


class SystemForm(FlaskForm):  # type: ignore[misc]
    """An AI system. Its three owners come from the three sides of the house."""

    name = StringField("Name", [InputRequired("Give a name.")])
    unit = SelectField("Used by", default="")
    owner_for_value = SelectField("Owner for value (business)", default="")
    owner_for_safety = SelectField("Owner for safety (AI department)", default="")
    owner_for_platform = SelectField("Owner for the platform (IT department)", default="")

    def __init__(self, system: System | None = None) -> None:
        super().__init__(data=_values(system) if system else None)
        self._units = _named(units())
        self._owners = {
            field: _named(owners(affiliation, getattr(system, f"{field}_id", None)))
            for field, affiliation in OWNERS.items()
        }
        self.unit.choices = _options(self._units, "Several units, or none")
        for field, people in self._owners.items():
            self[field].choices = _options(people, "Nobody yet")

    def system(self) -> dict[str, Any]:
        """What `save_system` asks for."""
        people = {field: people.get(self[field].data or "") for field, people in self._owners.items()}
        return {**people, "name": self.name.data or "", "unit": self._units.get(self.unit.data or "")}


OWNERS = {
    "owner_for_value": Affiliation.BUSINESS,
    "owner_for_safety": Affiliation.AI,
    "owner_for_platform": Affiliation.IT,
}


def _values(system: System) -> dict[str, Any]:
    ids = {field: str(getattr(system, f"{field}_id") or "") for field in ("unit", *OWNERS)}
    return {**ids, "name": system.name}


def _named(things: Sequence[Any]) -> dict[str, Any]:
    return {str(thing.id): thing for thing in things}


def _options(things: dict[str, Person | Unit], empty: str) -> list[tuple[str, str]]:
    return [("", empty), *((key, thing.name) for key, thing in things.items())]
