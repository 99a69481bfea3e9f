"""Notices: what the product tells a person, once; how they want to be told; and the digest of a day."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.domain.notices import Mail, NoticeKind
from incidents.models.base import Base, UtcDateTime, one_of, vocabulary
from incidents.models.incident import Incident
from incidents.models.people import Person

FOR_DIGEST = "mail = 'daily' AND digest_id IS NULL"


class Notice(Base):
    """A sentence for one person, with the page that it is about. The same `key` is never told to a person twice.

    `shown` and `mail` are what the person had chosen when it was told; one with neither only keeps its key. `path` is
    empty where it was written for people who may not see what it is about. `digest_id` names the mail it went into.
    """

    __tablename__ = "notice"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "key"),
        one_of("kind", NoticeKind),
        one_of("mail", Mail),
        sa.Index("ix_notice_person", "person_id", "id"),
        sa.Index(
            "ix_notice_unread",
            "person_id",
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        ),
        sa.Index(
            "ix_notice_for_digest",
            "person_id",
            sqlite_where=sa.text(FOR_DIGEST),
            postgresql_where=sa.text(FOR_DIGEST),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[NoticeKind] = mapped_column(vocabulary(NoticeKind))
    key: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str] = mapped_column(sa.Text)
    path: Mapped[str] = mapped_column(sa.String(200))
    incident_id: Mapped[int | None] = mapped_column(sa.ForeignKey("incident.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    shown: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    mail: Mapped[Mail] = mapped_column(vocabulary(Mail), default=Mail.NONE, server_default=Mail.NONE.value)
    digest_id: Mapped[int | None] = mapped_column(sa.ForeignKey("digest.id"), index=True)

    person: Mapped[Person] = relationship()
    incident: Mapped[Incident | None] = relationship()


class NoticeChoice(Base):
    """How one kind reaches one person. Without a row, the default of the kind counts."""

    __tablename__ = "notice_choice"
    __table_args__ = (one_of("kind", NoticeKind), one_of("mail", Mail))

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    kind: Mapped[NoticeKind] = mapped_column(vocabulary(NoticeKind), primary_key=True)
    shown: Mapped[bool]
    mail: Mapped[Mail] = mapped_column(vocabulary(Mail))


class Digest(Base):
    """The mail of one day for one person. `day` is that of the person's zone, so there is never a second one."""

    __tablename__ = "digest"
    __table_args__ = (sa.UniqueConstraint("person_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    day: Mapped[date] = mapped_column(sa.Date)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()
