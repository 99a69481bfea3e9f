"""The audit trail: one hash chain an incident, and one for the organisation. Rows are only ever added.

Migrations give the table triggers that refuse UPDATE and DELETE; `queries.audit` recomputes every hash, in case
somebody went round them.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from incidents.models.base import Base, UtcDateTime

GENESIS = "0" * 64
"""What the first entry of a chain names as its predecessor."""


class AuditChain(Base):
    """A chain and its head. `name` is `AI-7` or `organisation`; the head row serialises its writers."""

    __tablename__ = "audit_chain"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(40), unique=True)
    incident_id: Mapped[int | None] = mapped_column(sa.ForeignKey("incident.id"), unique=True)
    length: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(sa.String(64), default=GENESIS)


class AuditEntry(Base):
    """What somebody did. `payload` is canonical JSON; `sha256` covers it and everything beside it."""

    __tablename__ = "audit_entry"
    __table_args__ = (sa.UniqueConstraint("chain_id", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    chain_id: Mapped[int] = mapped_column(sa.ForeignKey("audit_chain.id"))
    sequence: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    event: Mapped[str] = mapped_column(sa.String(60))
    payload: Mapped[str] = mapped_column(sa.Text)
    previous: Mapped[str] = mapped_column(sa.String(64))
    sha256: Mapped[str] = mapped_column(sa.String(64))
