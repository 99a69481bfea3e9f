"""What an incident's page says of what follows: the unit's word, other incidents, and what was to prevent it."""

from dataclasses import dataclass

import sqlalchemy as sa

from incidents.access import Act, refusal
from incidents.domain.confirmation import ConfirmationState
from incidents.domain.events import Event, RelationEvent
from incidents.domain.phase import Phase
from incidents.domain.vocabulary import Affiliation
from incidents.models import Action, Confirmation, Incident, Person
from incidents.operations import confirmations
from incidents.queries import actions, relations


@dataclass(frozen=True)
class FollowUp:
    """The confirmation of the present round, relations that the person may see, and actions that were to prevent it.

    `refusal` says why this person cannot answer for the unit; None where two buttons stand. `waits` says why the review
    is not marked ready or waived yet.
    """

    confirmation: Confirmation | None
    relations: list[relations.Line]
    prevented: list[Action]
    refusal: str | None
    waits: str | None

    @property
    def asked(self) -> bool:
        """Whether the answer of the unit is still missing, in time or late."""
        states = (ConfirmationState.ASKED, ConfirmationState.LAPSED)
        return self.confirmation is not None and self.confirmation.state in states


def follow_up_of(incident: Incident, person: Person) -> FollowUp:
    """Read it with three queries."""
    asked = confirmations.current(incident)
    to_be_prevented = person.department is not None and incident.phase is not Phase.CLOSED
    return FollowUp(
        confirmation=asked,
        relations=relations.lines_of(incident, person),
        prevented=actions.prevented_by(incident, person) if to_be_prevented else [],
        refusal=refusal(person, Act.CONFIRM_FIX, incident) or confirmations.unanswerable(incident, asked),
        waits=confirmations.obstacle_of(incident, asked),
    )


def asked_of(person: Person) -> sa.Select[int]:
    """The incidents whose unit is still asked whether the fix holds, for somebody of that unit or the reporter."""
    if person.affiliation is not Affiliation.BUSINESS:
        return sa.select(Incident.id).where(sa.false())
    return (
        sa.select(Confirmation.incident_id)
        .join(Confirmation.incident)
        .where(
            Confirmation.state == ConfirmationState.ASKED,
            Confirmation.round == Incident.reopened,
            sa.or_(Incident.reporter_id == person.id, Incident.unit_id == person.unit_id),
        )
    )


def tellable(happened: list[Event], person: Person) -> list[Event]:
    """The events without those that name an incident which the person may not see."""
    named = {event.other_id for event in happened if isinstance(event, RelationEvent)}
    hidden = relations.unseen(person, named)
    return [event for event in happened if not (isinstance(event, RelationEvent) and event.other_id in hidden)]
