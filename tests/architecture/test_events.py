"""Every event can be told, kept and read again."""

import dataclasses
import json
from datetime import UTC, datetime
from typing import Any, get_type_hints

import pytest

from incidents.domain import events
from incidents.domain.events import EVENTS, Actor, Event

ADA = Actor(id=1, name="Ada", role="Lead", department="AI department", lane="ai")
MOMENT = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
SAMPLES: dict[str, Any] = {
    "actor": ADA,
    "at": MOMENT,
    "severity": "sev-3",
    "severity_hint": "sev-4",
    "before": "sev-3",
    "after": "sev-2",
    "kind": "rollback",
    "owner": "it",
    "to_kind": "configuration_change",
    "from_kind": "vendor_escalation",
    "department": "ai",
    "section": "summary",
    "cause_class": "testing_gap",
    "answer": "accept",
    "item": "traces",
    "purpose": "after",
    "verdict": "pass",
    "side": "it",
    "use": "first_use",
    "area": "rollback",
    "boundary": "read",
    "gate": "evidence_hold",
    "control": "feature_off",
    "measure": "contained",
    "because": "key_compromise",
    "due_before": "2026-09-01",
    "due_after": "2026-09-15",
    "due_on": "2026-09-15",
    "due_at": "2026-09-15T12:00:00+00:00",
}
SAY_IT_ALL = frozenset({"ReviewMarkedReady", "OverrideAcknowledged", "PlaybookAccepted"})
"""Decisions for which nobody is asked a reason: making them is all that there is to say."""
BY_TYPE: dict[Any, Any] = {str: "something", int: 2, bool: True, int | None: 3, str | None: "something"}


def sample(kind: type[Event], **fields: Any) -> Event:
    """An event of this kind with a value in every field."""
    hints = get_type_hints(kind)
    values = {f.name: SAMPLES.get(f.name, BY_TYPE.get(hints[f.name])) for f in dataclasses.fields(kind)}
    return kind(**values | fields)


@pytest.mark.parametrize("kind", EVENTS.values(), ids=EVENTS)
def test_every_event_has_a_sentence_that_follows_a_name(kind: type[Event]) -> None:
    sentence = sample(kind).sentence
    assert sentence
    assert sentence[0].islower()
    assert not sentence.endswith(".")
    assert "None" not in sentence
    assert "_" not in sentence


@pytest.mark.parametrize("kind", EVENTS.values(), ids=EVENTS)
def test_every_event_comes_back_from_the_audit_chain_as_it_was(kind: type[Event]) -> None:
    event = sample(kind)
    kept = json.loads(json.dumps(event.payload()))
    assert EVENTS[kind.__name__](incident_id=event.incident_id, actor=ADA, at=MOMENT, **kept) == event


@pytest.mark.parametrize("kind", EVENTS.values(), ids=EVENTS)
def test_no_event_can_be_changed_after_it_happened(kind: type[Event]) -> None:
    event = sample(kind)
    with pytest.raises(dataclasses.FrozenInstanceError):
        event.at = MOMENT  # type: ignore[misc]


@pytest.mark.parametrize("kind", [kind for kind in EVENTS.values() if kind.decision], ids=lambda kind: kind.__name__)
def test_every_decision_says_why_where_somebody_gave_a_reason(kind: type[Event]) -> None:
    names = {field.name for field in dataclasses.fields(kind)}
    if "reason" in names:
        assert sample(kind, reason="Because it is right.").why == "Because it is right."
    else:
        assert kind.__name__ in SAY_IT_ALL, "a decision without a reason"


def test_events_that_have_children_say_what_they_share() -> None:
    for kind in (events.Event, events.TaskEvent, events.ReviewEvent, events.OverrideEvent):
        assert kind.__doc__
        assert kind.__name__ not in EVENTS


def test_every_event_stands_in_the_list_of_its_module() -> None:
    for name, kind in EVENTS.items():
        assert getattr(events, name, None) is kind, f"{kind.__module__} leaves {name} out of __all__"


def test_a_first_rating_and_a_changed_one_are_told_apart() -> None:
    assert sample(events.SeverityRated, before=None).sentence == "rated the incident SEV-2"
    assert sample(events.SeverityRated).sentence == "changed the severity from SEV-3 to SEV-2"
