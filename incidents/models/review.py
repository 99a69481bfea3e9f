"""The post-incident review: revisions, sections, what leads put under them, and the rendered report."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.domain.review import Level, MarkKind, ReviewState
from incidents.domain.sections import Section
from incidents.domain.time_stamps import next_try
from incidents.domain.vocabulary import CauseClass, Department
from incidents.models.action import Action, review_action
from incidents.models.base import Base, UtcDateTime, one_of, vocabulary
from incidents.models.incident import Incident
from incidents.models.people import Person


class Review(Base):
    """One revision of an incident's review. `packet` is the frozen content as canonical JSON, `digest` its SHA-256."""

    __tablename__ = "review"
    __table_args__ = (
        sa.UniqueConstraint("incident_id", "revision"),
        one_of("state", ReviewState),
        sa.Index("ix_review_published", "state", "published_at", "id"),
        sa.CheckConstraint("(frozen_at IS NULL) = (packet IS NULL)", name="frozen_has_a_packet"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"))
    revision: Mapped[int]
    supersedes: Mapped[int | None]
    state: Mapped[ReviewState] = mapped_column(vocabulary(ReviewState), default=ReviewState.NONE)
    opened_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    packet: Mapped[str | None] = mapped_column(sa.Text, deferred=True)
    digest: Mapped[str | None] = mapped_column(sa.String(64))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    voided_reason: Mapped[str] = mapped_column(sa.Text, default="")

    incident: Mapped[Incident] = relationship()
    opened_by: Mapped[Person] = relationship()
    sections: Mapped[list["ReviewSection"]] = relationship(back_populates="review", order_by="ReviewSection.id")
    factors: Mapped[list["ContributingFactor"]] = relationship(order_by="ContributingFactor.id")
    actions: Mapped[list[Action]] = relationship(secondary=review_action, order_by=Action.id)
    marks: Mapped[list["ReviewMark"]] = relationship(order_by="ReviewMark.id")
    rendering: Mapped["Rendering | None"] = relationship(back_populates="review")

    def mark(self, kind: MarkKind, department: Department) -> "ReviewMark | None":
        """What a lead of that department put under this revision, if anything yet."""
        return next((m for m in self.marks if m.kind is kind and m.department is department), None)


class ReviewSection(Base):
    """A written section. `version` counts savings: whoever saves names the version that they read.

    `told_by` and `told_at` are of its last `SectionWritten`; since `untold_since` there are autosaves that no event
    tells of yet, see `domain.sitting`.
    """

    __tablename__ = "review_section"
    __table_args__ = (sa.UniqueConstraint("review_id", "section"), one_of("section", Section))

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(sa.ForeignKey("review.id"))
    section: Mapped[Section] = mapped_column(vocabulary(Section))
    body: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column(default=0)
    updated_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    updated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    untold_since: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)

    updated_by: Mapped[Person | None] = relationship(foreign_keys=[updated_by_id])
    review: Mapped[Review] = relationship(back_populates="sections")


class ContributingFactor(Base):
    """Something that let the incident happen, with its class."""

    __tablename__ = "contributing_factor"
    __table_args__ = (one_of("cause_class", CauseClass),)

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(sa.ForeignKey("review.id"), index=True)
    cause_class: Mapped[CauseClass] = mapped_column(vocabulary(CauseClass))
    explanation: Mapped[str] = mapped_column(sa.Text)


class ReviewMark(Base):
    """A lead's “ready”, “waived” or signature for their department. One of each a department and revision."""

    __tablename__ = "review_mark"
    __table_args__ = (
        sa.UniqueConstraint("review_id", "kind", "department"),
        sa.UniqueConstraint("review_id", "kind", "person_id"),
        one_of("kind", MarkKind),
        one_of("department", Department),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(sa.ForeignKey("review.id"))
    kind: Mapped[MarkKind] = mapped_column(vocabulary(MarkKind))
    department: Mapped[Department] = mapped_column(vocabulary(Department))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()


class Rendering(Base):
    """The PDF of a frozen revision: how far the worker is, and where its bytes lie in the store.

    `percent` runs from 0 to 100; `sha256` names the newest file (sealed, then signed once, then twice). `to_stamp` says
    that its signatures get time-stamps. From `stamp_waits_since` on the newest one waits for its own; `stamp_tried_at`
    and `stamp_error` tell of the last try. `stamped_until` is the end of the newest document time-stamp's certificate.
    """

    __tablename__ = "rendering"
    __table_args__ = (one_of("level", Level), sa.Index("ix_rendering_stamp_waits", "stamp_waits_since"))

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(sa.ForeignKey("review.id"), unique=True)
    percent: Mapped[int] = mapped_column(default=0)
    step: Mapped[str] = mapped_column(sa.String(120), default="Waiting for the worker")
    error: Mapped[str] = mapped_column(sa.Text, default="")
    sealed_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    sha256: Mapped[str | None] = mapped_column(sa.String(64))
    size: Mapped[int | None]
    level: Mapped[Level] = mapped_column(vocabulary(Level), default=Level.BASIC, server_default=Level.BASIC.value)
    to_stamp: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    stamp_waits_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stamp_tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stamp_error: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    stamped_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    review: Mapped[Review] = relationship(back_populates="rendering")

    @property
    def stamp_next_at(self) -> datetime | None:
        """When the authority is asked again (UTC)."""
        return next_try(self.stamp_waits_since, self.stamp_tried_at)

    def keep(self, sha256: str, size: int) -> None:
        """Name the newest file."""
        self.sha256, self.size = sha256, size

    def await_stamp(self, at: datetime) -> int | None:
        """Let the newest signature wait for its time-stamp, where signatures get one. Returns the review that waits."""
        if not self.to_stamp:
            return None
        self.stamp_waits_since, self.stamp_tried_at, self.stamp_error = at, None, ""
        return self.review_id


class Acknowledgement(Base):
    """Somebody of leadership has read a published report."""

    __tablename__ = "acknowledgement"
    __table_args__ = (sa.UniqueConstraint("review_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(sa.ForeignKey("review.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()
