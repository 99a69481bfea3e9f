"""The rooms of one incident, as the tab bar shows them: those that exist and whose door opens for the person."""

from flask import request, url_for

from incidents.models import Incident
from incidents.web.navigation import Entry, may_enter

TABS = (
    ("incidents.show", "Overview"),
    ("timeline.show", "Timeline"),
    ("playbooks.proposal", "Playbook"),
    ("clocks.index", "Clocks"),
    ("hold.show", "Evidence hold"),
    ("cases.index", "Cases"),
    ("changes.suspected", "System and change"),
    ("decisions.index", "Decisions"),
    ("obligations.index", "Obligations"),
    ("classification.show", "Classification"),
    ("relations.index", "Relations"),
    ("costs.show", "Cost"),
)


def tabs_of(incident: Incident) -> list[Entry]:
    """The tabs of an incident. The one that is open is marked, also while a form of its room is."""
    own = (request.endpoint or "").split(".")[0]
    room = {"overrides": "decisions", "report_corrections": "incidents"}.get(own, own)
    return [
        Entry(label, url_for(endpoint, reference=incident.reference), endpoint.split(".")[0] == room)
        for endpoint, label in TABS
        if may_enter(endpoint)
    ]
