"""The evidence hold as it stands: one query for all items of a round."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from incidents.domain.hold import HoldItem, HoldState
from incidents.models import Evidence, HoldEntry, Incident, db


@dataclass(frozen=True)
class ItemOfHold:
    """An item with its entries of this round, oldest first. Only the newest counts."""

    item: HoldItem
    entries: Sequence[HoldEntry]

    @property
    def current(self) -> HoldEntry | None:
        """The entry that counts."""
        return self.entries[-1] if self.entries else None

    @property
    def earlier(self) -> Sequence[HoldEntry]:
        """What a newer entry replaced, oldest first."""
        return self.entries[:-1]

    @property
    def settled(self) -> bool:
        """Whether it is sealed or not applicable."""
        return self.current is not None and self.current.state.settles

    @property
    def supplied(self) -> bool:
        """Whether something of the AI department waits here for IT."""
        return self.current is not None and self.current.state is HoldState.SUPPLIED


@dataclass(frozen=True)
class Hold:
    """The whole checklist of one round."""

    round: int
    items: Sequence[ItemOfHold]

    @property
    def open(self) -> list[ItemOfHold]:
        """What is not settled yet."""
        return [item for item in self.items if not item.settled]

    @property
    def settled(self) -> int:
        """How many items are."""
        return len(self.items) - len(self.open)

    @property
    def supplied(self) -> int:
        """How many items wait for IT to seal what the AI department gave."""
        return sum(item.supplied for item in self.items)

    @property
    def satisfied(self) -> bool:
        """Whether the system may be changed."""
        return not self.open


def hold_of(incident: Incident, round_: int | None = None) -> Hold:
    """The hold of a round, the present one by default (`incident.reopened`)."""
    asked = (incident.reopened or 0) if round_ is None else round_
    query = sa.select(HoldEntry).where(HoldEntry.incident_id == incident.id, HoldEntry.round == asked)
    query = query.options(
        joinedload(HoldEntry.by), joinedload(HoldEntry.supplied_by), joinedload(HoldEntry.evidence)
    ).order_by(HoldEntry.id)
    entries = list(db.session.scalars(query))
    return Hold(asked, [ItemOfHold(item, [entry for entry in entries if entry.item is item]) for item in HoldItem])


def rounds_of(incident: Incident) -> list[Hold]:
    """The holds of all rounds, the present one last."""
    return [hold_of(incident, number) for number in range((incident.reopened or 0) + 1)]


def files_of(incident: Incident) -> list[Evidence]:
    """The files that can be sealed, newest first."""
    query = sa.select(Evidence).where(Evidence.incident_id == incident.id).order_by(Evidence.id.desc()).limit(200)
    return list(db.session.scalars(query))


def export(incident: Incident) -> dict[str, Any]:
    """The hold of every round as plain values, enough to compute each digest again (`domain.hold.digest`)."""
    return {
        "incident": incident.reference,
        "system": incident.system.name,
        "digest": "SHA-256 over three UTF-8 lines: item, file SHA-256 or “-”, note",
        "rounds": [
            {
                "round": hold.round,
                "satisfied": hold.satisfied,
                "open": [item.item.value for item in hold.open],
                "entries": [_plain(entry) for item in hold.items for entry in item.entries],
            }
            for hold in rounds_of(incident)
        ],
    }


def _plain(entry: HoldEntry) -> dict[str, Any]:
    file = entry.evidence
    return {
        "item": entry.item.value,
        "state": entry.state.value,
        "note": entry.note,
        "file": {"name": file.name, "version": file.version, "size": file.size, "sha256": file.sha256}
        if file
        else None,
        "sha256": entry.sha256,
        "reason": entry.reason,
        "by": entry.by.name,
        "supplied_by": entry.supplied_by.name if entry.supplied_by else None,
        "at": entry.at.isoformat(),
    }
