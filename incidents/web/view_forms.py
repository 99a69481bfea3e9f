"""The forms of saved views, and of giving work to somebody."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.validators import DataRequired

from incidents.domain.queue import Audience
from incidents.web.forms import choices


class ViewForm(FlaskForm):  # type: ignore[misc]
    """A name for what the queue shows, and who may open it. `query` is what it shows."""

    name = StringField("Name", [DataRequired("Give a name.")])
    audience = SelectField("Who may open it", choices=choices(Audience), default=Audience.PRIVATE.value)
    anew = BooleanField("Keep the filters, columns and order that are shown now")
    query = HiddenField()
