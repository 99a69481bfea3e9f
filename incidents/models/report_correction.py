"""What was corrected of a report: rows that are only ever added."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.domain.reported import ReportedField, meant
from incidents.models.base import Base, UtcDateTime, one_of, vocabulary
from incidents.models.people import Person


class ReportCorrection(Base):
    """One field of a report as it was before and after. Those that were corrected at once share their `number`.

    Moments are spelt as `domain.reported` does. `reason` is empty where reporters correct their own words without one.
    """

    __tablename__ = "report_correction"
    __table_args__ = (
        one_of("field", ReportedField),
        sa.CheckConstraint("before <> after", name="changes_something"),
        sa.UniqueConstraint("incident_id", "number", "field"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"))
    number: Mapped[int]
    field: Mapped[ReportedField] = mapped_column(vocabulary(ReportedField))
    before: Mapped[str] = mapped_column(sa.Text)
    after: Mapped[str] = mapped_column(sa.Text)
    reason: Mapped[str] = mapped_column(sa.Text)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    by: Mapped[Person] = relationship()

    @property
    def was(self) -> str | datetime | None:
        """What the field held before."""
        return meant(self.field, self.before)

    @property
    def became(self) -> str | datetime | None:
        """What it held from then on."""
        return meant(self.field, self.after)
