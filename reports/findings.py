"""What was looked at in a signed report: whether each thing holds, and a sentence that says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from pyhanko.pdf_utils.reader import PdfFileReader

from reports import certificates, places, quarterly
from reports.packet import ReportPacket
from reports.proofs import TimeStamp
from reports.signatures import Found, Signature

CLOCKS = timedelta(minutes=10)
"""How far our server's clock and an authority's may disagree."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: whether it holds, and a sentence that says so.

    `awaited` marks what does not hold only because a signature is still to come.
    """

    holds: bool
    sentence: str
    awaited: bool = False


def of_quarter(found: Found, reader: PdfFileReader, packet: quarterly.QuarterPacket, size: int) -> Iterator[Finding]:
    yield Finding(True, f"No byte of the {size:,} bytes has changed since it was sealed.")
    signed = found.signatures
    seal, first = _seal(signed, packet.organisation.name), signed[0]
    told = f"{first.organisation} sealed this quarterly report on {_when(first)}; no change was allowed after that."
    yield Finding(True, told) if seal.holds else seal
    if len(signed) > 1 or not _all_accounted_for(found, reader):
        yield Finding(False, "Something was added or changed after the seal.")
    else:
        more = " but a time-stamp" if found.time_stamps else ""
        yield Finding(
            True, f"Nothing{more} was added after the seal. A quarterly report carries no signatures of leads."
        )
    yield from _times_and_trust(found)
    state = ", preliminary: the quarter was not over" if packet.preliminary else ""
    yield Finding(True, f"The attached packet is readable and covered by the seal: {packet.quarter}, "
                        f"edition {packet.edition}{state}.")  # fmt: skip


def of_report(found: Found, reader: PdfFileReader, packet: ReportPacket, size: int) -> Iterator[Finding]:
    signed = found.signatures
    yield Finding(True, f"No byte of the {size:,} bytes has changed since the last signature.")
    yield _seal(signed, packet.organisation.name)
    for department in places.LEADS:
        yield _department(signed, department)
    yield _nothing_else(found, reader)
    yield _two_people(signed)
    yield from _times_and_trust(found)
    yield Finding(True, f"The attached packet is readable and covered by the signatures: {packet.reference}, "
                        f"revision {packet.revision}.")  # fmt: skip


def _times_and_trust(found: Found) -> Iterator[Finding]:
    yield from (_trust(signature) for signature in found.signatures)
    yield from (finding for signature in found.signatures for finding in _own_stamp(signature))
    yield from (_stamp(stamp) for stamp in found.time_stamps)


def _seal(found: tuple[Signature, ...], organisation: str) -> Finding:
    first = found[0]
    if first.field != places.SEAL or first.unit != certificates.SEAL_UNIT or not first.certifying:
        return Finding(False, "The first signature is not an organisation's seal that certifies the file.")
    if not certificates.same_name(first.organisation, certificates.organisation_name(organisation)):
        return Finding(False, "The seal belongs to another organisation than the one the report names.")
    return Finding(
        True, f"{first.organisation} sealed the report on {_when(first)}; only signing was allowed after that."
    )


def _department(found: tuple[Signature, ...], department: str) -> Finding:
    title = places.TITLES[department]
    signature = next((one for one in found if one.department == department), None)
    if signature is None:
        return Finding(False, f"The {title} has not signed.", awaited=True)
    if not certificates.same_name(signature.unit, title):
        return Finding(False, f"The signature for the {title} was made with a certificate of another department.")
    if not certificates.same_name(signature.name, signature.certificate_name):
        return Finding(False, f"The name printed for the {title} is not the name in the certificate.")
    if not _after_seal(found[0], signature):
        return Finding(False, f"The signature for the {title} states a time before the seal.")
    return Finding(True, f"{signature.name} signed for the {title} on {_when(signature)}: “{signature.meaning}”")


def _after_seal(seal: Signature, signature: Signature) -> bool:
    return bool(seal.signed_at and signature.signed_at and seal.signed_at <= signature.signed_at)


def _nothing_else(found: Found, reader: PdfFileReader) -> Finding:
    """Every revision after the rendered file is one of at most three signatures, or a time-stamp."""
    if len(found.signatures) > 1 + len(places.LEADS) or not _all_accounted_for(found, reader):
        return Finding(False, "Something other than signatures was added or changed after the seal.")
    more = " and time-stamps" if found.time_stamps else ""
    return Finding(True, f"Nothing but signatures{more} was added after the seal.")


def _all_accounted_for(found: Found, reader: PdfFileReader) -> bool:
    """Whether each revision is a signature or, after them all, a time-stamp that adds nothing else."""
    made: tuple[Signature | TimeStamp, ...] = (*found.signatures, *found.time_stamps)
    revisions = [one.revision for one in made]
    return revisions == list(range(1, int(reader.xrefs.total_revisions))) and all(one.intact for one in made)


def _two_people(found: tuple[Signature, ...]) -> Finding:
    people = [signature for signature in found if signature.department]
    names = {(one.email or one.certificate_name).casefold() for one in people}
    certificates_used = {signature.fingerprint for signature in found}
    if len(people) != len(names) or len(certificates_used) != len(found):
        return Finding(False, "One person signed twice.")
    if len(people) < len(places.LEADS):
        return Finding(False, "Two different people have to sign.", awaited=True)
    return Finding(True, "Two different people signed, each with their own certificate.")


def _trust(signature: Signature) -> Finding:
    who = signature.certificate_name
    if not signature.trusted:
        return Finding(False, _why_not_trusted(signature))
    later = ""
    if signature.revoked_at:
        later = f" It was revoked on {_moment(signature.revoked_at)}, after it had signed."
    if signature.stamped_at is None:
        return Finding(True, f"The certificate of {who} is trusted and was valid ({signature.level}: the time is the "
                             f"server's own, not a time-stamping authority's).{later}")  # fmt: skip
    when = _moment(signature.stamped_at)
    return Finding(True, f"The certificate of {who} is trusted and was valid. {signature.stamped_by} attests that the "
                         f"signature existed on {when} ({signature.level}).{later}")  # fmt: skip


def _why_not_trusted(signature: Signature) -> str:
    who = signature.certificate_name
    if signature.revoked_at is None:
        return f"The certificate of {who} is not trusted here, or was not valid at the time of signing."
    told = f"The certificate of {who} was revoked on {_moment(signature.revoked_at)} ({signature.revoked_for})"
    return f"{told}, and nothing proves that the signature is older."


def _own_stamp(signature: Signature) -> Iterator[Finding]:
    who = signature.certificate_name
    if not signature.stamp_holds:
        yield Finding(False, f"The time-stamp beside the signature of {who} is not trusted here, or its certificate "
                             "had ended.")  # fmt: skip
    if signature.stamped_at and signature.signed_at and signature.signed_at > signature.stamped_at + CLOCKS:
        yield Finding(False, f"The signature of {who} states a time after its time-stamp.")


def _stamp(stamp: TimeStamp) -> Finding:
    if not stamp.intact:
        return Finding(False, f"With the time-stamp of {stamp.authority} something else was added or changed.")
    if not stamp.trusted:
        return Finding(False, f"The time-stamp of {stamp.authority} over the whole file is not trusted here, or its "
                              "certificate had ended before a newer time-stamp was put over it.")  # fmt: skip
    return Finding(True, f"{stamp.authority} attests that the whole file stood like this on {_moment(stamp.at)}. "
                         f"Its certificate holds until {stamp.valid_until:%-d %B %Y}.")  # fmt: skip


def _when(signature: Signature) -> str:
    return _moment(signature.signed_at) if signature.signed_at else "an unstated date"


def _moment(at: datetime) -> str:
    return f"{at:%-d %B %Y, %H:%M} UTC"
