"""Texts that crossed when two people saved the same lines: kept as suggestions until they are in the section."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from incidents.domain import events, text
from incidents.domain.merging import keeps
from incidents.domain.suggestion import SuggestionState
from incidents.models import Person, ReviewSection, SectionSuggestion, db
from incidents.operations.certificates import KEEP
from incidents.operations.reviews import common
from incidents.signals import publish


def keep(actor: Person, section: ReviewSection, body: str, at: datetime, by: Person | None = None) -> None:
    """Keep a text beside the section as it stands. A person has one kept text a section: the newest."""
    author = by or actor
    if not body or keeps(section.body, body):
        return
    row = _open(author, section) or SectionSuggestion(section=section, by=author, kept=True, body="")
    same = row.body == body
    row.base, row.body, row.version, row.at = section.body, body, section.version, at
    db.session.add(row)
    db.session.flush()
    db.session.info[KEEP] = True
    if not same:
        publish(events.TextKept(**told(actor, row, at), by=author.name))


def settle(actor: Person, section: ReviewSection, before: str, author: Person | None, at: datetime) -> None:
    """After a save upon the text that the actor's kept one crossed with: nothing of either is lost.

    What is in the section now needs no keeping any more. What the save left out of `before`, by `author`, is kept.
    """
    own = _open(actor, section)
    if own is None or own.version != section.version - 1:
        return
    if keeps(section.body, own.body):
        own.state, own.settled_by, own.settled_at = SuggestionState.WITHDRAWN, actor, at
        publish(events.SuggestionWithdrawn(**told(actor, own, at)))
    if author is not None and author is not actor:
        keep(actor, section, before, at, author)


def _open(author: Person, section: ReviewSection) -> SectionSuggestion | None:
    query = sa.select(SectionSuggestion).where(
        SectionSuggestion.section_id == section.id,
        SectionSuggestion.by_id == author.id,
        SectionSuggestion.kept,
        SectionSuggestion.state == SuggestionState.OPEN,
    )
    return db.session.scalar(query)


def told(actor: Person, row: SectionSuggestion, at: datetime) -> dict[str, Any]:
    """What every event about a suggested or kept text says."""
    return {
        **common(actor, row.section.review, at),
        "section": row.section.section,
        "suggestion_id": row.id,
        "sha256": text.digest(row.body),
    }
