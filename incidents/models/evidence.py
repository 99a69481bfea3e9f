"""Evidence: files that are never changed, only added."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.models.base import Base, UtcDateTime
from incidents.models.incident import Incident
from incidents.models.people import Person


class Evidence(Base):
    """A file. Its bytes lie in the store under their SHA-256 (lower-case hexadecimal); `size` in bytes.

    A file of the same name on the same incident is a new `version` of it; the older ones stay.
    """

    __tablename__ = "evidence"
    __table_args__ = (sa.UniqueConstraint("incident_id", "name", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(255))
    version: Mapped[int] = mapped_column(default=1)
    media_type: Mapped[str] = mapped_column(sa.String(120))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    added_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)

    incident: Mapped[Incident] = relationship()
    added_by: Mapped[Person] = relationship()
