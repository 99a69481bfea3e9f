"""Notices by mail, against a real mail server: at once, in the digest, never what may not be seen, never twice."""

import logging
import socket
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from incidents.context import Countersign
from incidents.delivery import mail
from incidents.delivery.outbox import deliver_due
from incidents.delivery.smtp import Undeliverable, message
from incidents.delivery.sweeps import SWEEPS
from incidents.domain.errors import Refused
from incidents.domain.notices import Choice, Mail, NoticeKind
from incidents.models import Digest, Incident, Notice, OutboxRow, Person, db
from incidents.operations import mail as administering
from incidents.operations import notices, restrictions
from incidents.queries.mail import standing
from tests import factories
from tests.delivery.mail_server import PASSWORD, USER, MailServer, mail_server
from tests.factories import Cast

Clock = Callable[[], datetime]
NOON = datetime(2026, 9, 10, 10, 0, tzinfo=UTC)
"""Noon in Paris, where the cast of these tests lives: the hour of every digest has come."""


@pytest.fixture(scope="module")
def post_office() -> Iterator[MailServer]:
    """One server for these tests."""
    with mail_server() as running:
        yield running


@pytest.fixture
def server(post_office: MailServer, own: Countersign, monkeypatch: pytest.MonkeyPatch) -> MailServer:
    """The mail server, empty, with this instance set to send through it."""
    post_office.mails.clear()
    post_office.raw.clear()
    post_office.refuses.clear()
    reach(own, monkeypatch, post_office.port)
    return post_office


def reach(own: Countersign, monkeypatch: pytest.MonkeyPatch, port: int, **more: Any) -> None:
    given = {
        "mail_host": "127.0.0.1",
        "mail_port": port,
        "mail_tls": "none",
        "mail_sender": "notices@countersign.example",
        "public_address": "https://countersign.example",
    }
    monkeypatch.setattr(own, "settings", replace(own.settings, **given | more))


def tell(
    person: Person, text: str = "Something waits.", *, key: str = "test", at: datetime = NOON, **more: Any
) -> None:
    given: dict[str, Any] = {"kind": NoticeKind.DECISION, "path": "/incidents/AI-1", "incident": None} | more
    assert notices.tell(person, key, text, at=at, **given)
    db.session.commit()


def daily(*people: Person) -> None:
    for person in people:
        notices.choose(person, {NoticeKind.GUIDANCE: Choice(True, Mail.DAILY)}, 8)
        person.time_zone = "Europe/Paris"
    db.session.commit()


def deliver(at: datetime = NOON) -> int:
    return deliver_due(lambda: at)


def gather(at: datetime = NOON) -> int:
    return mail.gather(lambda: at)


def body_of(sent: EmailMessage) -> str:
    return str(sent.get_content())


def rows() -> list[OutboxRow]:
    db.session.expire_all()
    return list(
        db.session.scalars(sa.select(OutboxRow).where(OutboxRow.kind.startswith("mail_")).order_by(OutboxRow.id))
    )


def test_a_notice_comes_by_mail_with_its_text_and_a_link(cast: Cast, server: MailServer) -> None:
    tell(cast.ada, "AI-1: a decision waits.")
    assert server.mails == [], "nothing is sent before the worker does"
    assert deliver() == 1
    (sent,) = server.mails
    assert (sent["To"], sent["Subject"]) == ("Ada <ada@example.org>", "AI-1: a decision waits.")
    assert sent["From"] == "Countersign <notices@countersign.example>"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent.get_content_type() == "text/plain"
    assert "https://countersign.example/incidents/AI-1" in body_of(sent)
    assert "https://countersign.example/account/notices" in body_of(sent)
    assert "Example Group" in body_of(sent)
    assert deliver() == 0
    assert len(server.mails) == 1


