"""Forms of the inbox, of how one is told, and of watching an incident."""

from collections.abc import Iterator, Mapping
from typing import Self

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import AnyOf, InputRequired, NumberRange, Optional

from incidents.domain.notices import DEFAULTS, Attention, Choice, Mail, NoticeKind
from incidents.models import Person
from incidents.web.forms import choices

MOST = 2**31 - 1


class ReadingForm(FlaskForm):  # type: ignore[misc]
    """Which notices are read: up to a number, of one group or all."""

    up_to = IntegerField(validators=[Optional(), NumberRange(0, MOST)])
    kind = StringField(validators=[Optional(), AnyOf([kind.value for kind in NoticeKind])])
    incident = IntegerField(validators=[Optional(), NumberRange(0, MOST)])


class AttentionForm(FlaskForm):  # type: ignore[misc]
    """What one wants of an incident."""

    attention = RadioField("Notices", [InputRequired("Choose what you want to be told.")], choices=choices(Attention))


class ChoicesForm(FlaskForm):  # type: ignore[misc]
    """For each kind: in the product or not, and by mail when. Fields `shown_…` and `mail_…` are added below."""

    digest_hour = SelectField("The daily digest comes at", choices=[(str(hour), f"{hour:02}:00") for hour in range(24)])

    kinds: tuple[NoticeKind, ...] = ()

    @classmethod
    def of(cls, person: Person, chosen: Mapping[NoticeKind, Choice]) -> Self:
        """The form with what the person has chosen."""
        now = {kind: chosen.get(kind, DEFAULTS[kind]) for kind in kinds_for(person)}
        shown = {f"shown_{kind.value}": choice.shown for kind, choice in now.items()}
        mail = {f"mail_{kind.value}": choice.mail.value for kind, choice in now.items()}
        form = cls(digest_hour=str(person.digest_hour), **shown, **mail)
        form.kinds = tuple(now)
        for kind in set(NoticeKind) - set(now):
            del form[f"shown_{kind.value}"]
            del form[f"mail_{kind.value}"]
        return form

    def rows(self) -> Iterator[tuple[NoticeKind, Field, Field]]:
        """Each kind with its two fields."""
        for kind in self.kinds:
            yield kind, self[f"shown_{kind.value}"], self[f"mail_{kind.value}"]

    def choices(self) -> dict[NoticeKind, Choice]:
        """What was chosen. What always stands in the product has no box that could be empty."""
        return {
            kind: Choice(bool(kind.always_shown) or bool(shown.data), Mail(mail.data))
            for kind, shown, mail in self.rows()
        }


for _kind in NoticeKind:
    setattr(ChoicesForm, f"shown_{_kind.value}", BooleanField("In the product"))
    setattr(ChoicesForm, f"mail_{_kind.value}", SelectField("By mail", choices=choices(Mail)))


def kinds_for(person: Person) -> list[NoticeKind]:
    """The kinds that a person can ever be told."""
    apart = {
        NoticeKind.ADMINISTRATION: person.administrator,
        NoticeKind.ACCOUNT: person.is_lead,
        NoticeKind.PUBLISHED: person.affiliation == "leadership",
        NoticeKind.GUIDANCE: person.affiliation in ("business", "ai"),
    }
    return [kind for kind in NoticeKind if apart.get(kind, True)]
