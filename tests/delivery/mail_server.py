"""A real mail server on the loopback (aiosmtpd): keeps what it takes, and refuses what it is told to refuse."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from ssl import SSLContext
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

USER, PASSWORD = "countersign", "a password of the mail server"


@dataclass
class MailServer:
    """What came in, and what is refused: whole answers by recipient, such as `550 No such mailbox`."""

    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    log_ins: int = 0
    port: int = 0

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any) -> str:  # noqa: N802
        """Take a recipient, or not."""
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        """Keep a message."""
        content = envelope.original_content or b""
        self.raw.append(content)
        self.mails.append(BytesParser(policy=default).parsebytes(content))  # type: ignore[arg-type]
        return "250 Kept"

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        """Only one person may log in."""
        self.log_ins += 1
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)


@contextmanager
def mail_server(tls: SSLContext | None = None) -> Iterator[MailServer]:
    """Serve until the end; with `tls`, STARTTLS and a log-in are asked for."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        kept = MailServer(port=probe.getsockname()[1])
    asked = {"tls_context": tls, "require_starttls": True, "auth_required": True} if tls is not None else {}
    controller = Controller(kept, hostname="127.0.0.1", port=kept.port, authenticator=kept.authenticate, **asked)
    controller.start()
    try:
        yield kept
    finally:
        controller.stop()
