"""Forms of one's own account. The names of the fields are those that the operations name in `Invalid`."""

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import PasswordField, RadioField, SelectField
from wtforms.validators import EqualTo, InputRequired

from incidents.domain.certificate import FILE_BYTES, RevocationReason
from incidents.web.forms import chosen

AGAIN = "Type the passphrase a second time."
DIFFER = "The two passphrases differ. Type both again."


class ZoneForm(FlaskForm):  # type: ignore[misc]
    """The zone in which pages show times."""

    time_zone = SelectField("Time zone", [InputRequired("Choose a time zone.")])


class EnrolmentForm(FlaskForm):  # type: ignore[misc]
    """A signing passphrase, twice."""

    passphrase = PasswordField("Signing passphrase", [InputRequired("Choose a signing passphrase.")])
    again = PasswordField("Signing passphrase again", [InputRequired(AGAIN), EqualTo("passphrase", DIFFER)])


class OwnFileForm(FlaskForm):  # type: ignore[misc]
    """A PKCS#12 file and what opens it."""

    file = FileField("PKCS#12 file", [FileRequired("Choose the file, .p12 or .pfx.")])
    passphrase = PasswordField("Passphrase of the file", [InputRequired("Give the passphrase that opens the file.")])

    def content(self) -> bytes:
        """The file, or one byte more than is allowed: nobody has to wait for the rest of a wrong one."""
        content: bytes = self.file.data.stream.read(FILE_BYTES + 1)
        return content


class RenewalForm(FlaskForm):  # type: ignore[misc]
    """The present passphrase."""

    passphrase = PasswordField("Present signing passphrase", [InputRequired("Give your signing passphrase.")])


class PassphraseForm(FlaskForm):  # type: ignore[misc]
    """The present passphrase, and the next one twice."""

    passphrase = PasswordField("Present signing passphrase", [InputRequired("Give your present signing passphrase.")])
    new = PasswordField("New signing passphrase", [InputRequired("Choose a new signing passphrase.")])
    again = PasswordField("The new one once more", [InputRequired(AGAIN), EqualTo("new", DIFFER)])


class RevocationForm(FlaskForm):  # type: ignore[misc]
    """Why a certificate is revoked."""

    reason = RadioField("Why?", [InputRequired("Choose why the certificate is revoked.")])

    def __init__(self, reasons: Iterable[RevocationReason], **values: Any) -> None:
        super().__init__(**values)
        self.reason.choices = [(reason.value, reason.label) for reason in reasons]

    def chosen(self) -> RevocationReason | None:
        """The reason, or None."""
        return chosen(RevocationReason, self.reason.data)
