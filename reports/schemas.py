"""JSON Schemas (2020-12) of frozen dataclasses, with a description of every property.

Descriptions stand in the docstring of the class, behind what it says about the whole: one line “name: what it is” for
each field. So they are read where the field is, and cannot be forgotten without a test noticing.
"""

import re
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_UTC = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$"

SCALARS: Mapping[type[Any], Mapping[str, str]] = MappingProxyType(
    {
        str: {"type": "string"},
        int: {"type": "integer"},
        bool: {"type": "boolean"},
        datetime: {"type": "string", "format": "date-time", "pattern": _UTC},
        date: {"type": "string", "format": "date"},
    }
)

_FIELD_LINE = re.compile(r"^    (\w+): (.+)$", re.MULTILINE)


def published(kind: type[Any], identifier: str, title: str) -> dict[str, Any]:
    """The schema of a dataclass, nested ones under `$defs`. `identifier` is an absolute URI that names it for ever."""
    parts = sorted(set(_parts(kind)), key=lambda part: part.__name__)
    names = [part.__name__ for part in parts]
    if len(set(names)) != len(names):
        raise ValueError(f"Two parts of {kind.__name__} have the same name.")
    head = {"$schema": DIALECT, "$id": identifier, "title": title}
    return {**head, **_record(kind), "$defs": {part.__name__: _record(part) for part in parts}}


def described(kind: type[Any]) -> tuple[str, dict[str, str]]:
    """What a class says about itself, and about each of its fields."""
    text = kind.__doc__ or ""
    names = {field.name for field in fields(kind)}
    lines = [found for found in _FIELD_LINE.finditer(text) if found[1] in names]
    whole = text[: lines[0].start()] if lines else text
    return " ".join(whole.split()), {found[1]: found[2] for found in lines}


def _record(kind: type[Any]) -> dict[str, Any]:
    """A field with a default was added later: files from before lack it, and are valid all the same."""
    hints = typing.get_type_hints(kind)
    whole, says = described(kind)
    return {
        "type": "object",
        "description": whole,
        "properties": {field.name: _property(hints[field.name], says.get(field.name)) for field in fields(kind)},
        "required": sorted(field.name for field in fields(kind) if field.default is MISSING),
        "additionalProperties": False,
    }


def _property(hint: Any, says: str | None) -> dict[str, Any]:
    return {**({"description": says} if says else {}), **_schema(hint)}


def _schema(hint: Any) -> dict[str, Any]:
    if typing.get_origin(hint) is types.UnionType:
        return {"anyOf": [_schema(part) for part in typing.get_args(hint)]}
    if hint is type(None):
        return {"type": "null"}
    if typing.get_origin(hint) is tuple:
        return {"type": "array", "items": _schema(typing.get_args(hint)[0])}
    return dict(SCALARS[hint]) if hint in SCALARS else {"$ref": f"#/$defs/{hint.__name__}"}


def _parts(kind: type[Any]) -> Iterator[type[Any]]:
    """Every dataclass below this one, some of them more than once."""
    for hint in typing.get_type_hints(kind).values():
        for part in _classes(hint):
            yield part
            yield from _parts(part)


def _classes(hint: Any) -> Iterator[type[Any]]:
    if is_dataclass(hint):
        yield typing.cast("type[Any]", hint)
    for inner in typing.get_args(hint):
        yield from _classes(inner)
