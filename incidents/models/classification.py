"""The terms that classify an incident."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.models.base import Base, UtcDateTime
from incidents.models.people import Person

ID_LENGTH = 60


class IncidentTerm(Base):
    """One term of one taxonomy, as `domain.taxonomy` has them, with who chose it and when."""

    __tablename__ = "incident_term"
    __table_args__ = (
        sa.UniqueConstraint("incident_id", "taxonomy", "term"),
        sa.Index("ix_incident_term_term", "taxonomy", "term", "incident_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"))
    taxonomy: Mapped[str] = mapped_column(sa.String(ID_LENGTH))
    term: Mapped[str] = mapped_column(sa.String(ID_LENGTH))
    chosen_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)

    chosen_by: Mapped[Person] = relationship()
