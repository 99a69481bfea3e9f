"""Frozen dataclasses to canonical JSON and back, exactly.

Canonical means: sorted keys, no spaces, ASCII only (nothing hidden or reordered by a viewer, and lone surrogates
survive), times as UTC ISO 8601 ending in Z. The same data always gives the same bytes.
"""

import json
import types
import typing
from collections.abc import Hashable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar

from reports import schemas

T = TypeVar("T")


class Unreadable(ValueError):
    """The data is not what it should be; the sentence names the place."""


def to_plain(value: object) -> Any:
    """Dataclasses, tuples and times as what JSON knows. Raises ValueError on a time without a zone."""
    if is_dataclass(value):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if isinstance(value, datetime):
        return _utc(value)
    return value.isoformat() if isinstance(value, date) else value


def dumps(plain: object) -> bytes:
    """Canonical JSON of plain data."""
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def loads(data: bytes) -> Any:
    """Plain data from JSON. Raises `Unreadable`, also on a key that stands twice."""
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except Unreadable:
        raise
    except (ValueError, RecursionError) as error:
        raise Unreadable("This is not readable JSON.") from error


def from_plain(kind: type[T], plain: object, place: str = "packet") -> T:
    """Build a dataclass from plain data. Raises `Unreadable` on missing, unknown or wrongly typed values."""
    if not isinstance(plain, Mapping):
        raise Unreadable(f"{place} should be an object.")
    wanted = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    if unknown := sorted(set(plain) - set(wanted)):
        raise Unreadable(f"{place} has an unknown entry: {unknown[0]!r}.")
    required = {name for name, field in wanted.items() if field.default is MISSING}
    if missing := sorted(required - set(plain)):
        raise Unreadable(f"{place} lacks {missing[0]!r}.")
    hints = _hints(typing.cast("Hashable", kind))
    return kind(**{name: _value(hints[name], plain[name], f"{place}.{name}") for name in wanted if name in plain})


def _utc(moment: datetime) -> str:
    if moment.utcoffset() is None:
        raise ValueError("A time in a packet needs a time zone.")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise Unreadable("The same key stands twice in one object.")
    return result


def _no_constant(name: str) -> object:
    raise Unreadable(f"{name} is not a number that JSON knows.")


@cache
def _hints(kind: Hashable) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _value(hint: Any, plain: object, place: str) -> Any:
    if typing.get_origin(hint) is types.UnionType:
        inner = next(part for part in typing.get_args(hint) if part is not type(None))
        return None if plain is None else _value(inner, plain, place)
    if typing.get_origin(hint) is tuple:
        if not isinstance(plain, list):
            raise Unreadable(f"{place} should be a list.")
        inner = typing.get_args(hint)[0]
        return tuple(_value(inner, item, f"{place}[{index}]") for index, item in enumerate(plain))
    return from_plain(hint, plain, place) if _is_record(hint) else _scalar(hint, plain, place)


def _is_record(hint: Any) -> bool:
    return is_dataclass(hint)


def _scalar(hint: type[Any], plain: object, place: str) -> Any:
    if hint in (datetime, date):
        return _moment(hint, plain, place)
    if type(plain) is not hint:
        raise Unreadable(f"{place} should be {_SCALARS[hint]['type']}.")
    return plain


def _moment(hint: type[Any], plain: object, place: str) -> Any:
    ends_well = isinstance(plain, str) and plain.endswith("Z") is (hint is datetime)
    try:
        moment = hint.fromisoformat(plain) if ends_well else None
    except (TypeError, ValueError):
        moment = None
    if moment is None:
        kind = _SCALARS[hint]["format"]
        raise Unreadable(f"{place} should be a {kind}{' in UTC' if hint is datetime else ''}.")
    return moment


_SCALARS = schemas.SCALARS