def test_without_a_public_address_there_is_no_link(
    cast: Cast, server: MailServer, own: Countersign, monkeypatch: pytest.MonkeyPatch
) -> None:
    reach(own, monkeypatch, server.port, public_address="")
    tell(cast.ada)
    deliver()
    assert "http" not in body_of(server.mails[0])
    assert "“Your account”" in body_of(server.mails[0])


def test_a_repeated_delivery_bears_the_same_message_id(cast: Cast, server: MailServer) -> None:
    tell(cast.ada)
    tell(cast.ivo)
    deliver()
    first_row = rows()[0]
    first_row.done_at = first_row.claimed_until = None
    db.session.commit()
    deliver()
    first, other, again = (sent["Message-ID"] for sent in server.mails)
    assert first == again
    assert first != other
    assert first.endswith("@countersign.example>")


def test_what_was_read_meanwhile_is_not_sent(cast: Cast, server: MailServer) -> None:
    tell(cast.ada)
    notices.read_all(cast.ada, NOON)
    db.session.commit()
    assert (deliver(), server.mails) == (1, [])


@pytest.fixture
def restricted(cast: Cast, clock: Clock, server: MailServer) -> Incident:
    """Ari has been told of an incident, by mail at once and daily, and may not see it any more."""
    daily(cast.ari)
    incident = factories.accepted(cast, clock)
    for kind in (NoticeKind.DECISION, NoticeKind.GUIDANCE):
        tell(cast.ari, "The secret of AI-1.", key=f"test:{kind}", kind=kind, incident=incident)
    restrictions.restrict(cast.ada, incident, [cast.ivo], "It names a patient.", clock())
    db.session.commit()
    return incident


def test_nobody_gets_mail_about_what_they_may_not_see_any_more(
    cast: Cast, server: MailServer, restricted: Incident
) -> None:
    assert gather() == 1
    deliver()
    deliver()
    assert not any(b"secret" in raw for raw in server.raw)
    assert not [sent for sent in server.mails if "ari@" in sent["To"]]


def test_who_has_left_gets_no_mail(cast: Cast, server: MailServer) -> None:
    daily(cast.ada)
    tell(cast.ada)
    tell(cast.ada, key="daily", kind=NoticeKind.GUIDANCE)
    cast.ada.active = False
    db.session.commit()
    assert gather() == 0
    deliver()
    assert server.mails == []


def test_who_administers_no_more_gets_nothing_of_administration(cast: Cast, server: MailServer) -> None:
    tell(cast.max, kind=NoticeKind.ADMINISTRATION)
    cast.max.administrator = False
    db.session.commit()
    deliver()
    assert server.mails == []


def test_the_reference_that_leadership_may_know_is_sent_without_a_title(
    cast: Cast, clock: Clock, server: MailServer
) -> None:
    incident = factories.accepted(cast, clock)
    daily(cast.lea)
    tell(cast.lea, "AI-1 is late.", kind=NoticeKind.GUIDANCE, path="", incident=incident)
    gather()
    deliver()
    (sent,) = [sent for sent in server.mails if "lea@" in sent["To"]]
    assert "AI-1 is late." in body_of(sent)
    assert incident.title not in body_of(sent)


def test_the_digest_comes_once_a_day_at_the_persons_hour_in_the_persons_zone(cast: Cast, server: MailServer) -> None:
    daily(cast.ada)
    cast.ada.digest_hour = 17
    cast.ada.time_zone = "America/New_York"
    tell(cast.ada, "One.", key="1", kind=NoticeKind.GUIDANCE)
    tell(cast.ada, "Two.", key="2", kind=NoticeKind.GUIDANCE, path="/guidance/1")
    five_there = datetime(2026, 9, 10, 21, 0, tzinfo=UTC)
    assert gather(five_there - timedelta(minutes=1)) == 0
    assert gather(five_there) == 1
    assert gather(five_there) == 0
    deliver(five_there)
    (sent,) = server.mails
    assert sent["Subject"] == "Countersign on 10 September: 2 notices"
    assert "- One." in body_of(sent)
    assert "https://countersign.example/guidance/1" in body_of(sent)
    tell(cast.ada, "Three.", key="3", kind=NoticeKind.GUIDANCE)
    assert gather(five_there + timedelta(hours=1)) == 0, "today's has gone"
    assert gather(five_there + timedelta(days=1)) == 1
    deliver(five_there + timedelta(days=1))
    assert "Three." in body_of(server.mails[1])
    assert "One." not in body_of(server.mails[1]), "nothing is sent twice"


