"""A signed report, made once: Ada leads AI, Ivo leads IT, and Meridian Mutual seals."""

import fcntl
import os
from collections.abc import Callable

import pytest
import report_sample as sample
from report_house import House, found

from reports import pdf
from reports.packet import ReportPacket
from tests.time_authority import TimeAuthority as TimeService


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
