"""Evidence: added with its hash, never changed."""

import re
import unicodedata
from datetime import datetime

import filetype
import sqlalchemy as sa

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.errors import Invalid
from incidents.models import Evidence, Incident, Person, db
from incidents.operations.incidents import refuse_closed
from incidents.signals import publish
from incidents.storage import Store

_IMAGES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "pdf": "application/pdf",
    "zip": "application/zip",
}
_EXECUTABLE = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")


def add(actor: Person, incident: Incident, *, name: str, content: bytes, store: Store, at: datetime) -> Evidence:
    """Keep a file as evidence; the same name again is a new version. Raises `Invalid` when it lies or is too big."""
    require(actor, Act.ADD_EVIDENCE, incident)
    refuse_closed(incident)
    name = file_name(name)
    media_type = examined(name, content)
    evidence = Evidence(
        incident=incident,
        name=name,
        version=_next_version(incident, name),
        media_type=media_type,
        size=len(content),
        sha256=store.put(content),
        added_by=actor,
        added_at=at,
    )
    db.session.add(evidence)
    db.session.flush()
    publish(
        events.EvidenceAdded(
            incident_id=incident.id,
            actor=actor.as_actor(),
            at=at,
            evidence_id=evidence.id,
            name=evidence.name,
            version=evidence.version,
            size=evidence.size,
            sha256=evidence.sha256,
        )
    )
    return evidence


def add_all(
    actor: Person, incident: Incident, files: list[tuple[str, bytes]], *, store: Store, at: datetime
) -> list[Evidence]:
    """Keep several files (name, bytes), all or none: every one is examined before the first is kept."""
    require(actor, Act.ADD_EVIDENCE, incident)
    for name, content in files:
        examined(file_name(name), content)
    return [add(actor, incident, name=name, content=content, store=store, at=at) for name, content in files]


def file_name(name: str) -> str:
    """The last part of a path, without control characters, at most 200 characters."""
    base = re.split(r"[\\/]", name)[-1]
    visible = "".join(c for c in base if not unicodedata.category(c).startswith("C")).strip()
    return visible[-200:] or "file"


def examined(name: str, content: bytes) -> str:
    """The media type, from the bytes and not from what a browser said. Raises `Invalid` when they differ."""
    if not content:
        raise Invalid("files", f"“{name}” is empty.")
    if len(content) > text.EVIDENCE_BYTES:
        raise Invalid("files", f"“{name}” has {len(content) / 2**20:.0f} MB; 25 MB are the most for one file.")
    claimed = _IMAGES.get(name.rsplit(".", 1)[-1].lower()) if "." in name else None
    guess = filetype.guess_mime(content)
    if claimed is not None and guess != claimed:
        what = "a program" if content.startswith(_EXECUTABLE) else f"{guess or 'something else'}"
        raise Invalid("files", f"“{name}” is not what its name says: inside is {what}. Give it its true name.")
    return guess or ("text/plain" if _is_text(content) else "application/octet-stream")


def _is_text(content: bytes) -> bool:
    try:
        return "\x00" not in content.decode()
    except UnicodeDecodeError:
        return False


def _next_version(incident: Incident, name: str) -> int:
    query = sa.select(sa.func.max(Evidence.version)).where(Evidence.incident_id == incident.id, Evidence.name == name)
    return (db.session.scalar(query) or 0) + 1
