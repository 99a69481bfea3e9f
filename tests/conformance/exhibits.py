"""What is shown to the validators: every report of the demonstration, and samples made to be difficult.

All of them are issued by one organisation, the demonstration's, and time-stamped by one authority.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import sqlalchemy as sa

from incidents import database
from incidents.app import create_app
from incidents.context import Countersign
from incidents.demo import script
from incidents.demo.player import play
from incidents.domain.review import ReviewState
from incidents.models import QuarterReport, Rendering, Review, db
from reports import archive, pdf, places, sign, stamps
from reports.identity import Authority
from reports.keys import SigningKey
from reports.trust import Trust
from tests.conftest import TESTING, settings_of
from tests.time_authority import TimeAuthority

sys.path.insert(0, str(Path(__file__).parents[1] / "reports"))
import report_sample as sample

PASSPHRASE = "signed before the validators"
SEALED, SIGNED = (places.SEAL,), (places.SEAL, *places.LEADS.values())


@dataclass(frozen=True)
class Exhibit:
    """A PDF, the signature fields it has, and whether its signatures last (PAdES B-LTA) or are plain (B-B)."""

    name: str
    path: Path
    fields: tuple[str, ...]
    lasting: bool

    @property
    def level(self) -> str:
        """As EU DSS calls it."""
        return "PAdES-BASELINE-LTA" if self.lasting else "PAdES-BASELINE-B"


@dataclass(frozen=True)
class Exhibition:
    """The files and the two roots that a validator has to trust. `spoiled` and `untagged` have to be refused."""

    exhibits: tuple[Exhibit, ...]
    spoiled: Exhibit
    untagged: Path
    root: Path
    time_root: Path

    @property
    def trust(self) -> Trust:
        return Trust.of([self.root.read_bytes()], [self.time_root.read_bytes()])


def prepared(folder: Path, time: TimeAuthority) -> Exhibition:
    """Play the demonstration at this moment and export what it published; make the samples beside it."""
    time_root, root = folder / "time-root.pem", folder / "root.pem"
    time_root.write_bytes(time.root_pem)
    exhibits = []
    for own in _played(folder / "home", time, time_root):
        root.write_bytes(own.authority.root_certificate_pem)
        exhibits += [*_of_demonstration(own, folder), *_of_samples(own, folder, time)]
    spoiled = _spoiled(next(one for one in exhibits if one.name == "bare"))
    return Exhibition(tuple(exhibits), spoiled, _untagged(folder), root, time_root)


def _played(home: Path, time: TimeAuthority, time_root: Path) -> Iterator[Countersign]:
    settings = settings_of(home, COUNTERSIGN_TIME_STAMP_URL=time.url, COUNTERSIGN_TIME_STAMP_ROOT=str(time_root))
    database.migrate(settings.database)
    app = create_app(settings, TESTING)
    with app.app_context():
        own: Countersign = app.extensions["countersign"]
        _play(own, time)
        yield own
        db.session.remove()
        db.engine.dispose()


def _play(own: Countersign, time: TimeAuthority) -> None:
    """Play the demonstration with an authority that lives by the story's clock.

    The demonstration goes through months in a minute: a report of its June has time-stamps of June, and has to hold
    now.
    """
    now = _now()
    moments = [step.at for step in script.steps(now)]
    played = 0

    def tell(done: int, _of: int) -> None:
        nonlocal played
        played = done

    real, time.clock = time.clock, lambda: moments[played] if played < len(moments) else now
    play(own, now, tell)
    time.clock = real


def _of_demonstration(own: Countersign, folder: Path) -> Iterator[Exhibit]:
    published = sa.select(Review).join(Rendering).where(Review.state == ReviewState.PUBLISHED).order_by(Review.id)
    for review in db.session.scalars(published):
        assert review.rendering is not None
        name = f"{review.incident.reference}-{review.revision}"
        yield _kept(folder, name, own.store.get(str(review.rendering.sha256)), SIGNED, lasting=True)
    for quarter in db.session.scalars(sa.select(QuarterReport).order_by(QuarterReport.id)):
        name = f"{quarter.quarter}-edition-{quarter.edition}"
        yield _kept(folder, name, own.store.get(str(quarter.sha256)), SEALED, lasting=True)


def _of_samples(own: Countersign, folder: Path, time: TimeAuthority) -> Iterator[Exhibit]:
    lasting = stamps.TimeAuthority(time.url, own.trust.time)
    bare = _kept(folder, "unsigned", pdf.render(sample.bare()), (), lasting=False).path.read_bytes()
    yield _kept(folder, "hostile", _signed(own.authority, pdf.render(sample.hostile()), lasting), SIGNED, lasting=True)
    yield _kept(folder, "bare", _signed(own.authority, bare, lasting), SIGNED, lasting=True)
    yield _kept(folder, "bare-unstamped", _signed(own.authority, bare, None), SIGNED, lasting=False)


def _signed(authority: Authority, report: bytes, time: stamps.TimeAuthority | None) -> bytes:
    """Sealed and signed by both leads; where there is an authority each is time-stamped, and all of it archived."""
    at, room = _now(), time is not None
    signed = sign.seal(report, authority.seal_signer(), at, room=room)
    signed = stamps.stamp_last(signed, time) if time else signed
    for department, person in (("it", sample.IVO), ("ai", sample.ADA)):
        title, email = places.TITLES[department], f"{department}@meridian.example"
        lead = authority.enrol(person.name, email, title, "Lead", PASSPHRASE, at)
        signed = sign.countersign(
            signed,
            SigningKey.from_pkcs12(lead.pkcs12, PASSPHRASE),
            department,
            person.name,
            "Lead",
            sample.MEANING_AI,
            at,
            room=room,
        )
        signed = stamps.stamp_last(signed, time) if time else signed
    return _archived(authority, signed, time, at) if time else signed


def _archived(authority: Authority, signed: bytes, time: stamps.TimeAuthority, at: datetime) -> bytes:
    nobody = authority.revocation_list((), 1, at, at + timedelta(days=30))
    trust = Trust(organisation=(authority.root_certificate,), time=time.roots, revocation_lists=(nobody,))
    return archive.extend(signed, time, trust)


def _spoiled(exhibit: Exhibit) -> Exhibit:
    """The same file with one bit of its sealed part turned, which no reader would notice."""
    content = bytearray(exhibit.path.read_bytes())
    content[content.index(b"%", 1) + 2] ^= 1  # in a comment, where no reader stumbles
    path = exhibit.path.with_name("spoiled.pdf")
    path.write_bytes(content)
    return replace(exhibit, name="spoiled", path=path)


def _untagged(folder: Path) -> Path:
    """The bare report without its structure and its metadata: neither archival nor accessible."""
    path = folder / "untagged.pdf"
    with pikepdf.open(folder / "unsigned.pdf") as document:
        del document.Root.StructTreeRoot
        del document.Root.Metadata
        document.save(path)
    return path


def _kept(folder: Path, name: str, content: bytes, fields: tuple[str, ...], *, lasting: bool) -> Exhibit:
    path = folder / f"{name}.pdf"
    path.write_bytes(content)
    return Exhibit(name, path, fields, lasting)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
