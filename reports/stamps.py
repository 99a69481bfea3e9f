"""Time-stamps from an authority (RFC 3161 over HTTP), and putting one beside the last signature of a file.

This is the only part of the report that uses the network. It never runs inside a request.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO

from asn1crypto import cms as asn1_cms
from cryptography import x509
from cryptography.x509.oid import NameOID
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from reports import certificates, cms, envelope, standing

PATIENCE = 10
"""Seconds that an authority gets for one answer."""


class Unavailable(Exception):
    """The authority gave no time-stamp that can be used; the text is a sentence for a person."""


@dataclass(frozen=True)
class TimeAuthority:
    """A time-stamping authority: its address, and the roots under which its certificates must stand."""

    url: str
    roots: tuple[x509.Certificate, ...]
    stamper: "Stamper" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "stamper", Stamper(self.url, self.roots))

    def token(self, digest: bytes) -> bytes:
        """A time-stamp over a SHA-256, in the one form. Raises `Unavailable`."""
        return bytes(asyncio.run(self.stamper.async_timestamp(digest, "sha256")).dump())


class Stamper(HTTPTimeStamper):
    """pyHanko's client, which takes only what the verifier will accept later."""

    def __init__(self, url: str, roots: Sequence[x509.Certificate]) -> None:
        super().__init__(url, timeout=PATIENCE)
        self._roots = tuple(roots)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> asn1_cms.ContentInfo:
        """A checked time-stamp. Raises `Unavailable`."""
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            der = cms.normal(token)
            opened = cms.opened(der, message_digest)
        except (TimestampRequestError, TimeoutError) as error:
            raise Unavailable(f"The time-stamping authority gave no time-stamp: {_cause(error)}.") from error
        except (cms.Broken, *cms.UNREADABLE) as error:
            raise Unavailable("The time-stamping authority answered with something that is no time-stamp.") from error
        assert isinstance(opened, cms.Token)  # noqa: S101 - `normal` refuses everything else
        if await asyncio.to_thread(self._stranger, opened):
            name = certificates.part(opened.certificate, NameOID.COMMON_NAME)
            raise Unavailable(f"The certificate of “{name}”, who time-stamped, does not stand under a trusted root.")
        return asn1_cms.ContentInfo.load(der)

    def _stranger(self, token: cms.Token) -> bool:
        return standing.chain(token.certificate, token.others, self._roots, token.at, stamping=True) is None


def stamp_last(pdf: bytes, authority: TimeAuthority) -> bytes:
    """The file with a time-stamp beside its last signature (PAdES B-T). Raises `Unavailable` or `Broken`.

    Only the gap of that signature changes, so nobody has to sign again.
    """
    byte_range = envelope.last(pdf)
    held = envelope.opened(pdf, byte_range).held
    if isinstance(held, cms.Token) or held.stamp is not None:
        return pdf
    _, start, end, _ = byte_range
    der = envelope.value(pdf[start:end])
    stamped = cms.with_stamp(der, authority.token(cms.stamped_digest(der)))
    output = BytesIO(pdf)
    output.seek(start)
    output.write(envelope.gap(stamped, end - start))
    return output.getvalue()


def _cause(error: Exception) -> str:
    """What went wrong, without addresses: those stand in the settings."""
    status = getattr(error.__cause__, "status", None)
    if status is not None:
        return f"it answered with status {status}"
    if isinstance(error, TimeoutError):
        return f"it did not answer within {PATIENCE} seconds"
    return "it refused" if "refused our request" in str(error) else "it could not be reached"
