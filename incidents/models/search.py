"""The search index: a row for each thing that can be found.

The words in it each database keeps in its own way, see migration 0017: PostgreSQL in a generated column `words` with a
GIN index, SQLite in an FTS5 table `search_words` that triggers keep in step. Neither is mapped: only
`queries.full_text` asks them, and nobody writes them.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.domain.search import Kind
from incidents.models.base import Base, UtcDateTime, one_of, vocabulary
from incidents.models.incident import Incident


class SearchEntry(Base):
    """Something that can be found. `thing_id` is its number; whoever sees its incident may find it.

    `at` (UTC) is when it came to be. A `stale` one is to be read anew by the worker: what there was before there was
    an index begins like this, with a title and no text.
    """

    __tablename__ = "search_entry"
    __table_args__ = (
        sa.UniqueConstraint("kind", "thing_id"),
        one_of("kind", Kind),
        sa.Index("ix_search_entry_incident", "incident_id", "kind"),
        sa.Index("ix_search_entry_stale", "id", sqlite_where=sa.text("stale"), postgresql_where=sa.text("stale")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(vocabulary(Kind))
    thing_id: Mapped[int]
    incident_id: Mapped[int | None] = mapped_column(sa.ForeignKey("incident.id"))
    reference: Mapped[str] = mapped_column(sa.String(20), default="")
    title: Mapped[str] = mapped_column(sa.Text)
    body: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stale: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    incident: Mapped[Incident | None] = relationship()
