"""A signed report, made once: Ada leads AI, Ivo leads IT, and Meridian Mutual seals."""

import fcntl
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import report_sample as sample

from reports import archive, pdf, sign, stamps
from reports.identity import Authority, Enrolment
from reports.packet import ReportPacket
from reports.trust import Trust
from tests.time_authority import TimeAuthority as TimeService

AUTHORITY_PASSPHRASE = "the seal is kept in the vault"
ADA_PASSPHRASE = "ada signs with this phrase"
IVO_PASSPHRASE = "ivo signs with that phrase"


@dataclass(frozen=True)
class House:
    """The organisation's authority and its two leads."""

    authority: Authority
    ada: Enrolment
    ivo: Enrolment

    @property
    def trust(self) -> Trust:
        return Trust.of([self.authority.root_certificate_pem])

    def seal(self, report: bytes, *, room: bool = False) -> bytes:
        return sign.seal(report, self.authority.seal_signer(), sample.at(20, 14, 6), room=room)

    def ada_signs(self, report: bytes, *, room: bool = False) -> bytes:
        return sign.countersign(
            report, self.ada.pkcs12, ADA_PASSPHRASE, "ai", sample.ADA.name, "AI lead", sample.MEANING_AI,
            sample.at(21, 9), room=room,
        )  # fmt: skip

    def ivo_signs(self, report: bytes, *, room: bool = False) -> bytes:
        return sign.countersign(
            report, self.ivo.pkcs12, IVO_PASSPHRASE, "it", sample.IVO.name, "IT lead", sample.MEANING_IT,
            sample.at(20, 15), room=room,
        )  # fmt: skip

    def believing(self, *services: TimeService, revocation_lists: Sequence[bytes] = ()) -> Trust:
        """Trust in this house, and in time-stamping authorities."""
        roots = [service.root_pem for service in services]
        return Trust.of([self.authority.root_certificate_pem], roots, revocation_lists)

    def stamped(self, report: bytes, service: TimeService, *, until: int = 3) -> bytes:
        """Sealed and signed, each signature with its time-stamp; `until` stops after so many signatures."""
        authority = asked(service)
        for step in (self.seal, self.ivo_signs, self.ada_signs)[:until]:
            report = stamps.stamp_last(step(report, room=True), authority)
        return report

    def lasting(self, report: bytes, service: TimeService) -> bytes:
        """The same, made to last."""
        return archive.extend(self.stamped(report, service), asked(service), self.believing(service))


def asked(service: TimeService) -> stamps.TimeAuthority:
    """The authority as the product asks it."""
    return stamps.TimeAuthority(service.url, Trust.of([], [service.root_pem]).time)


def found(folder: Path) -> House:
    """Found the house of Meridian Mutual in a folder."""
    authority = Authority.create(folder, "Meridian Mutual", AUTHORITY_PASSPHRASE, sample.at(1, 8))
    ada = authority.enrol(
        sample.ADA.name, "ada@meridian.example", "AI department", "AI lead", ADA_PASSPHRASE, sample.at(2, 8)
    )
    ivo = authority.enrol(
        sample.IVO.name, "ivo@meridian.example", "IT department", "IT lead", IVO_PASSPHRASE, sample.at(2, 8)
    )
    return House(authority, ada, ivo)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return found(tmp_path_factory.mktemp("authority") / "keys")


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, ReportPacket], bytes]:
    """Renders a packet once for all workers of this run: rendering is what takes the time."""
    base = tmp_path_factory.getbasetemp()
    folder = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def draw(name: str, packet: ReportPacket) -> bytes:
        path = folder / f"{name}.pdf"
        with path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                path.write_bytes(pdf.render(packet))
        return path.read_bytes()

    return draw


@pytest.fixture(scope="session")
def rendered(drawn) -> bytes:
    """The sample packet, unsigned."""
    return drawn("sample", sample.packet())


@pytest.fixture(scope="session")
def bare(drawn) -> bytes:
    """A small unsigned report, for tests that sign many."""
    return drawn("bare", sample.bare())


@pytest.fixture(scope="session")
def sealed(house: House, bare: bytes) -> bytes:
    return house.seal(bare)


@pytest.fixture(scope="session")
def half_signed(house: House, sealed: bytes) -> bytes:
    """Sealed and signed by Ivo only."""
    return house.ivo_signs(sealed)


@pytest.fixture(scope="session")
def signed(house: House, half_signed: bytes) -> bytes:
    """Sealed and signed by both."""
    return house.ada_signs(half_signed)


@pytest.fixture(scope="session")
def full_report(house: House, rendered: bytes) -> bytes:
    """The rich sample, sealed and signed by both."""
    return house.ivo_signs(house.ada_signs(house.seal(rendered)))


@pytest.fixture(scope="session")
def hostile_report(drawn) -> bytes:
    """The hostile packet with its timeline of 400 rows, unsigned."""
    return drawn("hostile", sample.hostile())


@pytest.fixture(scope="session")
def lasting(house: House, bare: bytes, time_service: TimeService) -> bytes:
    """A short report with everything: sealed, countersigned, time-stamped, made to last."""
    return house.lasting(bare, time_service)
