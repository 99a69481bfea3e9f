"""What every act needs: who does it, and which thing of the story it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from incidents.demo.script import Step, span
from incidents.models import Evidence, Incident, Person, Review, db
from incidents.operations import reviews

if TYPE_CHECKING:
    from incidents.demo.player import Stage

Acts = Mapping[str, Callable[["Stage", Step], None]]
"""The verbs of a module: one operation each."""


def who(stage: Stage, step: Step) -> Person:
    """The person who does the step."""
    return stage.people[step.by]


def incident(stage: Stage, step: Step) -> Incident:
    """The story's incident."""
    return stage.incidents[step.story]


def review(stage: Stage, step: Step) -> Review:
    """The newest revision of the story's review. Raises `KeyError` when there is none yet."""
    found = reviews.current(incident(stage, step))
    if found is None:
        raise KeyError("there is no review yet")
    return found


def moment(stage: Stage, step: Step, words: str) -> datetime:
    """A moment told as a span since the report, such as `26m` or `-2h`."""
    return incident(stage, step).reported_at + span(words)


def evidence(stage: Stage, step: Step, name: str) -> Evidence:
    """The story's newest file of this name."""
    found = db.session.scalar(
        sa.select(Evidence)
        .where(Evidence.incident_id == incident(stage, step).id, Evidence.name == name)
        .order_by(Evidence.id.desc())
        .limit(1)
    )
    if found is None:
        raise KeyError(f"there is no evidence “{name}”")
    return found
