"""Everything that can happen, in the past tense. Each operation publishes one of these.

The fields are what the audit chain keeps; `sentence` is how the activity feed tells it, after the actor's name.
`milestone` events stand in the timeline by themselves; `decision` events stand in “Decisions and accountability”.
"""

from incidents.domain.events.action import *
from incidents.domain.events.authority import *
from incidents.domain.events.base import *
from incidents.domain.events.base import Event
from incidents.domain.events.bulletin import *
from incidents.domain.events.case import *
from incidents.domain.events.certificate import *
from incidents.domain.events.classification import *
from incidents.domain.events.clock import *
from incidents.domain.events.cost import *
from incidents.domain.events.drafting import *
from incidents.domain.events.hold import *
from incidents.domain.events.incident import *
from incidents.domain.events.joint import *
from incidents.domain.events.obligation import *
from incidents.domain.events.organisation import *
from incidents.domain.events.override import *
from incidents.domain.events.playbook import *
from incidents.domain.events.quarter import *
from incidents.domain.events.register import *
from incidents.domain.events.relation import *
from incidents.domain.events.review import *
from incidents.domain.events.task import *


def _leaves(kind: type[Event]) -> list[type[Event]]:
    below = kind.__subclasses__()
    return [leaf for sub in below for leaf in _leaves(sub)] if below else [kind]


EVENTS: dict[str, type[Event]] = {kind.__name__: kind for kind in _leaves(Event)}  # type: ignore[type-abstract]
"""Every event by its name in the audit chain."""
