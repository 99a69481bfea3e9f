"""The packet keeps everything, in one canonical form."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
import report_sample as sample

from reports.packet import PacketError, digest, from_json, json_schema, to_json


@pytest.mark.parametrize("packet", [sample.packet(), sample.hostile(), sample.bare()], ids=["rich", "hostile", "bare"])
def test_a_packet_survives_json_exactly(packet):
    assert from_json(to_json(packet)) == packet


def test_the_same_packet_gives_the_same_bytes_in_every_time_zone():
    cet = timezone(timedelta(hours=1))
    moved = replace(sample.packet(), frozen_at=sample.packet().frozen_at.astimezone(cet))
    assert to_json(moved) == to_json(sample.packet())
    assert digest(moved) == digest(sample.packet())


def test_json_is_sorted_ascii_with_utc_times_and_its_version():
    data = to_json(sample.hostile())
    plain = json.loads(data)
    assert data.isascii()
    assert list(plain) == sorted(plain)
    assert plain["frozen_at"] == "2026-03-20T14:05:00Z"
    assert plain["schema_version"] == "1"


def test_microseconds_and_lone_surrogates_survive():
    odd = replace(sample.packet(), title="half \ud83d", frozen_at=sample.packet().frozen_at + timedelta(microseconds=7))
    assert from_json(to_json(odd)) == odd


def test_any_change_changes_the_digest():
    assert digest(replace(sample.packet(), revision=2)) != digest(sample.packet())


def test_a_time_without_a_zone_is_refused():
    naive = replace(sample.packet(), frozen_at=datetime(2026, 3, 20))  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        to_json(naive)


def changed(**entries: object) -> bytes:
    return json.dumps({**json.loads(to_json(sample.packet())), **entries}).encode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "not readable JSON"),
        (b"\xff\xfe", "not readable JSON"),
        (b"[" * 100_000, "not readable JSON"),
        (b"[]", "schema version"),
        (b'{"a": 1, "a": 2}', "stands twice"),
        (b'{"a": NaN}', "NaN"),
        (changed(schema_version="2"), "schema version 1"),
        (changed(surprise=1), "unknown entry: 'surprise'"),
        (changed(revision="1"), r"packet\.revision should be integer"),
        (changed(revision=True), r"packet\.revision should be integer"),
        (changed(timeline={}), r"packet\.timeline should be a list"),
        (changed(timeline=[3]), r"packet\.timeline\[0\] should be an object"),
        (changed(frozen_at="2026-03-20T14:05:00"), r"packet\.frozen_at should be a date-time in UTC"),
        (changed(frozen_at=5), r"packet\.frozen_at should be a date-time in UTC"),
        (changed(anchor={"sequence": 1}), r"packet\.anchor lacks 'sha256'"),
    ],
)
def test_bad_input_is_refused_with_the_place(data, sentence):
    with pytest.raises(PacketError, match=sentence):
        from_json(data)


def test_the_schema_describes_every_entry():
    schema = json_schema()
    assert set(schema["properties"]) == set(json.loads(to_json(sample.packet())))
    moment = schema["$defs"]["TimelineEntry"]["properties"]["at"]
    assert (moment["type"], moment["format"], moment["description"]) == ("string", "date-time", "When it happened.")


def test_the_packet_loads_without_the_heavy_libraries():
    heavy = "{'weasyprint', 'pyhanko', 'vl_convert', 'cryptography', 'jinja2'}"
    code = f"import sys, reports.packet; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
