"""The bytes around a signature, checked one by one before anything is interpreted.

A signature leaves its own value outside what it signs. That gap holds upper-case hexadecimal and zeros, and nothing
else; what the hexadecimal says is checked by `reports.cms`.
"""

import hashlib
import re
from dataclasses import dataclass

from reports import cms
from reports.cms import Broken

__all__ = ["Broken", "Envelope", "gap", "last", "opened", "value"]

_RANGE = re.compile(rb"/ByteRange \[0 (\d{1,12}) (\d{1,12}) (\d{1,12})\]")
_HEX = re.compile(rb"[0-9A-F]*")


@dataclass(frozen=True, slots=True)
class Envelope:
    """A signature or a document time-stamp taken out of a file: the byte range around it, and what its value proves."""

    byte_range: tuple[int, int, int, int]
    held: cms.Signed | cms.Token

    @property
    def end(self) -> int:
        """Where the signed part of the file ends."""
        return self.byte_range[2] + self.byte_range[3]


def last(pdf: bytes) -> tuple[int, int, int, int]:
    """The byte range that reaches the end of the file. Raises `Broken` when no signature does."""
    for found in reversed(list(_RANGE.finditer(pdf))):
        first, second, length = (int(number) for number in found.groups())
        if first < second and second + length == len(pdf):
            return (0, first, second, length)
    if b"/ByteRange" not in pdf:
        raise Broken("This file carries no signature.")
    raise Broken("The file does not end where its last signature ends: something was added, removed or changed.")


def opened(pdf: bytes, byte_range: tuple[int, int, int, int]) -> Envelope:
    """Check one signature over its byte range: form, digest and signature value. Raises `Broken`."""
    zero, first, second, length = byte_range
    if zero != 0 or not 0 < first < second <= second + length <= len(pdf):
        raise Broken("A signature covers an impossible part of the file.")
    der = value(pdf[first:second])
    content = hashlib.sha256(memoryview(pdf)[:first])
    content.update(memoryview(pdf)[second : second + length])
    return Envelope(byte_range, cms.opened(der, content.digest()))


def gap(value: bytes, size: int) -> bytes:
    """A value as it is written into a gap of `size` bytes. Raises ValueError where it does not fit."""
    digits = value.hex().upper().encode()
    if len(digits) > size - 2:
        raise ValueError("The place that was kept for the signature is too small.")
    return b"<" + digits.ljust(size - 2, b"0") + b">"


def value(gap: bytes) -> bytes:
    """The DER in `<…>`: upper-case hexadecimal, then zeros, and nothing else."""
    inner = gap[1:-1]
    if gap[:1] != b"<" or gap[-1:] != b">" or len(gap) % 2 or not _HEX.fullmatch(inner):
        raise Broken("The value of a signature is not written as it was issued.")
    data = bytes.fromhex(inner.decode())
    size = _der_size(data)
    if any(data[size:]):
        raise Broken("Something stands behind the value of a signature.")
    return data[:size]


def _der_size(data: bytes) -> int:
    """The size that the outermost DER header announces: always 0x30 0x82 for what we write."""
    if data[:2] != b"\x30\x82":
        raise Broken("The value of a signature is not written as it was issued.")
    return 4 + int.from_bytes(data[2:4], "big")
