"""Work for the worker, written in the same transaction as the change that asks for it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from incidents.models.base import Base, UtcDateTime

WAKE = "wake the worker"
"""Set in the session's `info` when its transaction asks for work, so that whoever commits knows to wake the worker."""

MAIL_NOTICE, MAIL_DIGEST = "mail_notice", "mail_digest"
"""The kinds of rows that send mail: of one notice, of a day."""


class OutboxRow(Base):
    """Delivered at least once, so what carries it out must bear a repetition. `key` keeps it from being asked twice."""

    __tablename__ = "outbox"
    __table_args__ = (sa.Index("ix_outbox_waiting", "done_at", "given_up_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(60))
    key: Mapped[str] = mapped_column(sa.String(120), unique=True)
    subject_id: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    given_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(sa.Text, default="")
