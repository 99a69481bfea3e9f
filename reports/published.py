"""The JSON Schemas that we publish, as the files under docs/schemas have them."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from reports import answer_form, packet, quarterly

SCHEMAS: Mapping[str, tuple[str, Callable[[], dict[str, Any]]]] = MappingProxyType(
    {
        "packet": (packet.SCHEMA_VERSION, packet.json_schema),
        "quarter": (quarterly.VERSION, quarterly.json_schema),
        "verification": (answer_form.VERSION, answer_form.json_schema),
    }
)
"""Version and schema by what it describes."""


def schema_of(name: str) -> str:
    """A schema as text. Raises KeyError for a name that is not in `SCHEMAS`."""
    return json.dumps(SCHEMAS[name][1](), indent=2, sort_keys=False) + "\n"


def file_name(name: str) -> str:
    """The name of its file under docs/schemas, with its version."""
    return f"{name}-{SCHEMAS[name][0]}.schema.json"
