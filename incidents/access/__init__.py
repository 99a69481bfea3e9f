"""★ Who may see and do what. The only place where that is decided.

`visible_to` says what a person may see, as SQL, and `sees` is its twin in Python; `RULES` says what may be done with a
thing by whom; `ENDPOINTS` who may knock at which door at all. What is not named is refused.
"""

from incidents.access.acts import Act
from incidents.access.doors import ENDPOINTS, Door, opens
from incidents.access.sight import (
    COUNTED_IN_REPORTS,
    counted_for,
    findable_by,
    incident_of,
    openable_by,
    readable_by,
    readable_guidance,
    sees,
    visible_to,
    who_sees,
)
from incidents.access.table import RULES, assignable_to, can, refusal, require

__all__ = [
    "COUNTED_IN_REPORTS",
    "ENDPOINTS",
    "RULES",
    "Act",
    "Door",
    "assignable_to",
    "can",
    "counted_for",
    "findable_by",
    "incident_of",
    "openable_by",
    "opens",
    "readable_by",
    "readable_guidance",
    "refusal",
    "require",
    "sees",
    "visible_to",
    "who_sees",
]
