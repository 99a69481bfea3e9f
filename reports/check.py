"""Verifying a file against what is trusted, for everybody who asks: pages, programs, the command line."""

from cryptography.hazmat.primitives.serialization import Encoding

from reports.trust import Trust
from reports.verify import Verification, verify


def check(pdf: bytes, trust: Trust) -> Verification:
    """What a file proves to somebody who trusts these roots. Never raises, whatever the file is."""
    return verify(pdf, [root.public_bytes(Encoding.PEM) for root in trust.organisation])
