"""The published schemas: whole, described, true to every packet, and never changed under the same version."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import report_sample as sample
import test_quarterly as quarter_sample
from jsonschema import Draft202012Validator, ValidationError

from reports import packet, quarterly, schemas
from reports.published import SCHEMAS, file_name, schema_of

DOCS = Path(__file__).resolve().parents[2] / "docs" / "schemas"
KEPT = Path(__file__).parent / "packets"
"""Packets as the first release with a published schema wrote them. Never changed: they are in signed files by now."""


@pytest.mark.parametrize("name", list(SCHEMAS))
def test_the_published_file_is_what_the_code_means(name: str) -> None:
    hint = (
        f"countersign schema {name} > docs/schemas/{file_name(name)}: after an addition; else raise the version first"
    )
    assert (DOCS / file_name(name)).read_text() == schema_of(name), hint


@pytest.mark.parametrize("name", list(SCHEMAS))
def test_every_schema_is_valid_named_and_describes_every_property(name: str) -> None:
    schema = json.loads(schema_of(name))
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:countersign:schema:{name}:{SCHEMAS[name][0]}"
    assert schema["title"]
    silent = [place for place, part in properties(schema) if not part.get("description", "").endswith(".")]
    assert not silent


def properties(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property of a schema and of its parts, by where it stands."""
    for name, part in {"": schema, **schema["$defs"]}.items():
        assert part["description"].endswith("."), name
        for key, one in part["properties"].items():
            yield f"{name}.{key}", one


PACKETS = {"rich": sample.packet, "hostile": sample.hostile, "bare": sample.bare}


@pytest.mark.parametrize("name", list(PACKETS))
def test_every_packet_of_a_review_is_valid(name: str) -> None:
    valid("packet", json.loads(packet.to_json(PACKETS[name]())))


@pytest.mark.parametrize("changed", [{}, {"requested_by": None, "preliminary": True}])
def test_every_packet_of_a_quarter_is_valid(changed: dict[str, object]) -> None:
    valid("quarter", json.loads(quarterly.to_json(quarter_sample.packet(**changed))))


@pytest.mark.parametrize(
    "entries",
    [
        {"schema_version": "2"},
        {"surprise": 1},
        {"revision": "1"},
        {"revision": None},
        {"timeline": {}},
        {"timeline": [3]},
        {"frozen_at": "2026-03-20T14:05:00"},
        {"frozen_at": "yesterday"},
        {"anchor": {"sequence": 1}},
        {"anchor": {"sequence": 1, "sha256": "ab", "more": 1}},
        {"confirmation": "yes"},
    ],
)
def test_what_is_refused_is_invalid_and_the_other_way_round(entries: dict[str, object]) -> None:
    plain = json.loads(packet.to_json(sample.packet())) | entries
    with pytest.raises(ValidationError):
        valid("packet", plain)
    with pytest.raises(packet.PacketError):
        packet.from_json(json.dumps(plain).encode())


@pytest.mark.parametrize("entry", ["reference", "schema_version", "anchor", "sections"])
def test_a_part_that_is_missing_shows(entry: str) -> None:
    plain = json.loads(packet.to_json(sample.packet()))
    del plain[entry]
    with pytest.raises(ValidationError, match=f"'{entry}' is a required property"):
        valid("packet", plain)


def test_a_packet_from_before_a_part_was_added_is_valid_and_readable() -> None:
    plain = json.loads(packet.to_json(sample.bare()))
    for later in ("overrides", "joint_decisions", "hold", "confirmation", "terms", "costs"):
        del plain[later]
    valid("packet", plain)
    assert packet.from_json(json.dumps(plain).encode()).overrides == ()


@pytest.mark.parametrize(
    ("name", "read"), [("packet", packet.from_json), ("quarter", quarterly.from_json)], ids=["packet", "quarter"]
)
def test_packets_of_the_first_release_stay_valid_and_readable(name: str, read: Any) -> None:
    data = (KEPT / f"{name}-1.json").read_bytes()
    valid(name, json.loads(data))
    assert read(data)


def test_two_parts_of_one_name_are_refused() -> None:
    """In a schema the name is all that tells parts apart."""
    whole = parts_of_one_name()
    with pytest.raises(ValueError, match="the same name"):
        schemas.published(whole, "urn:example", "Example")


def parts_of_one_name() -> type[Any]:
    """A class with two different parts that are both called Named."""

    @dataclass(frozen=True)
    class Named:
        other: str

    @dataclass(frozen=True)
    class Whole:
        first: packet.Named
        second: Named

    Whole.__annotations__["second"] = Named
    return Whole


def test_the_packets_kept_here_have_something_of_everything() -> None:
    kept = packet.from_json((KEPT / "packet-1.json").read_bytes())
    empty = [name for name in kept.__dataclass_fields__ if getattr(kept, name) == ()]
    assert empty == []


def valid(name: str, plain: object) -> None:
    """Raises ValidationError where the published schema does not fit."""
    Draft202012Validator(json.loads((DOCS / file_name(name)).read_text())).validate(plain)
