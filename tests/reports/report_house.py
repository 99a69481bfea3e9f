"""The house of Meridian Mutual: its authority, its two leads who sign, and the authority that it asks for the time."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import report_sample as sample

from reports import archive, sign, stamps
from reports.identity import Authority, Enrolment
from reports.keys import SigningKey
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

    @property
    def ada_key(self) -> SigningKey:
        return SigningKey.from_pkcs12(self.ada.pkcs12, ADA_PASSPHRASE)

    @property
    def ivo_key(self) -> SigningKey:
        return SigningKey.from_pkcs12(self.ivo.pkcs12, IVO_PASSPHRASE)

    def seal(self, report: bytes, *, room: bool = False) -> bytes:
        return sign.seal(report, self.authority.seal_signer(), sample.at(20, 14, 6), room=room)

    def ada_signs(self, report: bytes, *, room: bool = False) -> bytes:
        return sign.countersign(
            report, self.ada_key, "ai", sample.ADA.name, "AI lead", sample.MEANING_AI,
            sample.at(21, 9), room=room,
        )  # fmt: skip

    def ivo_signs(self, report: bytes, *, room: bool = False) -> bytes:
        return sign.countersign(
            report, self.ivo_key, "it", sample.IVO.name, "IT lead", sample.MEANING_IT,
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
