"""Actions: agreed in a review, and alive until somebody else has verified them."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.domain.action import RUNNING, TO_DO, ActionState
from incidents.domain.vocabulary import ActionClass, Department
from incidents.models.base import Base, UtcDateTime, one_of, vocabulary
from incidents.models.incident import Incident
from incidents.models.people import Person

review_action = sa.Table(
    "review_action",
    Base.metadata,
    sa.Column("review_id", sa.Integer, sa.ForeignKey("review.id"), primary_key=True),
    sa.Column("action_id", sa.Integer, sa.ForeignKey("action.id"), primary_key=True, index=True),
)
"""The revisions in which an action stands. A new revision takes the same actions over: there is one row of each."""


class Action(Base):
    """Work that outlives the review: owner department and person, due date, class, how it will be verified.

    `review_id` is the revision in which it was first drafted. `drop_proposed_by` waits for a lead of the other side.
    """

    __tablename__ = "action"
    __table_args__ = (
        one_of("action_class", ActionClass),
        one_of("department", Department),
        one_of("state", ActionState),
        sa.CheckConstraint("state NOT IN ('done', 'verified') OR done_by_id IS NOT NULL", name="done_by_somebody"),
        sa.CheckConstraint("verified_by_id IS NULL OR verified_by_id <> done_by_id", name="two_people"),
        sa.Index("ix_action_state_due", "state", "due_on", "id"),
        sa.Index("ix_action_incident", "incident_id", "id"),
        sa.Index("ix_action_owner_state", "owner_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"))
    review_id: Mapped[int] = mapped_column(sa.ForeignKey("review.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    department: Mapped[Department] = mapped_column(vocabulary(Department))
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    due_on: Mapped[date]
    action_class: Mapped[ActionClass] = mapped_column(vocabulary(ActionClass))
    verification: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[ActionState] = mapped_column(vocabulary(ActionState), default=ActionState.DRAFTED)
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    outcome: Mapped[str] = mapped_column(sa.Text, default="")
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    verified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    finding: Mapped[str] = mapped_column(sa.Text, default="")
    drop_proposed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    drop_reason: Mapped[str] = mapped_column(sa.Text, default="")

    incident: Mapped[Incident] = relationship()
    owner: Mapped[Person] = relationship(foreign_keys=[owner_id])
    done_by: Mapped[Person | None] = relationship(foreign_keys=[done_by_id])
    verified_by: Mapped[Person | None] = relationship(foreign_keys=[verified_by_id])
    drop_proposed_by: Mapped[Person | None] = relationship(foreign_keys=[drop_proposed_by_id])

    @property
    def running(self) -> bool:
        """Agreed and not ended."""
        return self.state in RUNNING

    def overdue(self, today: date) -> bool:
        """Whether it should have been done before that day."""
        return self.state in TO_DO and self.due_on < today