def test_a_day_with_nothing_unread_brings_no_digest(cast: Cast, server: MailServer) -> None:
    daily(cast.ada)
    assert gather() == 0
    tell(cast.ada, kind=NoticeKind.GUIDANCE)
    notices.read_all(cast.ada, NOON)
    db.session.commit()
    gather()
    deliver()
    assert server.mails == []


def test_moving_to_another_zone_brings_no_second_digest_of_a_day(cast: Cast, server: MailServer) -> None:
    daily(cast.ada)
    tell(cast.ada, key="1", kind=NoticeKind.GUIDANCE)
    assert gather() == 1
    cast.ada.time_zone = "Pacific/Honolulu"
    tell(cast.ada, key="2", kind=NoticeKind.GUIDANCE)
    late = datetime(2026, 9, 11, 9, 0, tzinfo=UTC)
    assert gather(late) == 0, "it is still the tenth there"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Digest)) == 1


def test_a_long_digest_says_how_much_more_there_is(cast: Cast, server: MailServer) -> None:
    daily(cast.ada)
    for number in range(mail.LONGEST_DIGEST + 5):
        notices.tell(cast.ada, f"test:{number}", "Read it.", kind=NoticeKind.GUIDANCE, path="/guidance/1", at=NOON)
    db.session.commit()
    gather()
    deliver()
    assert body_of(server.mails[0]).count("- Read it.") == mail.LONGEST_DIGEST
    assert "And 5 more in your inbox." in body_of(server.mails[0])


def test_nothing_is_gathered_without_a_mail_server(cast: Cast, in_app: None) -> None:
    db.session.add(
        Notice(person=cast.ada, kind=NoticeKind.GUIDANCE, key="old", text="Old.", path="", at=NOON, mail=Mail.DAILY)
    )
    db.session.commit()
    assert gather() == 0


HOSTILE = "A title\r\nBcc: everybody@example.org\r\n\r\nBody\u202ehidden"


def test_what_people_typed_adds_no_header_and_no_recipient(cast: Cast, server: MailServer) -> None:
    cast.ada.name = 'Ada"\r\nBcc: x@example.org <y@example.org>'
    tell(cast.ada, HOSTILE)
    deliver()
    (sent,) = server.mails
    assert sent["Bcc"] is None
    assert {name.lower() for name in dict(sent)} <= {
        "to", "from", "subject", "date", "message-id", "auto-submitted", "mime-version", "content-type",
        "content-transfer-encoding", "x-peer", "x-mailfrom", "x-rcptto",
    }  # fmt: skip
    assert "ada@example.org" in sent["To"]
    assert "\u202e" not in sent["Subject"]
    assert "\u202e" not in body_of(sent)


def test_an_address_that_is_none_is_given_up_at_once(own: Countersign, server: MailServer) -> None:
    given = {"name": "Ada", "subject": "x", "body": "x", "identity": "x", "at": NOON}
    for email in ("", "ada", "ada@example.org\r\nBcc: x@example.org", "<ada@example.org>, x@example.org"):
        with pytest.raises(Undeliverable, match="is no mail address"):
            message(own.settings, email=email, **given)


def test_a_refused_recipient_is_given_up_and_administrators_see_why(cast: Cast, server: MailServer) -> None:
    server.refuses["ada@example.org"] = "550 No such mailbox"
    tell(cast.ada)
    assert deliver() == 0
    (row,) = [row for row in rows() if row.given_up_at]
    assert (row.attempts, "550 No such mailbox" in row.error) == (1, True)
    stands = standing()
    assert (stands.given_up, stands.failures[0].name, stands.failures[0].email) == (1, "Ada", "ada@example.org")
    told = db.session.scalars(sa.select(Notice).where(Notice.kind == NoticeKind.ADMINISTRATION)).one()
    assert (told.person.name, told.path) == ("Max", "/administration/mail")


