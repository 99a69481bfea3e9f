"""One message to the configured mail server (RFC 5321): bounded in time, its certificate checked, no secret told."""

import smtplib
import ssl
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from incidents.config import Settings
from reports.text import visible

SECONDS = 20.0
LONGEST_SUBJECT = 150
PERMANENT = 500
"""Answers from here on will be the same next time (RFC 5321, 4.2.1)."""


class Unreachable(Exception):
    """The server cannot be spoken with at all just now. `str(error)` is a sentence without secrets."""


class Undeliverable(Exception):
    """The server will never take this message. `str(error)` is a sentence without secrets."""


def message(
    settings: Settings, *, name: str, email: str, subject: str, body: str, identity: str, at: datetime
) -> EmailMessage:
    """A text mail to one person. The same `identity` gives the same Message-ID, so that a repetition is recognised.

    Nothing that people typed can begin a header: white space is folded, and the library refuses line ends in headers.
    """
    made = EmailMessage(policy=SMTP)
    try:
        made["To"] = Address(_line(name), addr_spec=email)
    except (ValueError, IndexError, MessageError) as error:
        raise Undeliverable(f"“{_line(email)[:80]}” is no mail address.") from error
    made["From"] = Address("Countersign", addr_spec=settings.mail_sender)
    made["Subject"] = _line(subject)[:LONGEST_SUBJECT]
    made["Date"] = format_datetime(at)
    made["Message-ID"] = f"<{identity}@{settings.mail_sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(body)
    return made


def send(settings: Settings, mail: EmailMessage) -> None:
    """Hand the message to the server. Raises `Unreachable` or `Undeliverable`, or what else may pass."""
    try:
        with _connection(settings) as server:
            server.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        _refused(code, said)
    except smtplib.SMTPAuthenticationError as error:
        raise Unreachable(f"The mail server refused the log-in ({error.smtp_code}).") from None
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        _refused(error.smtp_code, error.smtp_error)
    except (smtplib.SMTPException, OSError) as error:
        raise Unreachable(f"The mail server could not be spoken with: {type(error).__name__}.") from None


def _connection(settings: Settings) -> smtplib.SMTP:
    place = (settings.mail_host, settings.mail_port)
    if settings.mail_tls == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(*place, timeout=SECONDS, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(*place, timeout=SECONDS)
    try:
        if settings.mail_tls == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.mail_user:
            server.login(settings.mail_user, settings.mail_password)
    except BaseException:
        server.close()
        raise
    return server


def _refused(code: int, said: bytes | str) -> None:
    words = _line(said.decode(errors="replace") if isinstance(said, bytes) else said)[:200]
    if code >= PERMANENT:
        raise Undeliverable(f"The mail server refused it for good: {code} {words}")
    raise TimeoutError(f"The mail server put it off: {code} {words}")


def _line(text: str) -> str:
    """One line, with characters that nobody sees made visible."""
    return visible(" ".join(text.split()))
