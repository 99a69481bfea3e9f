"""The forms of costs. Their bounds and sentences come from `domain/cost.py`."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from incidents.domain.text import REASON_LENGTH


class CostForm(FlaskForm):  # type: ignore[misc]
    """Hours and money of the person's own department, and for what. `corrects` names the entry that it replaces."""

    hours = StringField("Working hours", validators=[Length(max=20)])
    amount = StringField("Direct cost", validators=[Length(max=24)])
    note = TextAreaField(
        "What was it for?", validators=[InputRequired("Say what it was for."), Length(max=REASON_LENGTH)]
    )
    corrects = HiddenField(
        validators=[Optional(), Regexp(r"^[1-9][0-9]{0,8}$", message="Choose an entry of this page.")]
    )


class CurrencyForm(FlaskForm):  # type: ignore[misc]
    """The currency of all costs."""

    currency = StringField(
        "Currency of costs", validators=[InputRequired("Give a currency, such as EUR."), Length(max=3)]
    )
