"""Evidence: kept under its hash, versioned by its name, and never what it only pretends to be."""

import hashlib

import pytest
import sqlalchemy as sa

from incidents.context import Countersign
from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.models import Evidence, Incident, db
from incidents.operations import evidence, waivers
from tests import factories
from tests.factories import Cast, Clock

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 32
PROGRAMS = {
    "windows": b"MZ" + b"\x00" * 300,
    "linux": b"\x7fELF" + b"\x00" * 300,
    "script": b"#!/bin/sh\nrm -r /\n",
    "mac": b"\xcf\xfa\xed\xfe" + b"\x00" * 300,
}


@pytest.fixture
def incident(cast: Cast, clock: Clock) -> Incident:
    """Olu has reported it."""
    return factories.reported(cast, clock)


def add(cast: Cast, clock: Clock, own: Countersign, incident: Incident, name: str, content: bytes) -> Evidence:
    return evidence.add(cast.olu, incident, name=name, content=content, store=own.store, at=clock())


def kept() -> int | None:
    return db.session.scalar(sa.select(sa.func.count(Evidence.id)))


def test_evidence_is_kept_under_its_hash(cast: Cast, clock: Clock, own: Countersign, incident: Incident) -> None:
    added = add(cast, clock, own, incident, "chat.txt", b"Hello")
    assert added.sha256 == hashlib.sha256(b"Hello").hexdigest()
    assert (added.size, added.version, added.media_type) == (5, 1, "text/plain")
    assert own.store.get(added.sha256) == b"Hello"


def test_the_same_name_again_is_a_new_version_and_the_old_one_stays(
    cast: Cast, clock: Clock, own: Countersign, incident: Incident
) -> None:
    versions = [add(cast, clock, own, incident, "chat.txt", content) for content in (b"one", b"two", b"one")]
    assert [row.version for row in versions] == [1, 2, 3]
    assert [own.store.get(row.sha256) for row in versions] == [b"one", b"two", b"one"]
    other = factories.reported(cast, clock)
    assert add(cast, clock, own, other, "chat.txt", b"three").version == 1


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("name", ["picture.png", "picture.JPG", "report.pdf", "all.zip"])
def test_a_program_that_calls_itself_a_picture_is_refused(
    cast: Cast, clock: Clock, own: Countersign, incident: Incident, program: str, name: str
) -> None:
    with pytest.raises(Invalid, match="is not what its name says: inside is a program") as invalid:
        add(cast, clock, own, incident, name, PROGRAMS[program])
    assert invalid.value.field == "files"
    assert kept() == 0


def test_the_bytes_say_what_a_file_is(cast: Cast, clock: Clock, own: Countersign, incident: Incident) -> None:
    assert add(cast, clock, own, incident, "picture.png", PNG).media_type == "image/png"
    assert add(cast, clock, own, incident, "page.html", b"<script>alert(1)</script>").media_type == "text/plain"
    assert add(cast, clock, own, incident, "noise", b"\xff\x00\xfe").media_type == "application/octet-stream"
    with pytest.raises(Invalid, match="inside is image/png"):
        add(cast, clock, own, incident, "picture.jpg", PNG)
    with pytest.raises(Invalid, match="inside is something else"):
        add(cast, clock, own, incident, "picture.png", b"Hello")


def test_an_empty_file_and_one_that_is_too_large_are_refused(
    cast: Cast, clock: Clock, own: Countersign, incident: Incident
) -> None:
    with pytest.raises(Invalid, match=r"^“chat.txt” is empty\.$"):
        add(cast, clock, own, incident, "chat.txt", b"")
    with pytest.raises(Invalid, match=r"^“chat.txt” has 26 MB; 25 MB are the most for one file\.$"):
        add(cast, clock, own, incident, "chat.txt", b"x" * 26 * 2**20)
    assert add(cast, clock, own, incident, "chat.txt", b"x" * 25 * 2**20).size == 25 * 2**20


@pytest.mark.parametrize(
    ("given", "kept_as"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\olu\\chat.txt", "chat.txt"),
        ("a\x00b\r\nc\x1b[31m.txt", "abc[31m.txt"),
        ("innocent\u202egnp.exe", "innocentgnp.exe"),
        ("..", ".."),
        ("", "file"),
        ("\x00\n", "file"),
        ("folder/", "file"),
        ("x" * 300 + ".txt", "x" * 196 + ".txt"),
    ],
)
def test_a_name_is_only_a_name(
    cast: Cast, clock: Clock, own: Countersign, incident: Incident, given: str, kept_as: str
) -> None:
    assert add(cast, clock, own, incident, given, b"Hello").name == kept_as


def test_several_files_are_kept_all_or_none(cast: Cast, clock: Clock, own: Countersign, incident: Incident) -> None:
    files = [("chat.txt", b"Hello"), ("picture.png", PROGRAMS["windows"])]
    with pytest.raises(Invalid):
        evidence.add_all(cast.olu, incident, files, store=own.store, at=clock())
    assert kept() == 0
    assert not list(own.store.folder.rglob("*")) or all(path.is_dir() for path in own.store.folder.rglob("*"))
    assert len(evidence.add_all(cast.olu, incident, files[:1] * 2, store=own.store, at=clock())) == 2


def test_the_store_notices_that_a_file_was_changed_or_taken_away(
    cast: Cast, clock: Clock, own: Countersign, incident: Incident
) -> None:
    added = add(cast, clock, own, incident, "chat.txt", b"Hello")
    path = own.store.folder / added.sha256[:2] / added.sha256
    path.write_bytes(b"Hullo")
    with pytest.raises(ValueError, match="was changed on disk"):
        own.store.get(added.sha256)
    path.unlink()
    with pytest.raises(OSError, match="No such file"):
        own.store.get(added.sha256)


def test_evidence_comes_from_those_who_see_the_incident_while_it_is_open(
    cast: Cast, clock: Clock, own: Countersign, incident: Incident
) -> None:
    with pytest.raises(Refused, match="no such incident"):
        evidence.add(cast.sam, incident, name="chat.txt", content=b"Hello", store=own.store, at=clock())
    closed = factories.resolved(cast, clock)
    for lead in (cast.ada, cast.ivo):
        waivers.waive(lead, closed, "Nothing new.", clock())
    with pytest.raises(NotPossibleNow, match="closed, so its record is read-only"):
        add(cast, clock, own, closed, "chat.txt", b"Hello")