def test_what_was_given_up_is_tried_again_when_an_administrator_says_so(cast: Cast, server: MailServer) -> None:
    server.refuses["ada@example.org"] = "550 No such mailbox"
    tell(cast.ada)
    deliver()
    server.refuses.clear()
    with pytest.raises(Refused):
        administering.try_again(cast.ada, NOON)
    assert administering.try_again(cast.max, NOON) == 1
    db.session.commit()
    deliver(NOON + timedelta(minutes=1))
    assert [sent["To"] for sent in server.mails if "ada@" in sent["To"]] == ["Ada <ada@example.org>"]
    assert standing().failures == []


def test_what_is_put_off_is_tried_again_later(cast: Cast, server: MailServer) -> None:
    server.refuses["ada@example.org"] = "451 Come back later"
    tell(cast.ada)
    assert deliver() == 0
    assert rows()[0].given_up_at is None
    server.refuses.clear()
    assert deliver(NOON + timedelta(minutes=5)) == 1
    assert len(server.mails) == 1


def test_a_server_that_is_away_is_asked_once_a_minute_and_most_of_a_day(
    cast: Cast, server: MailServer, own: Countersign, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        closed = probe.getsockname()[1]
    reach(own, monkeypatch, closed)
    for person in (cast.ada, cast.ivo, cast.iris):
        tell(person)
    assert deliver() == 0
    assert [row.attempts for row in rows()] == [1, 0, 0], "the others wait instead of trying in vain"
    assert deliver() == 0
    assert sum(row.attempts for row in rows()) == 1
    for hours in range(9):
        deliver(NOON + timedelta(hours=hours))
    assert not [row for row in rows() if row.given_up_at]
    reach(own, monkeypatch, server.port)
    for hours in range(20, 24):
        deliver(NOON + timedelta(hours=hours))
    assert {sent["To"].partition(" ")[0] for sent in server.mails} == {"Ada", "Ivo", "Iris"}


def test_the_worker_gathers() -> None:
    assert mail.gather in SWEEPS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PEM file with a key and a certificate for the loopback, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("mail") / "server.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return path


@pytest.fixture
def guarded(certificate: Path) -> Iterator[MailServer]:
    """A server that takes mail only over STARTTLS and from who logs in."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with mail_server(tls=context) as running:
        yield running


def test_it_logs_in_over_starttls_and_checks_the_certificate(
    cast: Cast, own: Countersign, guarded: MailServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = {"mail_tls": "starttls", "mail_user": USER, "mail_password": PASSWORD}
    reach(own, monkeypatch, guarded.port, **more)
    tell(cast.ada)
    assert deliver() == 0
    assert "SSLCertVerificationError" in rows()[0].error
    assert guarded.log_ins == 0, "no password goes to a server that cannot prove who it is"
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert deliver(NOON + timedelta(minutes=5)) == 1
    assert len(guarded.mails) == 1


def test_a_refused_log_in_tells_no_secret_to_the_log_or_to_administrators(
    cast: Cast,
    own: Countersign,
    guarded: MailServer,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    secret = "not the password at all"
    reach(own, monkeypatch, guarded.port, mail_tls="starttls", mail_user=USER, mail_password=secret)
    tell(cast.ada)
    with caplog.at_level(logging.DEBUG):
        assert deliver() == 0
    said = caplog.text + "".join(row.error for row in rows()) + repr(own.settings)
    assert "refused the log-in" in said
    plain = f"\0{USER}\0{secret}"
    for form in (secret, b64encode(secret.encode()).decode(), b64encode(plain.encode()).decode()):
        assert form not in said
